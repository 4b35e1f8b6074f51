"""How long to wait before trying again."""

from __future__ import annotations

import numpy as np

FIRST_SECONDS = 4.0
CAP_SECONDS = 900.0
LEAST_SECONDS = 5.0
"""A network may list what it was just given a few seconds late, and before a repeat it is asked."""


def backoff_seconds(rounds: int, rng: np.random.Generator) -> float:
    """Seconds to wait after so many rounds that failed: anything up to a bound that doubles with each, a quarter of an hour at most.

    Source: Marc Brooker, "Exponential Backoff and Jitter" (2015), full jitter: many who were turned away together do not come back together.
    """
    bound = min(CAP_SECONDS, FIRST_SECONDS * 2.0 ** min(rounds, 20))
    return LEAST_SECONDS + float(rng.uniform(0.0, bound))
