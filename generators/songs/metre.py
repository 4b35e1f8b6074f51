"""Where a bar is strong: what a singer leans on, as far as a time signature tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpora.pieces import TICKS_PER_QUARTER, Meter

BAR, HALF, BEAT, OFF = 3, 2, 1, 0
"""How strong a place in a bar is: its beginning, its middle (where it has two equal halves, or groups), another beat, none."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A meter as the places where a syllable may begin."""

    meter: Meter
    slot_ticks: int
    """An eighth note, or a sixteenth where the meter counts those; 480 ticks to a quarter."""
    strengths: tuple[int, ...]
    """Of each slot of a bar."""
    beat_slots: int
    """Slots of a felt beat, at least 1."""
    lean_slots: int
    """Slots from one strong place to the next (the shortest such way)."""

    @property
    def bar_slots(self) -> int:
        """Slots of a bar."""
        return len(self.strengths)

    @property
    def leans(self) -> int:
        """Strong places of a bar."""
        return sum(strength >= HALF for strength in self.strengths)

    def strength(self, slot: int) -> int:
        """Of a slot counted from any bar line, negative ones before it."""
        return self.strengths[slot % len(self.strengths)]


@lru_cache(maxsize=32)
def grid_of(meter: Meter) -> Grid:
    """The grid of a meter."""
    bar = meter.bar_ticks(TICKS_PER_QUARTER)
    slot = TICKS_PER_QUARTER // 2 if meter.denominator <= 8 and bar % (TICKS_PER_QUARTER // 2) == 0 else TICKS_PER_QUARTER // 4
    strong = strong_places(meter, TICKS_PER_QUARTER)
    beat = min(meter.beat_ticks(TICKS_PER_QUARTER), bar)
    strengths = tuple(_strength(place, strong, beat) for place in range(0, bar, slot))
    ends = [*strong[1:], bar]
    lean = min(end - start for start, end in zip(strong, ends, strict=True))
    return Grid(meter, slot, strengths, max(1, min(beat, TICKS_PER_QUARTER * 3 // 2) // slot), max(1, lean // slot))


def strong_places(meter: Meter, ticks_per_quarter: int) -> tuple[int, ...]:
    """Ticks into the bar of its strong places: its beginning, and its middle where it has two equal halves of whole beats.

    So 4/4 has the first and third beat, 2/4 and 6/8 both of theirs, 3/4 and 9/8 the first alone. Meters of five and seven are strong where
    their groups begin (3 + 2, 2 + 2 + 3).
    """
    bar = meter.bar_ticks(ticks_per_quarter)
    unit = ticks_per_quarter * 4 // meter.denominator
    if meter.numerator in {5, 7}:
        groups = (0, 3) if meter.numerator == 5 else (0, 2, 4)
        return tuple(group * unit for group in groups)
    beats = bar // meter.beat_ticks(ticks_per_quarter)
    return (0, bar // 2) if beats % 2 == 0 else (0,)


def _strength(place: int, strong: Sequence[int], beat: int) -> int:
    if place == 0:
        return BAR
    if place in strong:
        return HALF
    return BEAT if place % beat == 0 else OFF
