"""Laying a style's patterns onto the bars of any meter."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from generators.band.frame import GRID_TICKS, Pulse
from generators.band.styles import AlonePattern, BassPattern, CompPattern

Pattern = CompPattern | BassPattern | AlonePattern
PlacedHit = tuple[int, int, str]
"""Start and end in ticks, and what to play (``c``, a chord, where the pattern does not say)."""


class Rhythm:
    """A player's choice of patterns: one is drawn, kept for some bars, then another is drawn."""

    def __init__(self, patterns: Sequence[Pattern], rng: np.random.Generator, stays_bars: int) -> None:
        self._patterns, self._rng, self._stays_bars = tuple(patterns), rng, stays_bars
        self._current: Pattern | None = None
        self._age_bars = 0

    def bar(self, pulses: Sequence[Pulse], favour: Callable[[Pattern | None, Pattern], float] | None = None) -> list[PlacedHit]:
        """The hits of the next bar; ``favour(previous, candidate)`` multiplies a candidate's weight when a new pattern is drawn."""
        choices = fitting(self._patterns, len(pulses))
        current = self._current
        if current is None or current not in choices or self._is_over(current, len(pulses)):
            current = draw(choices, self._rng, (lambda each: favour(self._current, each)) if favour else None)
            self._current, self._age_bars = current, 0
        hits = placed(current, pulses, self._age_bars)
        self._age_bars += 1
        return hits

    def _is_over(self, current: Pattern, pulses_in_bar: int) -> bool:
        bars = max(1, current.pulses // pulses_in_bar)
        return self._age_bars >= self._stays_bars and self._age_bars % bars == 0


def fitting(patterns: Sequence[Pattern], pulses_in_bar: int) -> tuple[Pattern, ...]:
    """The patterns made for bars of that many pulses (or for several such bars, or dividing one evenly); every pattern where none is."""
    made_for = tuple(pattern for pattern in patterns if pattern.pulses % pulses_in_bar == 0)
    dividing = tuple(pattern for pattern in patterns if pulses_in_bar % pattern.pulses == 0)
    return made_for or dividing or tuple(patterns)


def draw(patterns: Sequence[Pattern], rng: np.random.Generator, favour: Callable[[Pattern], float] | None = None) -> Pattern:
    """One of the patterns, by weight times ``favour``."""
    weights = np.array([pattern.weight * (favour(pattern) if favour else 1.0) for pattern in patterns], dtype=np.float64)
    return patterns[int(rng.choice(len(patterns), p=weights / weights.sum()))]


def placed(pattern: Pattern, pulses: Sequence[Pulse], nth_bar: int) -> list[PlacedHit]:
    """The hits of a pattern in one bar: of its ``nth_bar`` bar where it lasts several, repeated or cut where it is shorter or longer than a bar.

    Hits come out sorted, none starting or ending outside the bar; where two fall on one tick the later one in the pattern stays.
    """
    size = len(pulses)
    bars = pattern.pulses // size if pattern.pulses % size == 0 else 1
    window = (nth_bar % bars) * size
    hits: dict[int, PlacedHit] = {}
    for first in range(0, size, pattern.pulses):
        for at, length, *what in pattern.hits:
            place = first + at - window
            if 0 <= place < size:
                start, end = _tick(place, pulses), _tick(place + length, pulses)
                if start < pulses[-1].end_ticks:
                    hits[start] = (start, max(end, start + GRID_TICKS), str(what[0]) if what else "c")
    return [hits[start] for start in sorted(hits)]


def _tick(at: float, pulses: Sequence[Pulse]) -> int:
    index = int(at + 1e-9)
    if index >= len(pulses):
        return pulses[-1].end_ticks
    return min(pulses[index].at(at - index), pulses[index].end_ticks)
