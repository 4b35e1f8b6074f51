"""The rhythm a line is sung in: where each syllable begins, found as the cheapest way through the bars.

What costs: a stressed syllable off the strong beats above all, then an unstressed one on them, notes too short or too long for their
syllable, a first stress that misses the first bar line, and a last note without room to breathe. The line's bars are chosen with it. A
section's lines share one taste (noise on the places of a bar, drawn once), so that they sound alike; a line that answers another one
follows its rhythm where its words allow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

import numpy as np
from numpy.typing import NDArray

from generators.songs.metre import BAR, BEAT, HALF, Grid

Costs = NDArray[np.float64]

PLAIN, LEANING, STRESSED = 0, 1, 2
"""Weight of a syllable: unstressed; stressed in the line's metre only; the stressed syllable of a content word."""

_PLACE_COST = {STRESSED: (7.0, 5.0, 0.15, 0.0), LEANING: (1.6, 0.6, 0.1, 0.0), PLAIN: (0.45, 0.0, 1.1, 1.6)}
"""By weight: what it costs to begin on a place of strength 0, 1, 2, 3."""
_BEFORE_THE_BAR = {STRESSED: 5.0, LEANING: 2.0, PLAIN: 0.0}
"""What a syllable of a pickup costs besides: stresses belong after the bar line."""
_SYNCOPATION = (0.0, 1.1, 1.7, 2.0)
"""What it costs to hold a note on over a place stronger than its own by so many degrees."""
_LONGEST_LEANS = 2
"""No syllable but the last is held over more strong places than these."""
_MOST_BARS_A_LINE = 32
_LEAN_SECONDS = 1.05
"""A comfortable time from one stress to the next, in seconds."""
_BREATH_SECONDS = 0.9


@dataclass(frozen=True, slots=True)
class LineRhythm:
    """One line in time."""

    bars: int
    onsets: tuple[int, ...]
    """Slot of each syllable, from the line's first bar line; a pickup is negative."""
    cost: float


@dataclass(frozen=True, slots=True)
class Taste:
    """What a section's lines have in common."""

    noise: Costs
    """float64 ``[slots of two bars]``: added to what a place costs."""
    lean_seconds: float
    """Seconds from one strong place to the next at the song's tempo."""
    breadth: float = 1.0
    """Above 1: longer notes, as in a chorus."""


@dataclass(frozen=True, slots=True)
class Room:
    """What a line's neighbours leave it."""

    earliest: int
    """First slot it may begin on (negative: a pickup in the bar before)."""
    next_pickup: int = 0
    """Slots that the next line begins before its bar line."""
    model: tuple[int, ...] = ()
    """Onsets of the line it answers; empty = none."""


def taste_of(grid: Grid, lean_seconds: float, breadth: float, rng: np.random.Generator) -> Taste:
    """A taste drawn for one section."""
    return Taste(rng.normal(0.0, 0.3, 2 * grid.bar_slots), lean_seconds, breadth)


def choose_bars(lines: Sequence[Sequence[int]], grid: Grid, taste: Taste) -> list[int]:
    """Bars for each line of a section (each given by its weights): all alike where that suits them, longer where one needs it."""
    tables = [{bars: _line_cost(weights, grid, taste, bars) for bars in _bar_choices(weights, grid)} for weights in lines]
    bases = sorted({bars for table in tables for bars in table})
    totals = {base: sum(_at_least(table, base)[1] for table in tables) for base in bases}
    base = min(totals, key=lambda each: totals[each])
    return [_at_least(table, base)[0] for table in tables]


def _at_least(table: dict[int, float], base: int) -> tuple[int, float]:
    """The bars of a line in a section of ``base`` bars a line: those, or a multiple where they hurt."""
    choices = {bars: cost + (0.0 if bars == base else 2.5) for bars, cost in table.items() if bars % base == 0} or {
        bars: cost + 4.0 for bars, cost in table.items()
    }
    best = min(choices, key=lambda each: choices[each])
    return best, choices[best]


def _bar_choices(weights: Sequence[int], grid: Grid) -> list[int]:
    """Bars a line may take: from the fewest its syllables and stresses fit into."""
    stresses = max(1, sum(weight == STRESSED for weight in weights))
    fewest = max(-(-stresses // grid.leans), -(-len(weights) // grid.bar_slots), 1)
    usual = [bars for bars in (1, 2, 4, 8) if bars >= fewest and bars <= 4 * fewest]
    return usual or [min(_MOST_BARS_A_LINE, fewest + fewest % 2), min(_MOST_BARS_A_LINE, 2 * (fewest + 1))]


def _line_cost(weights: Sequence[int], grid: Grid, taste: Taste, bars: int) -> float:
    stresses = max(2, sum(weight > PLAIN for weight in weights))
    ideal = (stresses * _LEAN_SECONDS + _BREATH_SECONDS) * taste.breadth
    seconds = bars * grid.bar_slots / grid.lean_slots * taste.lean_seconds
    found = set_line(weights, grid, taste, bars, Room(-grid.lean_slots))
    even = 0.0 if bars in {2, 4, 8} else 1.5
    return (1e3 if found is None else found.cost) + 2.2 * abs(log2(seconds / ideal)) + even


def set_line(weights: Sequence[int], grid: Grid, taste: Taste, bars: int, room: Room) -> LineRhythm | None:
    """The cheapest rhythm of a line in so many bars; None where its syllables don't fit."""
    first, last = room.earliest, bars * grid.bar_slots - room.next_pickup - 1
    slots = np.arange(first, last + 1)
    count, span = len(weights), last - first + 1
    if count > span or count == 0:
        return None
    place = [_place_costs(weight, slots, grid, taste, room) for weight in weights]
    longest = min(span, _LONGEST_LEANS * max(grid.lean_slots, grid.beat_slots) + grid.beat_slots)
    total = place[0] + _opening_cost(weights, slots, grid)
    syncopated = _syncopations(slots, grid, longest)
    came = np.zeros((count, span), np.int64)
    for index in range(1, count):
        total, came[index] = _next(total, weights[index - 1], weights[index], grid, taste, longest, syncopated)
        total = total + place[index]
    total = total + _closing_cost(slots, bars * grid.bar_slots - room.next_pickup, grid, bars)
    return _traced(total, came, slots, bars)


def _syncopations(slots: NDArray[np.int64], grid: Grid, longest: int) -> Costs:
    """float64 ``[longest, slots]``: what it costs to hold a note from a slot for 1, 2, 3... slots over stronger places."""
    own = np.array([grid.strength(int(slot)) for slot in slots])
    passed = np.zeros(len(slots), np.int64)
    costs = np.zeros((longest, len(slots)))
    for held in range(2, longest + 1):
        passed = np.maximum(passed, [grid.strength(int(slot) + held - 1) for slot in slots])
        costs[held - 1] = np.take(_SYNCOPATION, np.maximum(0, passed - own)) * np.where(own >= HALF, 0.3, 1.0)
    return costs


def _next(before: Costs, weight: int, after: int, grid: Grid, taste: Taste, longest: int, syncopated: Costs) -> tuple[Costs, NDArray[np.int64]]:
    """For each slot the cheapest total of reaching it from the syllable before, and how many slots that one lasts."""
    span = len(before)
    reached = np.full((longest, span), np.inf)
    for held in range(1, longest + 1):
        if held < span:
            reached[held - 1, held:] = before[:-held] + _length_cost(held, weight, after, grid, taste) + syncopated[held - 1, :-held]
    best = reached.argmin(axis=0)
    return reached[best, np.arange(span)], best + 1


def _length_cost(held: int, weight: int, after: int, grid: Grid, taste: Taste) -> float:
    """What a note of ``held`` slots costs under a syllable."""
    beat, lean = grid.beat_slots, grid.lean_slots
    unit = 1 if lean <= 3 else beat
    ideal = (unit if weight == PLAIN else lean if after != PLAIN else max(unit, lean - unit)) * (1.0 if taste.breadth <= 1 else 1.15)
    cost = 0.55 * abs(log2(held / ideal))
    if weight == PLAIN and held > beat and held > unit:
        cost += 0.5 * (held - max(beat, unit))
    if held > lean:
        cost += 1.2 * (held - lean) / beat / taste.breadth**3
    return cost


def _place_costs(weight: int, slots: NDArray[np.int64], grid: Grid, taste: Taste, room: Room) -> Costs:
    table = _PLACE_COST[weight]
    costs = np.array([table[grid.strength(int(slot))] for slot in slots])
    costs = costs + taste.noise[slots % len(taste.noise)] * (1.0 if weight == PLAIN else 0.3)
    costs = costs + np.where(slots < 0, _BEFORE_THE_BAR[weight], 0.0)
    if room.model:
        costs = costs + np.where(np.isin(slots, room.model), -0.6, 0.6)
    return costs


def _opening_cost(weights: Sequence[int], slots: NDArray[np.int64], grid: Grid) -> Costs:
    """A line begins so that its first stress comes with the first bar line; a stress before it, or a late beginning, costs."""
    late = np.maximum(0, slots) / grid.beat_slots
    early = np.maximum(0, -slots) / grid.beat_slots
    opens_stressed = weights[0] != PLAIN
    strong = np.array([grid.strength(int(slot)) >= HALF for slot in slots])
    return np.where(late > 0, 1.6 + 0.6 * late, 0.0) + early * (0.2 if not opens_stressed else 1.2) + np.where((slots < 0) & strong, 1.5, 0.0)


def _closing_cost(slots: NDArray[np.int64], end: int, grid: Grid, bars: int) -> Costs:
    """The last note wants to be long, and to lie in the line's last bars."""
    left = end - slots
    wanted = grid.beat_slots + 1
    short = 2.6 * np.maximum(0, wanted - left) + 0.3 * np.maximum(0, min(grid.lean_slots, 4) - left)
    unused = 0.25 * np.maximum(0, left - max(grid.bar_slots, 2 * grid.lean_slots)) * 4 / grid.bar_slots
    weak = np.array([{BAR: 0.0, HALF: 0.0, BEAT: 0.1}.get(grid.strength(int(slot)), 0.6) for slot in slots])
    closing: Costs = short + unused * (1.0 if bars > 1 else 0.5) + weak
    return closing


def _traced(total: Costs, came: NDArray[np.int64], slots: NDArray[np.int64], bars: int) -> LineRhythm | None:
    place = int(total.argmin())
    cost = float(total[place])
    if not np.isfinite(cost):
        return None
    path = [place]
    for index in range(len(came) - 1, 0, -1):
        path.append(path[-1] - int(came[index, path[-1]]))
    return LineRhythm(bars, tuple(int(slots[each]) for each in reversed(path)), cost)
