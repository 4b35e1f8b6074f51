"""Whether something that is measured all day stays as it is once the house is warm."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median


def growth(values: Sequence[float]) -> float:
    """The middle of the last quarter over that of the second: 1.0 = flat, 2.0 = twice as much.

    The first quarter is the warming up: what is loaded once. Spikes are no growth, and a leak is one however slowly it began.
    """
    quarter = len(values) // 4
    if quarter < 2:
        raise ValueError(f"{len(values)} measurements are no day")
    return median(values[-quarter:]) / median(values[quarter : 2 * quarter])
