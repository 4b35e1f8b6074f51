"""Plays a token-by-token generator: one call of ``model.onnx`` draws a whole batch of streams. ONNX Runtime and numpy only."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpora.encodings.grammar import FREE, LoopTables
from generators.errors import DamagedCheckpointError

Ints = NDArray[np.int64]

_TABLES = ("phase_mask", "position_mask", "remaining_mask", "bar_mask", "next_phase", "bar_phase_from")
_TOKEN_TABLES = ("advance", "set_position", "is_bar", "is_end", "limit")
_BELOW_ONE = np.float32(1.0 - 2.0**-24)
"""A draw rounded up to 1 would fall beyond the last token."""
_INTEGER_STATES = ("token", "phase", "position", "bar", "pointer")


@dataclass(frozen=True, slots=True)
class LoopState:
    """Where B streams stand."""

    token: Ints
    """int64 ``[B]``: the last token, not yet read."""
    h: NDArray[np.float32]
    """float32 ``[L, B, H]``."""
    c: NDArray[np.float32]
    """float32 ``[L, B, H]``; all zero for a GRU."""
    phase: Ints
    position: Ints
    """int64 ``[B]``: steps into the bar."""
    bar: Ints
    """int64 ``[B]``: bars begun."""
    pointer: Ints
    """int64 ``[B]``: place in the forced tokens of this bar."""
    done: NDArray[np.bool_]

    def take(self, streams: Ints) -> LoopState:
        """The streams at these indexes, in this order; an index may come twice."""
        flat = {name: getattr(self, name)[streams] for name in (*_INTEGER_STATES, "done")}
        return LoopState(h=self.h[:, streams], c=self.c[:, streams], **flat)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a call drew."""

    tokens: Ints
    """int64 ``[steps, B]``; -1 after a stream was done."""
    logprobs: NDArray[np.float32]
    """float32 ``[steps, B]``: of each token among those allowed, at temperature 1; 0 after a stream was done."""
    state: LoopState


class Player:
    """A loaded ``model.onnx``.

    Raises:
        DamagedCheckpointError: when the file is missing or no model.
    """

    def __init__(self, folder: Path) -> None:
        import onnxruntime  # 0.14 s: only when something is played

        # A waiting thread that spins would steal the core from a busy neighbour.
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
            notes = self._session.get_modelmeta().custom_metadata_map
            self.layers, self.hidden = int(notes["layers"]), int(notes["hidden"])
            self.vocabulary_size = int(notes["vocabulary_size"])
        except (onnxruntime.capi.onnxruntime_pybind11_state.OnnxRuntimeException, RuntimeError, KeyError, OSError) as error:
            raise DamagedCheckpointError(f"{folder / 'model.onnx'} is no model that can be played: install or train the generator again") from error
        self._inputs = {entry.name for entry in self._session.get_inputs()}

    def first_state(self, batch: int, token: int = 0, phase: int = 0, position: int = 0) -> LoopState:
        """``batch`` streams that have read nothing yet and stand before ``token``, in a phase and position of the grammar."""
        zero = np.zeros(batch, np.int64)
        state = np.zeros((self.layers, batch, self.hidden), np.float32)
        return LoopState(zero + token, state, state.copy(), zero + phase, zero + position, zero, zero, np.zeros(batch, np.bool_))

    def read(self, tokens: Ints) -> Drawn:
        """Make new streams read given tokens, int64 ``[B, time]``; ``logprobs`` score all but the first, among the whole vocabulary."""
        batch, time = tokens.shape
        state = replace(self.first_state(batch), token=np.ascontiguousarray(tokens[:, 0], np.int64))
        forced = np.ascontiguousarray(tokens[:, None, 1:], np.int64)  # one bar that dictates everything
        uniforms = np.zeros((time - 1, batch), np.float32)
        return self.run(free_tables(self.vocabulary_size), state, forced, uniforms)

    def run(
        self,
        tables: LoopTables,
        state: LoopState,
        forced: Ints,
        uniforms: NDArray[np.float32],
        *,
        stop_bar: int = -1,
        temperature: float = 1.0,
        top_p: float = 1.0,
    ) -> Drawn:
        """Draw until every stream is done or ``uniforms``, float32 ``[T, B]`` in [0, 1), are used up.

        A stream is done when it says an end token, or stands in ``tables.halt_phase`` with ``stop_bar`` bars begun (-1 = never).
        ``forced``, int64 ``[B, bars, places]``, holds the tokens to say after each bar's beginning, closed by -1; bars are counted as
        ``state.bar`` counts them, and the last row holds for all that follow.
        """
        if state.done.all() or not len(uniforms):
            nothing = np.zeros((0, len(state.token)))
            return Drawn(nothing.astype(np.int64), nothing.astype(np.float32), state)
        feed = {name: getattr(tables, name) for name in (*_TABLES, *_TOKEN_TABLES)}
        feed |= {name: getattr(state, name) for name in (*_INTEGER_STATES, "done", "h", "c")}
        feed |= {"forced": forced, "uniforms": np.minimum(uniforms, _BELOW_ONE)}
        feed |= {name: np.array([number], np.float32) for name, number in (("temperature", temperature), ("top_p", top_p))}
        ints = (("bar_length", tables.bar_length), ("stop_bar", stop_bar), ("halt_phase", tables.halt_phase))
        feed |= {name: np.array([number], np.int64) for name, number in ints}
        names = ["tokens", "logprob", *(f"{name}_out" for name in _INTEGER_STATES), "done_out", "h_out"]
        names += ["c_out"] if "c" in self._inputs else []
        given = dict(zip(names, self._session.run(names, {name: feed[name] for name in self._inputs}), strict=True))
        after = {name: given[f"{name}_out"] for name in (*_INTEGER_STATES, "done", "h")}
        return Drawn(given["tokens"], given["logprob"], LoopState(c=given.get("c_out", state.c), **after))


def free_tables(vocabulary_size: int) -> LoopTables:
    """Tables of no grammar at all: every token may follow every other."""
    nothing = np.zeros((1, vocabulary_size), np.float32)
    zero = np.zeros(vocabulary_size, np.int64)
    return LoopTables(
        phase_mask=nothing,
        position_mask=nothing,
        remaining_mask=nothing,
        bar_mask=nothing,
        next_phase=np.zeros((1, vocabulary_size), np.int64),
        bar_phase_from=np.array([-1], np.int64),
        advance=zero,
        set_position=zero - 1,
        is_bar=zero,
        is_end=zero,
        limit=np.zeros(1, np.int64),
        bar_length=1,
        halt_phase=-1,
        halt_offset=0,
        first_phase=0,
        first_position=0,
    )


def nothing_forced(batch: int) -> Ints:
    """``forced`` for free streams, int64 ``[B, 1, 1]``."""
    return np.full((batch, 1, 1), FREE, np.int64)
