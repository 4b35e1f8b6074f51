"""How loud a sound is to a listener, and making it as loud as the platforms play it: integrated loudness by ITU-R BS.1770-4.

Written in numpy because pyloudnorm imports scipy, which takes longer than rendering a minute of music; the tests compare the two.

Source: ITU-R Recommendation BS.1770-4 (2015), "Algorithms to measure audio programme loudness and true-peak audio level", annexes 1 and 2;
the filters' analogue prototypes, for any sample rate, as in libebur128.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bot.rendering.limiter import BLOCK, block_peaks, gain_nodes, with_gain

TARGET_LUFS = -14.0
CEILING_DBTP = -1.5
"""Half a decibel below the promised -1 dBTP, which MP3 and AAC use up when they are decoded."""
SILENCE_LUFS = -70.0
"""The absolute gate: what is softer counts as silence."""
_MOST_GAIN_DB = 50.0
_MOST_MAKEUP_DB = 4.0
"""The limiter never works harder than this: beyond it a piece stays softer instead of being crushed."""
_TOLERANCE_LU = 0.02
_TRANSFORM = 131_072


def mastered(samples: NDArray[np.float32], sample_rate: int) -> NDArray[np.float32]:
    """The sound at :data:`TARGET_LUFS` with true peaks below :data:`CEILING_DBTP`; float32 ``[2, time]`` both ways. Silence stays silence.

    The sound is measured once. How much loudness the limiter takes away is then reckoned from the energy of each block, and given back, so
    that the sound itself is touched once.
    """
    step_power = _weighted_power(samples, sample_rate)
    loudness = _gated_loudness(step_power)
    if loudness <= SILENCE_LUFS:
        return samples
    first_db = gain_db = min(TARGET_LUFS - loudness, _MOST_GAIN_DB)
    ceiling = 10 ** (CEILING_DBTP / 20)
    peaks = block_peaks(samples, ceiling / 10 ** ((first_db + _MOST_MAKEUP_DB) / 20))
    energy = _block_energy(samples)
    for _ in range(8):
        gain = 10 ** (gain_db / 20)
        nodes = gain * gain_nodes(peaks * gain, ceiling)
        missing = TARGET_LUFS - _gated_loudness(step_power * _step_gain(nodes, energy, sample_rate // 10, len(step_power)))
        if abs(missing) < _TOLERANCE_LU or gain_db >= first_db + _MOST_MAKEUP_DB:
            break
        gain_db = min(gain_db + missing, first_db + _MOST_MAKEUP_DB)
    return with_gain(samples, nodes)


def integrated_loudness(samples: NDArray[np.float32], sample_rate: int) -> float:
    """Integrated loudness in LUFS of float32 ``[channels, time]``; ``-inf`` for silence. Sounds under 400 ms count as followed by silence."""
    return _gated_loudness(_weighted_power(samples, sample_rate))


def _gated_loudness(step_power: NDArray[np.float64]) -> float:
    """Loudness in LUFS from the weighted power of steps of 100 ms, float64 ``[steps]``."""
    if len(step_power) < 4:
        step_power = np.pad(step_power, (0, 4 - len(step_power)))
    sums = np.cumsum(np.concatenate([[0.0], step_power]))
    block_power = (sums[4:] - sums[:-4]) / 4  # 400 ms, overlapping by three quarters
    loud = block_power[block_power > 10 ** ((SILENCE_LUFS + 0.691) / 10)]
    if not len(loud):
        return float("-inf")
    loud = loud[loud > loud.mean() / 10]  # the relative gate: 10 LU below the mean of the rest
    return float(-0.691 + 10 * np.log10(loud.mean()))


def _block_energy(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """Energy of each block of the limiter, float64 ``[blocks]``."""
    whole = samples.shape[1] // BLOCK * BLOCK
    energy = sum(np.einsum("bs,bs->b", blocks, blocks) for blocks in samples[:, :whole].reshape(samples.shape[0], -1, BLOCK))
    rest = [np.square(samples[:, whole:]).sum()] if whole < samples.shape[1] else []
    return np.append(np.asarray(energy, dtype=np.float64), rest)


def _step_gain(nodes: NDArray[np.float64], energy: NDArray[np.float64], step: int, steps: int) -> NDArray[np.float64]:
    """By how much the power of each step of ``step`` samples changes under a gain: float64 ``[steps]``, blocks weighted by their energy."""
    change = ((nodes[:-1] + nodes[1:]) / 2) ** 2  # [blocks]
    home = np.minimum((np.arange(len(energy)) * BLOCK + BLOCK // 2) // step, steps - 1)
    floor = 1e-12  # silent steps change by the plain mean
    before = np.bincount(home, energy + floor, steps)
    after = np.bincount(home, (energy + floor) * change, steps)
    return np.asarray(after / before, dtype=np.float64)


def _weighted_power(samples: NDArray[np.float32], sample_rate: int) -> NDArray[np.float64]:
    """Power of the K-weighted sound, channels summed, in each whole 100 ms: float64 ``[steps]``; a first step is always there."""
    step = sample_rate // 10
    steps = max(1, samples.shape[1] // step)
    weighting = _k_weighting(sample_rate)
    history = sample_rate // 8  # by then the slowest filter has forgotten
    hop_steps = (_TRANSFORM - history) // step
    power = np.zeros(steps)
    for first in range(0, steps, hop_steps):
        count = min(hop_steps, steps - first)
        start = first * step - history
        block = samples[:, max(0, start) : start + history + count * step]
        block = np.pad(block, ((0, 0), (max(0, -start), max(0, history + count * step - block.shape[1] - max(0, -start)))))
        heard = np.fft.irfft(np.fft.rfft(block, _TRANSFORM) * weighting, _TRANSFORM)[:, history : history + count * step]
        power[first : first + count] = np.square(heard).reshape(samples.shape[0], count, step).mean(axis=2).sum(axis=0)
    return power


@lru_cache(maxsize=4)
def _k_weighting(sample_rate: int) -> NDArray[np.complex64]:
    """Frequency response of the head (a shelf) and of the ear's bass roll-off (a high-pass): complex64 ``[transform / 2 + 1]``."""
    z = np.exp(-2j * np.pi * np.arange(_TRANSFORM // 2 + 1) / _TRANSFORM)
    k = np.tan(np.pi * 1681.974450955533 / sample_rate)
    q, high = 0.7071752369554196, 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    shelf = (high + band * k / q + k * k) + 2 * (k * k - high) * z + (high - band * k / q + k * k) * z**2
    shelf /= (1 + k / q + k * k) + 2 * (k * k - 1) * z + (1 - k / q + k * k) * z**2
    k, q = np.tan(np.pi * 38.13547087602444 / sample_rate), 0.5003270373238773
    high_pass = (1 - 2 * z + z**2) / (1 + 2 * (k * k - 1) / (1 + k / q + k * k) * z + (1 - k / q + k * k) / (1 + k / q + k * k) * z**2)
    return np.asarray(shelf * high_pass, dtype=np.complex64)
