"""Strains: the tunes of a song (its verse's, its chorus's) as rhythms that wait for pitches and chords, then as finished tunes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from corpora.encodings.grid import ChordChange
from generators.songs.lines import SetLine, SungNote, notes_of
from generators.songs.metre import Grid
from generators.words.lyric_form import SectionKind


@dataclass(frozen=True, slots=True)
class StrainLine:
    """One line of a strain."""

    set_line: SetLine
    notes: tuple[SungNote, ...]
    copies: int | None
    """The earlier line of the strain whose tune it repeats, as far as the rhythms agree; None = a tune of its own."""
    copied_bars: int = 0
    """How many of its bars are repeated, from the first on."""

    @property
    def bars(self) -> int:
        """Whole bars of the line."""
        return self.set_line.bars


@dataclass(frozen=True, slots=True)
class Strain:
    """The tune of a verse, a chorus or a bridge."""

    kind: SectionKind
    lines: tuple[StrainLine, ...]
    chords: tuple[tuple[ChordChange, ...], ...] = ()
    """For each bar its chords, once composed; roots relative to the tonic."""

    @property
    def bars(self) -> int:
        """Whole bars of the strain."""
        return sum(line.bars for line in self.lines)

    @property
    def pickup(self) -> int:
        """Slots it begins before its first bar line."""
        return self.lines[0].set_line.pickup

    def line_starts(self) -> list[int]:
        """The bar each line begins with, from 0."""
        return [sum(line.bars for line in self.lines[:place]) for place in range(len(self.lines))]


_SHAPES = ((None, None, 0, 1), (None, None, 0, None), (None, 0, None, 1), (None, None, 0, 1), (None, None, None, None))
"""For four lines, the line each repeats: the tune's form ``ABAB``, ``ABAC``, ``AABA`` and the like (the last bars of a repeat are its own)."""


def strain_of(kind: SectionKind, lines: Sequence[SetLine], grid: Grid, next_pickup: int, rng: np.random.Generator) -> Strain:
    """The strain of a section's lines; ``next_pickup`` slots before its end the next section begins."""
    shape = _SHAPES[int(rng.integers(len(_SHAPES)))]
    made: list[StrainLine] = []
    for place, line in enumerate(lines):
        after = lines[place + 1].pickup if place + 1 < len(lines) else next_pickup
        notes = tuple(notes_of(line, grid, line.bars * grid.bar_slots - after, rng))
        model = shape[place % 4]
        copies = None if model is None or place % 4 == 0 else place - place % 4 + model
        own = place + 1 == len(lines) or (copies is not None and copies % 4 == 1)
        made.append(_with_copy(StrainLine(line, notes, copies), made, grid.bar_slots, cadence_of_its_own=own))
    return Strain(kind, tuple(made))


def _with_copy(line: StrainLine, before: Sequence[StrainLine], bar_slots: int, *, cadence_of_its_own: bool) -> StrainLine:
    """How many bars of the copied line this one repeats: all, or those before the bar of its last syllable, where its cadence is its own."""
    if line.copies is None or before[line.copies].bars != line.bars:
        return StrainLine(line.set_line, line.notes, None)
    keeps = max(0, min(line.bars - 1, line.set_line.onsets[-1] // bar_slots)) if cadence_of_its_own else line.bars
    return StrainLine(line.set_line, line.notes, line.copies, keeps)


def stream_notes(strains: Sequence[Strain], grid: Grid) -> Iterator[tuple[int, SungNote, StrainLine]]:
    """Every note of strains that follow one another: its slot from the first bar line, itself, its line."""
    start = 0
    for strain in strains:
        for line in strain.lines:
            for note in line.notes:
                yield start + note.slot, note, line
            start += line.bars * grid.bar_slots
