"""Synthetic pieces with structure a model can learn: scales that start anywhere, two bars repeated, in a small vocabulary."""

from __future__ import annotations

import numpy as np

from corpora.datasets import TrainingPiece
from corpora.encodings.base import EncodedPiece

SIZE = 40


def tiny_pieces(count: int, seed: int = 0, bars: int = 6) -> list[TrainingPiece]:
    """Header [2, 3], bars of a bar token (4) and six notes (10-39), an end token (1)."""
    rng = np.random.default_rng(seed)
    return [_piece(f"tiny/{index}", rng, bars) for index in range(count)]


def _piece(name: str, rng: np.random.Generator, bars: int) -> TrainingPiece:
    tokens, starts = [2, 3], []
    place, step = int(rng.integers(30)), int(rng.choice([1, 2, 3]))
    for _ in range(bars):
        starts.append(len(tokens))
        noise = rng.random(6) < 0.05
        notes = [10 + (int(rng.integers(30)) if wild else (place + step * beat) % 30) for beat, wild in enumerate(noise)]
        tokens += [4, *notes]
        place += 6 * step
    genre = "up" if step == 1 else "leaping"
    return TrainingPiece(name, genre, EncodedPiece(np.array([*tokens, 1], np.int16), 2, np.array(starts, np.int32)))
