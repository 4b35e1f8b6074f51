"""How lengths become note values: meters and their beats, and the tied notes that write any length so that the beats can be seen.

Notation is written on a grid of 24 units to a quarter note, of which the eighths (thirty-second notes) and the twelfths (sixteenths under a
triplet bracket) are used. Positions are whole units from where the bar's first beat is; a pickup begins later than that.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

UNITS_PER_QUARTER = 24
THIRTY_SECOND = 3
"""Units of the shortest note value."""

NOTE_TYPES = {3: "32nd", 6: "16th", 12: "eighth", 24: "quarter", 48: "half", 96: "whole", 192: "breve"}
"""Units of an undotted note -> MusicXML type."""
_VALUES = {
    **{units: (name, 0) for units, name in NOTE_TYPES.items()},
    **{units * 3 // 2: (name, 1) for units, name in NOTE_TYPES.items() if units > THIRTY_SECOND},
}


def note_value(units: int) -> tuple[str, int] | None:
    """MusicXML type and dots (0 or 1) of a written length; None where one note can't be so long."""
    return _VALUES.get(units)


def snap_ticks(ticks: int, ticks_per_quarter: int) -> int:
    """Ticks from a beat as the nearest unit that is an eighth or a twelfth of a quarter; the eighth where both are as near."""
    scaled = ticks * UNITS_PER_QUARTER
    candidates = []
    for step in (3, 2):
        unit = step * ((2 * scaled + step * ticks_per_quarter) // (2 * step * ticks_per_quarter))
        candidates.append((abs(unit * ticks_per_quarter - scaled), unit))
    return min(candidates, key=lambda entry: entry[0])[1]


def snap_length(ticks: int, ticks_per_quarter: int) -> int:
    """The length of a bar as whole thirty-seconds, in units."""
    return THIRTY_SECOND * round(ticks * UNITS_PER_QUARTER / (THIRTY_SECOND * ticks_per_quarter))


@dataclass(frozen=True, slots=True)
class Beats:
    """How a bar divides, in units."""

    bar: int
    """Length of the whole bar."""
    starts: tuple[int, ...]
    """Where its felt beats begin: what beams show."""
    levels: tuple[frozenset[int], ...]
    """The boundaries at each level of division, strongest first (the bar line), thirty-seconds last."""
    beat_level: int
    """Index of the beats among ``levels``."""
    is_compound: bool

    def weight(self, position: int) -> int:
        """0 at the bar line, the higher the weaker the place; beyond the last level off the grid."""
        position %= self.bar
        return next((level for level, places in enumerate(self.levels) if position in places), len(self.levels))


@lru_cache(maxsize=256)
def beats_of(numerator: int, denominator: int) -> Beats:
    """The beats of a meter; ``denominator`` a power of two up to 32."""
    unit = 4 * UNITS_PER_QUARTER // denominator
    bar = numerator * unit
    is_compound = numerator % 3 == 0 and (denominator >= 8 or numerator > 3)
    uneven = numerator > 3 and numerator % 2 and numerator % 3
    if is_compound:
        starts, finer = tuple(range(0, bar, 3 * unit)), unit
    elif uneven and unit < UNITS_PER_QUARTER:
        starts, finer = tuple(range(0, bar - 3 * unit + 1, 2 * unit)), unit
    else:
        beat = UNITS_PER_QUARTER if unit < UNITS_PER_QUARTER and bar % UNITS_PER_QUARTER == 0 else unit
        starts, finer = tuple(range(0, bar, beat)), beat // 2
    groups = [(0,), *_halves(bar, starts)]
    if uneven and len(starts) == 5:
        groups.append((0, 3 * bar // 5))  # five is mostly felt as three and two
    levels = [*groups, starts]
    while finer >= THIRTY_SECOND:
        levels.append(tuple(range(0, bar, finer)))
        finer = finer // 2 if finer % 2 == 0 else 0
    levels = list(dict.fromkeys(levels))
    return Beats(bar, starts, tuple(frozenset(level) for level in levels), levels.index(starts), is_compound)


def _halves(bar: int, starts: tuple[int, ...]) -> list[tuple[int, ...]]:
    """The half bars (and their halves) of bars with 4, 8, ... even beats."""
    halves = []
    count = len(starts)
    while count % 2 == 0 and count > 2:
        count //= 2
        halves.append(tuple(range(0, bar, bar * count // len(starts))))
    return halves


@lru_cache(maxsize=65536)
def split_note(start: int, end: int, beats: Beats, is_rest: bool = False) -> tuple[int, ...]:
    """Lengths of the tied notes (or the rests) that write ``start`` to ``end`` in one bar so that its beats can be seen."""
    weights = {position: beats.weight(position) for position in range(start + 1, end)}
    strongest = min(weights.values(), default=len(beats.levels))
    if _is_readable(start, end, strongest, beats, is_rest) or strongest == len(beats.levels):
        return (end - start,)
    places = [position for position, weight in weights.items() if weight == strongest]
    ways = [split_note(start, place, beats, is_rest) + split_note(place, end, beats, is_rest) for place in (places[-1], places[0])]
    return min(ways, key=len)


def _is_readable(start: int, end: int, strongest: int, beats: Beats, is_rest: bool) -> bool:
    """Whether one sign may stand from ``start`` to ``end``; ``strongest`` is the weight of the strongest place it covers."""
    value = note_value(end - start)
    if value is None:
        return False
    first, last = beats.weight(start), beats.weight(end)
    crosses_beat = strongest <= beats.beat_level
    whole_beats = first <= beats.beat_level and last <= beats.beat_level
    if beats.is_compound and crosses_beat and not whole_beats:
        return False
    if is_rest:  # rests show every beat: undotted in simple time, never across a stronger place than where they begin
        return strongest > first and (beats.is_compound or not value[1]) and (whole_beats or not crosses_beat)
    if strongest >= min(first, last):
        return True
    # A syncopation of one step (eighth quarter eighth; quarter half quarter) is what players expect to see.
    one_step = not value[1] and first == last == strongest + 1
    return one_step and (strongest > beats.beat_level or (not beats.is_compound and (strongest == beats.beat_level or whole_beats)))


@lru_cache(maxsize=64)
def _triplet_beats(bracket: int) -> Beats:
    """Beats inside a triplet bracket of ``bracket`` units, stretched to what is printed (half as long again)."""
    bar = bracket * 3 // 2
    levels, step = [frozenset({0})], bracket // 2
    while step >= THIRTY_SECOND and bar % step == 0:
        levels.append(frozenset(range(0, bar, step)))
        step = step // 2 if step % 2 == 0 else 0
    return Beats(bar, (0,), tuple(levels), 0, True)


@dataclass(frozen=True, slots=True)
class Piece:
    """One written note, chord or rest of an event."""

    start: int
    length: int
    bracket: tuple[int, int] | None = None
    """Start and length of the triplet bracket it stands under."""

    @property
    def printed_length(self) -> int:
        """Units of the printed note value: under a bracket three in the time of two."""
        return self.length * 3 // 2 if self.bracket else self.length

    @property
    def end(self) -> int:
        """Where the next one begins."""
        return self.start + self.length


def write_span(start: int, end: int, beats: Beats, brackets: tuple[tuple[int, int], ...], is_rest: bool = False) -> list[Piece]:
    """The pieces that write one event; ``brackets`` are those of its voice in this bar, in order.

    Raises:
        ValueError: when the span begins or ends off the grid of its bracket (see ``notation_triplets.writable_moves``).
    """
    pieces: list[Piece] = []
    position = start
    while position < end:
        bracket = next((entry for entry in brackets if entry[0] <= position < entry[0] + entry[1]), None)
        if bracket is None:
            stop = min([end, *(entry[0] for entry in brackets if entry[0] > position)])
            lengths = split_note(position, stop, beats, is_rest)
        else:
            stop = min(end, bracket[0] + bracket[1])
            inside = _triplet_beats(bracket[1])
            printed = split_note((position - bracket[0]) * 3 // 2, (stop - bracket[0]) * 3 // 2, inside, is_rest)
            lengths = tuple(length * 2 // 3 for length in printed)
        if min(lengths) < 1 or position + sum(lengths) != stop:
            raise ValueError(f"units {position} to {stop} cannot be written under the bracket {bracket}")
        for length in lengths:
            pieces.append(Piece(position, length, bracket))
            position += length
    return pieces
