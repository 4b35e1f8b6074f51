"""Chord changes everybody knows, given to the generator instead of composed by it."""

from __future__ import annotations

import numpy as np

from corpora.encodings.grid import ChordChange
from corpora.pieces import Meter

_BLUES = {
    "major": (
        ("0:7", "5:7", "0:7", "0:7", "5:7", "5:7", "0:7", "9:7", "2:m7", "7:7", "0:7 9:7", "2:m7 7:7"),
        ("0:7", "5:7", "0:7", "0:7", "5:7", "6:dim7", "0:7", "9:7b9", "2:m7", "7:7", "0:7 9:7", "2:m7 7:7"),
        ("0:7", "0:7", "0:7", "0:7", "5:7", "5:7", "0:7", "0:7", "7:7", "5:7", "0:7", "7:7"),
        ("0:7", "5:7", "0:7", "7:m7 0:7", "5:7", "6:dim7", "0:7", "4:m7 9:7", "2:m7", "7:7", "0:7 9:7", "2:m7 7:7"),
    ),
    "minor": (
        ("0:m7", "0:m7", "0:m7", "0:m7", "5:m7", "5:m7", "0:m7", "0:m7", "8:7", "7:7", "0:m7", "7:7"),
        ("0:m6", "5:m7", "0:m6", "0:m6", "5:m7", "5:m7", "0:m6", "0:m6", "2:m7b5", "7:7b9", "0:m6", "2:m7b5 7:7b9"),
    ),
}
"""Twelve bars each; roots in semitones above the tonic. Source: the common variants in M. Levine, The Jazz Theory Book (1995), ch. 10."""


def blues_changes(mode: str, bars: int, meter: Meter, rng: np.random.Generator, *, closes: bool = False) -> list[tuple[ChordChange, ...]]:
    """Chords of ``bars`` bars of blues, chorus after chorus, each bar's as ``(step, root above the tonic, quality)``.

    With ``closes`` the last bars rest on the tonic instead of turning around.
    """
    variants = _BLUES["minor" if mode in {"minor", "dorian", "phrygian", "locrian"} else "major"]
    variant = list(variants[int(rng.integers(len(variants)))])
    chart = [variant[bar % 12] for bar in range(bars)]
    if closes:
        tonic = variant[0].split()[0]
        chart[-2:] = [tonic] * min(2, bars)
    half = meter.bar_ticks(12) // 2 // 6 * 6  # chords stand on the eighth grid
    return [_bar(cell, half) for cell in chart]


def _bar(cell: str, half: int) -> tuple[ChordChange, ...]:
    chords = []
    for place, symbol in enumerate(cell.split()):
        root, _, quality = symbol.partition(":")
        chords.append((place * half, int(root), quality))
    return tuple(chords)
