"""Laying a style's patterns onto the bars of any meter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

import numpy as np

from generators.band.frame import GRID_TICKS, Pulse


class _Pattern(Protocol):
    @property
    def pulses(self) -> int: ...
    @property
    def weight(self) -> float: ...


P = TypeVar("P", bound=_Pattern)


def fitting(patterns: Sequence[P], pulses_in_bar: int) -> tuple[P, ...]:
    """The patterns made for bars of that many pulses (or dividing them evenly); every pattern where none is."""
    made_for = tuple(pattern for pattern in patterns if pattern.pulses == pulses_in_bar)
    dividing = tuple(pattern for pattern in patterns if pulses_in_bar % pattern.pulses == 0)
    return made_for or dividing or tuple(patterns)


def draw(patterns: Sequence[P], rng: np.random.Generator, favour: Callable[[P], float] | None = None) -> P:
    """One of the patterns, by weight times ``favour``."""
    weights = np.array([pattern.weight * (favour(pattern) if favour else 1.0) for pattern in patterns], dtype=np.float64)
    return patterns[int(rng.choice(len(patterns), p=weights / weights.sum()))]


def repeats(pattern_pulses: int, pulses_in_bar: int) -> Iterator[int]:
    """The pulses at which a pattern begins anew in a bar."""
    yield from range(0, pulses_in_bar, pattern_pulses)


def place(at: float, length: float, pulses: Sequence[Pulse]) -> tuple[int, int]:
    """Start and end ticks of a hit written in pulses of a bar; the end is cut at the bar line, the length at least one grid step."""
    start, end = _tick(at, pulses), _tick(at + length, pulses)
    return start, max(end, start + GRID_TICKS)


def _tick(at: float, pulses: Sequence[Pulse]) -> int:
    index = int(at + 1e-9)
    if index >= len(pulses):
        return pulses[-1].end_ticks
    return min(pulses[index].at(at - index), pulses[index].end_ticks)
