"""The grammar's tables as the sampling loop reads them: the whole state machine as one row of multipliers and addends a step.

A stream's state is ten whole numbers (:data:`COLUMNS`). Every rule of the grammar is then ``state * factor + addend``, capped, with factor and
addend looked up by phase and token; only the phase itself also asks whether the bar is full. A stream is done when ``until`` equals its phase:
``until`` falls by the number of phases with every bar, so that it reaches the halting phase after the last, and an end token sets it so.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corpora.encodings.grammar import FREE, LoopTables

Ints = NDArray[np.int64]

COLUMNS = ("stream", "forced_row", "pointer", "bar_row", "position", "then", "if_full", "bar", "token", "until")
"""``forced_row`` and ``bar_row`` are ``bar``, each kept inside its table; ``then`` and ``if_full`` the phase to come by whether the bar is full."""

_NO_CAP = 2**62


def state_rules(tables: LoopTables) -> Ints:
    """int64 ``[P, V, 2 * K]``: for each phase and token the factors of all columns, then the addends."""
    phases, size = tables.next_phase.shape
    rules = np.zeros((phases, size, 2 * len(COLUMNS)), np.int64)
    factor = dict(zip(COLUMNS, np.moveaxis(rules[..., : len(COLUMNS)], -1, 0), strict=True))
    addend = dict(zip(COLUMNS, np.moveaxis(rules[..., len(COLUMNS) :], -1, 0), strict=True))
    sets = tables.set_position >= 0
    inside = 1 - tables.is_bar
    for name in ("stream", "forced_row", "bar_row", "bar", "until"):
        factor[name][:] = 1
    for name in ("forced_row", "bar_row", "bar"):
        addend[name][:] = tables.is_bar
    factor["pointer"][:], addend["pointer"][:] = inside, inside
    factor["position"][:], addend["position"][:] = ~sets, tables.advance + np.where(sets, tables.set_position, 0)
    other = tables.bar_phase_from[tables.next_phase]
    addend["then"][:], addend["if_full"][:] = tables.next_phase, np.where(other >= 0, other, tables.next_phase)
    addend["token"][:] = np.arange(size)
    addend["until"][:] = -phases * tables.is_bar
    ends = tables.is_end == 1
    factor["until"][:, ends] = 0
    addend["until"][:, ends] = addend["if_full"][:, ends] = tables.next_phase[:, ends]
    return rules


def packed(tables: LoopTables, forced: Ints, states: dict[str, Ints], done: NDArray[np.bool_], stop_bar: int) -> tuple[Ints, Ints]:
    """The state of B streams, int64 ``[B, K]``, and the caps of its columns, int64 ``[1, K]``; ``forced`` is already closed."""
    phases = len(tables.next_phase)
    rows, bar_rows, places = forced.shape[1] - 1, len(tables.bar_mask) - 1, forced.shape[2] - 1
    phase, bar = states["phase"], states["bar"]
    halting = stop_bar * phases + tables.halt_phase if stop_bar >= 0 else -1
    columns = {
        "stream": np.arange(len(bar)),
        "forced_row": np.minimum(bar, rows),
        "pointer": np.minimum(states["pointer"], places),
        "bar_row": np.minimum(bar, bar_rows),
        "position": states["position"],
        "then": phase,
        "if_full": phase,
        "bar": bar,
        "token": states["token"],
        "until": np.where(done, phase, halting - bar * phases),
    }
    caps = {"forced_row": rows, "pointer": places, "bar_row": bar_rows}
    pack = np.stack([columns[name] for name in COLUMNS], axis=1).astype(np.int64)
    return pack, np.array([[caps.get(name, _NO_CAP) for name in COLUMNS]], np.int64)


def closed(forced: Ints) -> Ints:
    """``forced``, int64 ``[B, N, F]``, with a free place at the end of every row and nothing dictated after a free one: ``[B, N, F + 1]``."""
    free = np.full((*forced.shape[:2], 1), FREE, np.int64)
    given = np.logical_and.accumulate(forced != FREE, axis=2)
    return np.concatenate([np.where(given, forced, FREE), free], axis=2)
