"""Making a written tune one's own: jazz musicians never play a head as stiffly as it is printed.

Long notes on the beat come an eighth early, or an eighth late after a rest; never two changes in a row, never the first or last note of a
section, and the less the more the tune is syncopated already. Pitches stay untouched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from corpora.pieces import Note
from generators.band.frame import Frame

_SYNCOPATED_SHARE = 0.35
"""Share of off-beat onsets from which a tune is left alone."""


def phrased(notes: Sequence[Note], frame: Frame, freedom: float, rng: np.random.Generator) -> list[Note]:
    """The notes of one section as a player phrases them.

    Args:
        notes: one voice, sorted by start.
        frame: the piece, whose binary pulses are where notes may move by half a pulse.
        freedom: 0-1, how many of the notes that could move do.
        rng: decides which.
    """
    played = list(notes)
    halves = {pulse.start_ticks: pulse.length_ticks // 2 for pulse in chain.from_iterable(frame.pulses) if not pulse.is_ternary}
    chance = freedom * max(0.0, 1.0 - _off_beat_share(played, halves) / _SYNCOPATED_SHARE)
    place = 1
    while place < len(played) - 1:
        half = halves.get(played[place].start_ticks, 0)
        if half and rng.random() < chance and (_anticipate(played, place, half) or _delay(played, place, half)):
            place += 1
        place += 1
    return played


def _off_beat_share(notes: Sequence[Note], beats: dict[int, int]) -> float:
    return sum(note.start_ticks not in beats for note in notes) / max(1, len(notes))


def _anticipate(notes: list[Note], place: int, half: int) -> bool:
    """Begin half a pulse early; what sounded there gives way, if enough of it is left."""
    note, before = notes[place], notes[place - 1]
    start = note.start_ticks - half
    if note.duration_ticks < 2 * half or start - before.start_ticks < half:
        return False
    notes[place - 1] = replace(before, duration_ticks=min(before.duration_ticks, start - before.start_ticks))
    notes[place] = replace(note, start_ticks=start, duration_ticks=note.duration_ticks + half)
    return True


def _delay(notes: list[Note], place: int, half: int) -> bool:
    """Begin half a pulse late after a rest, if the note is long."""
    note, before = notes[place], notes[place - 1]
    if note.duration_ticks < 4 * half or before.end_ticks > note.start_ticks - half:
        return False
    notes[place] = replace(note, start_ticks=note.start_ticks + half, duration_ticks=note.duration_ticks - half)
    return True
