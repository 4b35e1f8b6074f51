"""Whether something that is measured all day stays as it is once the house is warm."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median


def quarters(values: Sequence[float]) -> tuple[float, float]:
    """The middle of the second quarter and of the last.

    The first quarter is the warming up: what is loaded once. Spikes are no growth, and a leak is one however slowly it began.
    """
    quarter = len(values) // 4
    if quarter < 2:
        raise ValueError(f"{len(values)} measurements are no day")
    return median(values[quarter : 2 * quarter]), median(values[-quarter:])


def is_flat(values: Sequence[float], share: float, room: float = 0.0) -> bool:
    """Whether the last quarter is at most so much of itself, and a little room, above the second."""
    before, after = quarters(values)
    return after <= before * (1.0 + share) + room
