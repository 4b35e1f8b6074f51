"""A small room around the band: convolution with a synthetic impulse response.

The response is a handful of early reflections and exponentially decaying noise, low-passed more the later it arrives, different in each
ear. It is drawn from a fixed seed, so that the same piece always sounds the same.

Source: M. R. Schroeder, "Natural Sounding Artificial Reverberation", JAES 1962 (decaying noise as the ideal late field);
J. A. Moorer, "About This Reverberation Business", Computer Music Journal 1979 (early reflections before it).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

DECAY_SECONDS = 1.1
"""Time in which the late field falls by 60 dB."""
WET = 0.16
"""Level of the reverberation relative to the dry sound, both measured as the energy they pass on."""
_EARLY = ((0.0113, 0.62), (0.0171, -0.51), (0.0229, 0.46), (0.0311, 0.38), (0.0397, -0.33), (0.0523, 0.27))
"""Early reflections of the left ear: delay in seconds, amplitude. The right ear hears them a little later."""
_BLOCK = 131_072
"""Samples a block of the fast convolution; the fastest of 16,384 to 131,072 measured."""


@lru_cache(maxsize=2)
def impulse_response(sample_rate: int) -> NDArray[np.float32]:
    """The room: float32 ``[2, time]``, unit energy in each ear."""
    rng = np.random.default_rng(1962)
    length = int(sample_rate * DECAY_SECONDS * 1.1)
    time = np.arange(length) / sample_rate
    noise = rng.standard_normal((2, length))
    # The air and the walls swallow treble first: three bands with their own decay times, split in the frequency domain.
    spectrum = np.fft.rfft(noise)
    frequency = np.fft.rfftfreq(length, 1 / sample_rate)
    response = np.zeros((2, length))
    for low, high, decay in ((120.0, 1500.0, 1.0), (1500.0, 5000.0, 0.75), (5000.0, 11000.0, 0.4)):
        band = 1 / (1 + (low / np.maximum(frequency, 1e-3)) ** 8) / (1 + (frequency / high) ** 8)
        response += np.fft.irfft(spectrum * np.sqrt(band), length) * 10 ** (-3 * time / (DECAY_SECONDS * decay))
    response *= np.minimum(1.0, time / 0.02)  # the late field grows out of the early reflections
    response /= np.sqrt((response**2).sum(axis=1, keepdims=True))
    for delay, amplitude in _EARLY:
        response[0, int(delay * sample_rate)] += amplitude * 0.35
        response[1, int((delay * 1.13 + 0.0009) * sample_rate)] += amplitude * 0.35
    response[:, -sample_rate // 20 :] *= np.linspace(1, 0, sample_rate // 20)
    response /= np.sqrt((response**2).sum(axis=1, keepdims=True))
    return response.astype(np.float32)


def with_room(dry: NDArray[np.float32], sample_rate: int, wet: float = WET) -> NDArray[np.float32]:
    """The sound in the room: float32 ``[2, time]`` in, float32 ``[2, time + room]`` out."""
    response = impulse_response(sample_rate) * np.float32(wet)
    length = dry.shape[1] + response.shape[1] - 1
    sound = np.zeros((2, length), dtype=np.float32)
    sound[:, : dry.shape[1]] = dry
    transform = 2 * _BLOCK if dry.shape[1] > _BLOCK else 1 << (length - 1).bit_length()
    hop = transform - response.shape[1] + 1
    room = np.fft.rfft(response, transform)  # [2, frequency]
    for start in range(0, dry.shape[1], hop):
        block = np.fft.irfft(np.fft.rfft(dry[:, start : start + hop], transform) * room, transform)
        stop = min(start + transform, length)
        sound[:, start:stop] += block[:, : stop - start]
    return sound
