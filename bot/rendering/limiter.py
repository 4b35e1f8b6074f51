"""A look-ahead limiter on true peaks: it turns the sound down smoothly around each peak that would clip, also between the samples.

Peaks are measured on 64-sample blocks, so that the gain is a short curve with one node a block, drawn as straight lines between.

Source: ITU-R BS.1770-4, annex 2, for the four-fold oversampling filter of true peaks.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BLOCK = 64
"""Samples under one straight line of the gain."""
_REACH_BLOCKS = 14
"""How far before and after a peak the gain may move: 20 ms at 44.1 kHz."""
_PHASE_0 = (
    0.001708984375, 0.010986328125, -0.0196533203125, 0.033203125, -0.0594482421875, 0.1373291015625,
    0.97216796875, -0.102294921875, 0.047607421875, -0.0266113281250, 0.014892578125, -0.00830078125,
)  # fmt: skip
_PHASE_1 = (
    -0.0291748046875, 0.029296875, -0.0517578125, 0.089111328125, -0.16650390625, 0.465087890625,
    0.77978515625, -0.2003173828125, 0.1015625, -0.0582275390625, 0.0330810546875, -0.0189208984375,
)  # fmt: skip
_PHASES = np.array([_PHASE_0, _PHASE_1, _PHASE_1[::-1], _PHASE_0[::-1]], dtype=np.float32)
_TAPS = _PHASES.shape[1]
_LIKELY_OVERSHOOT = 1.5
"""Blocks whose samples stay this many times below a threshold are not oversampled. Only sound at the edge of hearing could exceed it
(2.03 is the filter's own bound); sampled instruments stay below 1.2."""


def gain_nodes(peaks: NDArray[np.float64], ceiling: float) -> NDArray[np.float64]:
    """The gain at each block's edges, float64 ``[blocks + 1]``, that keeps every block's peak at or below ``ceiling`` (linear)."""
    wanted = np.minimum(1.0, ceiling / np.maximum(peaks, 1e-9))
    nodes = np.minimum(np.append(wanted, 1.0), np.insert(wanted, 0, 1.0))  # [blocks + 1]: a node serves the blocks on both its sides
    spans = np.lib.stride_tricks.sliding_window_view(np.pad(nodes, 2 * _REACH_BLOCKS, constant_values=1.0), 2 * _REACH_BLOCKS + 1)
    lowest = spans.min(axis=1)  # [blocks + 1 + 2 * reach]
    kernel = np.hanning(2 * _REACH_BLOCKS + 3)[1:-1]
    # Every value averaged at a node is a minimum over a span that holds the node, so the average never exceeds what the node needs.
    return np.convolve(lowest, kernel / kernel.sum(), mode="valid")


def with_gain(samples: NDArray[np.float32], nodes: NDArray[np.float64]) -> NDArray[np.float32]:
    """The sound, float32 ``[channels, time]``, under a gain drawn as straight lines from node to node."""
    between = np.linspace(0, 1, BLOCK, endpoint=False, dtype=np.float32)
    starts, slopes = nodes[:-1, None].astype(np.float32), np.diff(nodes)[:, None].astype(np.float32)
    curve = slopes * between  # [blocks, samples of a block]
    curve += starts
    return samples * curve.reshape(-1)[: samples.shape[1]]


def true_peak(samples: NDArray[np.float32]) -> float:
    """The largest true peak (linear) of float32 ``[channels, time]``; 0 for silence."""
    return float(block_peaks(samples, 0.0).max(initial=0.0))


def block_peaks(samples: NDArray[np.float32], threshold: float) -> NDArray[np.float64]:
    """True peak of each block over all channels, float64 ``[blocks]``; exact where above ``threshold``, elsewhere at least the sample peak."""
    blocks = -(-samples.shape[1] // BLOCK)
    padded = np.pad(samples, ((0, 0), (_TAPS, blocks * BLOCK - samples.shape[1] + _TAPS)))
    centre = padded[:, _TAPS : _TAPS + blocks * BLOCK].reshape(-1, blocks, BLOCK)
    peaks: NDArray[np.float64] = np.abs(centre).max(axis=(0, 2)).astype(np.float64)
    near = np.maximum(peaks, np.maximum(np.append(peaks[1:], 0.0), np.insert(peaks[:-1], 0, 0.0)))
    suspects = np.flatnonzero(near * _LIKELY_OVERSHOOT > threshold)
    for chunk in np.array_split(suspects, max(1, len(suspects) // 2048)):
        peaks[chunk] = np.maximum(peaks[chunk], _between_samples(padded, chunk))
    return peaks


def _between_samples(padded: NDArray[np.float32], blocks: NDArray[np.int64]) -> NDArray[np.float32]:
    """Peaks of the four-fold oversampled sound in some blocks: float32 ``[blocks]``."""
    width = BLOCK + _TAPS - 1
    # The filter's middle lies after its sixth tap, so these windows are centred on the block.
    around = padded[:, blocks[:, None] * BLOCK + _TAPS - _TAPS // 2 + np.arange(width)]  # [channels, blocks, width]
    windows = np.lib.stride_tricks.sliding_window_view(around, _TAPS, axis=2)  # [channels, blocks, block, taps]
    highest = np.zeros(len(blocks), dtype=np.float32)
    for phase in _PHASES:
        highest = np.maximum(highest, np.abs(windows @ phase).max(axis=(0, 2)))
    return highest
