"""Generators nobody has trained: what holds for their random weights holds for any."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from generators.onnx_cells import PlainLayer, PlainNetwork
from generators.onnx_graphs import write_recurrent_graph
from generators.players.autoregressive import Player


def untrained_player(folder: Path, vocabulary_size: int, likely: list[int] | None = None, hidden: int = 24) -> Player:
    """A player of a one-layer LSTM with random weights; tokens in ``likely`` are said more often."""
    rng = np.random.default_rng(3)

    def matrix(*shape: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        return rng.normal(0, 0.4, shape).astype(np.float32)

    bias = matrix(vocabulary_size)
    if likely is not None:
        bias[likely] += 4
    layer = PlainLayer(matrix(4 * hidden, hidden), matrix(4 * hidden, hidden), matrix(4 * hidden), matrix(4 * hidden))
    network = PlainNetwork("lstm", matrix(vocabulary_size, hidden), (layer,), matrix(hidden, vocabulary_size), bias)
    write_recurrent_graph(network, folder / "model.onnx", quantised=True)
    return Player(folder)
