"""Grooves written by hand, for what the recordings lack: a reel, a jig and a plain waltz, quiet and full.

Each line is one voice; a beat is ``|``-separated, sixteenths or triplets by its length; digits are loudness (9 = accent), a dot is rest.
"""

from __future__ import annotations

import numpy as np

from generators.band.grooves import GRID, Bar, Groove, Hit

_KEYS = {"kick": 36, "side stick": 37, "snare": 38, "pedal": 44, "hat": 42, "ride": 51, "tambourine": 54, "tom": 43}


def read_grid(lines: dict[str, str]) -> Bar:
    """The bar of a text grid such as ``{"kick": "7...|....", "hat": "5.3.|5.3."}``: four places a beat are sixteenths, three triplets."""
    hits = []
    for voice, line in lines.items():
        for beat, places in enumerate(line.split("|")):
            step = GRID // len(places)
            hits += [Hit(beat * GRID + index * step, _KEYS[voice], 10 + 12 * int(mark), 0, False) for index, mark in enumerate(places) if mark != "."]
    return tuple(sorted(hits))


def _groove(style: str, tempo: float, energy: float, bars: tuple[dict[str, str], ...], compound: bool = False) -> Groove:
    """A groove whose first bar is its home: every other bar returns to it."""
    read = tuple((read_grid(bar),) for bar in bars)
    beats = max(len(line.split("|")) for line in bars[0].values())
    transitions = np.full((len(read), len(read)), 0.1, dtype=np.float32)
    transitions[:, 0] = 1.0
    transitions[0, 0] = 0.8
    transitions[0, 1:] = 0.5
    return Groove(style, beats, compound, tempo, 0.5, False, energy, read, transitions / transitions.sum(axis=1, keepdims=True))


WRITTEN_GROOVES = (
    # A reel has two felt beats; the bodhrán's roll on the low tom, a soft stick on the off-beat.
    _groove(
        "reel",
        108,
        0.2,
        (
            {"kick": "6...|....|5...|....", "side stick": "..3.|..4.|..3.|..4.", "hat": "3.5.|3.5.|3.5.|3.5."},
            {"kick": "6...|....|5..2|....", "side stick": "..3.|..4.|..3.|..42", "hat": "3.5.|3.5.|3.52|3.5."},
            {"kick": "6...|..2.|5...|....", "side stick": "..3.|..4.|..3.|..4.", "hat": "3.52|3.5.|3.52|3.5."},
        ),
    ),
    _groove(
        "reel",
        110,
        0.7,
        (
            {"kick": "7...|4...|6...|4...", "snare": "2164|2164|2164|2165", "pedal": "..3.|..3.|..3.|..3."},
            {"kick": "7...|4...|6...|4...", "snare": "2164|2164|2164|3546", "pedal": "..3.|..3.|..3.|..3."},
            {"kick": "7...|4...|6.3.|4...", "snare": "2164|2163|2164|2165", "pedal": "..3.|..3.|..3.|..3."},
        ),
    ),
    _groove(
        "jig",
        115,
        0.3,
        (
            {"kick": "6..|...|5..|...", "side stick": "...|4..|...|4..", "hat": "425|425|425|425"},
            {"kick": "6..|...|5.2|...", "side stick": "...|4..|...|4.3", "hat": "425|425|425|425"},
            {"kick": "6..|..2|5..|...", "side stick": "...|4..|...|4..", "hat": "425|423|425|445"},
        ),
        compound=True,
    ),
    _groove(
        "jig",
        118,
        0.8,
        (
            {"kick": "7..|4..|6..|4..", "snare": "324|514|324|514", "tambourine": "..3|..3|..3|..3"},
            {"kick": "7..|4..|6..|4..", "snare": "324|514|324|546", "tambourine": "..3|..3|..3|..3"},
        ),
        compound=True,
    ),
    _groove(
        "waltz",
        140,
        0.2,
        (
            {"kick": "5...|....|....", "side stick": "....|3...|3...", "hat": "3...|2...|2..."},
            {"kick": "5...|....|....", "side stick": "....|3...|3.2.", "hat": "3...|2...|2..."},
            {"kick": "5...|....|....", "side stick": "....|3...|3...", "hat": "3...|2.1.|2.1."},
        ),
    ),
    _groove(
        "waltz",
        150,
        0.8,
        (
            {"kick": "6...|....|....", "snare": "....|4...|4...", "pedal": "....|4...|4..."},
            {"kick": "6...|....|....", "snare": "....|4.2.|4...", "pedal": "....|4...|4..."},
            {"kick": "6...|....|..3.", "snare": "....|4...|4.2.", "pedal": "....|4...|4..."},
        ),
    ),
)
