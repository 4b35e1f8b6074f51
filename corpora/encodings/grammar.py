"""The tables by which a sampling loop may only say what makes sense, and by which bars can be dictated.

A generator samples in a loop that knows no music. An encoding gives it these tables: which tokens may follow (by phase of the grammar, by
position in the bar, by time left in the section, by bar), how tokens move time, and tokens to force bar by bar (given chords, a repeated
section, a prompt). So bars, meter, chords and given notes hold exactly, at any sampling temperature.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FORBIDDEN = -1e9
FREE = -1
"""In ``forced``: the token is sampled from here on in this bar."""
DRAWN = -2
"""In ``forced``: this one token is sampled, those after it may be dictated again."""


@dataclass(frozen=True, slots=True)
class LoopTables:
    """Inputs of the sampling loop. V tokens, P phases, N bars + 1, Q positions, R remaining times, F forced tokens a bar, B streams."""

    phase_mask: NDArray[np.float32]
    """float32 ``[P, V]``: 0 allowed, -1e9 forbidden."""
    position_mask: NDArray[np.float32]
    """float32 ``[Q, V]``, by position in the bar (clipped to Q - 1)."""
    remaining_mask: NDArray[np.float32]
    """float32 ``[R, V]``, by steps left in the section (clipped to R - 1)."""
    bar_mask: NDArray[np.float32]
    """float32 ``[N, V]``, by bars begun so far."""
    next_phase: NDArray[np.int64]
    """int64 ``[P, V]``."""
    bar_phase_from: NDArray[np.int64]
    """int64 ``[P]``: phase to use instead where the bar is full; -1 = unaffected."""
    advance: NDArray[np.int64]
    """int64 ``[V]``: steps a token moves time by."""
    set_position: NDArray[np.int64]
    """int64 ``[V]``: position a token sets; -1 = none."""
    is_bar: NDArray[np.int64]
    """int64 ``[V]``: 1 for bar tokens."""
    is_end: NDArray[np.int64]
    """int64 ``[V]``: 1 for the end token."""
    limit: NDArray[np.int64]
    """int64 ``[N]``: steps from the start of the bar to the end of its section, by bars begun."""
    bar_length: int
    """Steps in a bar."""
    halt_phase: int
    """A stream that has begun bar ``stop + halt_offset`` and is in this phase has finished bar ``stop``."""
    halt_offset: int
    """0 where a full bar is known by its durations, 1 where only the next bar token ends it."""
    first_phase: int
    first_position: int
    """State before the first bar."""
