"""Lines in time: rhythms of whole sections, and each line as notes that wait for their pitches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from generators.songs.metre import HALF, Grid
from generators.songs.rhythm import PLAIN, LineRhythm, Room, Taste, choose_bars, set_line
from generators.songs.sung_words import SungLine

_MELISMA_CHANCE = 0.14
"""Of a long note under a stressed syllable to be sung on two notes."""


@dataclass(frozen=True, slots=True)
class SungNote:
    """One note of a line."""

    slot: int
    """From the line's first bar line; negative in a pickup."""
    slots: int
    syllable: int
    """Which syllable of the line sounds on it."""
    begins: bool = True
    """False for the later notes of a melisma."""
    pitch: int = 0
    """MIDI note number with the tonic at C; 0 until it is composed."""


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line set to a rhythm."""

    words: SungLine
    bars: int
    onsets: tuple[int, ...]

    @property
    def pickup(self) -> int:
        """Slots it begins before its first bar line."""
        return max(0, -self.onsets[0])


def set_section(
    lines: Sequence[SungLine], grid: Grid, taste: Taste, *, before: int, after: int, models: Sequence[SetLine | None] = (), bars: Sequence[int] = ()
) -> list[SetLine]:
    """Set the lines of a section one after another.

    Args:
        lines: the words.
        grid: the meter.
        taste: what the lines have in common.
        before: slots that the first line may begin before its first bar line.
        after: slots the next section begins before its own.
        models: for each line another one whose rhythm it follows where it can; empty = none.
        bars: of each line; empty = chosen here.
    """
    bars = list(bars) or choose_bars([line.weights for line in lines], grid, taste)
    wanted = [_pickups(line, grid, taste, count) for line, count in zip(lines, bars, strict=True)]
    done: list[SetLine] = []
    room_before = before
    for place, (line, count) in enumerate(zip(lines, bars, strict=True)):
        model = models[place] if place < len(models) else None
        following = wanted[place + 1] if place + 1 < len(lines) else (after,)
        rooms = [Room(-room_before, each, model.onsets if model is not None else ()) for each in following]
        made, left = min(((_set(line, grid, taste, count, room), room.next_pickup) for room in rooms), key=lambda each: each[0].cost)
        done.append(SetLine(line, made.bars, made.onsets))
        room_before = left
    return done


def _pickups(line: SungLine, grid: Grid, taste: Taste, bars: int) -> tuple[int, ...]:
    """Slots the line would like to begin before its first bar line, and how few will do."""
    rhythm = set_line(line.weights, grid, taste, bars, Room(-grid.lean_slots))
    if rhythm is None or rhythm.onsets[0] >= 0:
        return (0,)
    return tuple(dict.fromkeys((-rhythm.onsets[0], sum(onset < 0 for onset in rhythm.onsets))))


def _set(line: SungLine, grid: Grid, taste: Taste, bars: int, room: Room) -> LineRhythm:
    """The line in its bars, or in the fewest more that hold it."""
    rhythm: LineRhythm | None = None
    while rhythm is None:
        rhythm = set_line(line.weights, grid, taste, bars, room)
        bars += 1
    return rhythm


def natural_pickup(line: SungLine, grid: Grid, taste: Taste, bars: int) -> int:
    """Slots the first line of a section begins before its first bar line: as few as will do, for another section ends there."""
    return _pickups(line, grid, taste, bars)[-1]


def notes_of(line: SetLine, grid: Grid, next_onset: int, rng: np.random.Generator | None = None) -> list[SungNote]:
    """The line's notes, the last one held as long as is comfortable before ``next_onset`` (a slot from this line's first bar line).

    Args:
        line: the line.
        grid: the meter.
        next_onset: where the next line begins.
        rng: decides which long notes become two of a melisma; None = none.
    """
    ends = [*line.onsets[1:], line.onsets[-1] + closing_length(line.onsets[-1], next_onset, grid)]
    notes: list[SungNote] = []
    for place, (start, end) in enumerate(zip(line.onsets, ends, strict=True)):
        length = end - start
        split = _melisma(length, line.words.weights[place], grid) if place + 1 < len(ends) else 0
        if rng is not None and split and rng.random() < _MELISMA_CHANCE:
            notes += [SungNote(start, split, place), SungNote(start + split, length - split, place, begins=False)]
        else:
            notes.append(SungNote(start, length, place))
    return notes


def _melisma(length: int, weight: int, grid: Grid) -> int:
    """Slots of the first of two notes that a syllable of this length may be sung on; 0 = it is not."""
    if weight == PLAIN or length < max(3, grid.beat_slots + 1):
        return 0
    return length - grid.beat_slots if length > 2 * grid.beat_slots - 1 and grid.beat_slots < length else length - 1


def closing_length(start: int, next_onset: int, grid: Grid) -> int:
    """How long a line's last note is held: to the next line where that is near, else so that there is breath before it.

    One that begins on a weak place ("coming" ends on its second syllable) gives way before the next strong one.
    """
    left = next_onset - start
    if grid.strength(start) < HALF:
        strong = next(slot for slot in range(start + 1, start + grid.bar_slots + 1) if grid.strength(slot) >= HALF)
        return max(1, min(left, strong - start))
    if left <= max(2 * grid.beat_slots, 3):
        return max(1, left)
    most = min(left - 1, max(grid.bar_slots, 2 * grid.beat_slots))
    whole_beats_end = (start + most) // grid.beat_slots * grid.beat_slots
    return max(1, whole_beats_end - start if whole_beats_end > start else most)
