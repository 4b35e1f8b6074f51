"""Other words to the same tune: how the second verse is sung to the first one's melody.

A syllable takes the pitch the tune has at its moment. Where the tune moves on under one syllable, that syllable is sung on several notes (a
melisma); where two syllables stand in the place of one, the note is struck twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from generators.songs.lines import SetLine, SungNote, closing_length, notes_of
from generators.songs.metre import Grid
from generators.songs.strains import StrainLine

_MOST_NOTES = 3
"""Of one melisma."""


def resung(tune: StrainLine, line: SetLine, grid: Grid, next_onset: int) -> list[SungNote]:
    """A line's notes on the tune of another; ``next_onset`` is the slot at which the next line begins, from this line's first bar line."""
    if line == tune.set_line:
        return closed_before(tune.notes, next_onset, grid)
    tune_end = line.bars * grid.bar_slots
    sung: list[SungNote] = []
    for note in notes_of(line, grid, next_onset):
        sung += _on_tune(note, [each for each in tune.notes if each.slot < tune_end])
    return sung


def closed_before(notes: Sequence[SungNote], next_onset: int, grid: Grid) -> list[SungNote]:
    """The notes of a line with the last one held as the next line allows."""
    last = notes[-1]
    return [*notes[:-1], replace(last, slots=closing_length(last.slot, next_onset, grid))]


def _on_tune(note: SungNote, tune: Sequence[SungNote]) -> list[SungNote]:
    """One syllable's note, cut where the tune moves to another pitch under it."""
    pitch = max((each for each in tune if each.slot <= note.slot), key=lambda each: each.slot, default=tune[0]).pitch
    cuts = [note]
    cuts[0] = replace(note, pitch=pitch)
    for other in tune:
        if note.slot < other.slot < note.slot + note.slots and other.pitch != cuts[-1].pitch and len(cuts) < _MOST_NOTES:
            held = cuts[-1]
            cuts[-1] = replace(held, slots=other.slot - held.slot)
            cuts.append(SungNote(other.slot, note.slot + note.slots - other.slot, note.syllable, begins=False, pitch=other.pitch))
    return cuts
