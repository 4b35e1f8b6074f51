"""One line out of notes that may overlap, for formats that hold a single melody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from corpora.pieces import Note


def melody_line(notes: Sequence[Note]) -> list[Note]:
    """The highest note at each onset, cut where the next one begins."""
    highest: dict[int, Note] = {}
    for note in notes:
        if note.start_ticks not in highest or highest[note.start_ticks].pitch < note.pitch:
            highest[note.start_ticks] = note
    starts = sorted(highest)
    line = []
    for start, following in zip_longest(starts, starts[1:]):
        note = highest[start]
        room = note.duration_ticks if following is None else following - start
        line.append(replace(note, duration_ticks=min(note.duration_ticks, room)))
    return line
