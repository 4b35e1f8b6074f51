"""Plays a token-by-token generator: one call of ``model.onnx`` draws a whole batch of streams. ONNX Runtime and numpy only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpora.encodings.grammar import FREE, LoopTables
from generators.errors import DamagedCheckpointError
from generators.players.loop_inputs import COLUMNS, closed, packed, state_rules

Ints = NDArray[np.int64]

_BELOW_ONE = 1.0 - 1e-5
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
    """int64 ``[B]``: tokens said since the bar's own (as far as any are dictated): the place in its forced tokens."""
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
        from onnxruntime.capi import onnxruntime_pybind11_state as refusals

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
            notes = self._session.get_modelmeta().custom_metadata_map
            self.layers, self.hidden = int(notes["layers"]), int(notes["hidden"])
            self.vocabulary_size = int(notes["vocabulary_size"])
        except (refusals.NoSuchFile, refusals.InvalidProtobuf, refusals.InvalidGraph, refusals.Fail, refusals.NotImplemented, KeyError) as error:
            raise DamagedCheckpointError(f"{folder / 'model.onnx'} is no model that can be played: install or train the generator again") from error
        self._has_c = any(entry.name == "c" for entry in self._session.get_inputs())
        self._ruled: tuple[LoopTables, Ints] | None = None

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
        ``forced``, int64 ``[B, bars, places]``, holds the tokens to say after each bar's beginning, closed by -1 (-2 among them: one that is
        drawn); bars are counted as ``state.bar`` counts them, and the last row holds for all that follow.
        """
        if state.done.all() or not len(uniforms):
            nothing = np.zeros((0, len(state.token)))
            return Drawn(nothing.astype(np.int64), nothing.astype(np.float32), state)
        feed = self._feed(tables, state, closed(forced), stop_bar)
        # The engine's sums of chances may end a little below 1: a draw must not fall beyond them.
        feed["draws"] = (uniforms * np.float32(min(top_p, _BELOW_ONE))).astype(np.float32)[:, :, None]
        feed["sharpness"] = np.array([1.0 / temperature], np.float32)
        names = ["tokens", "logprobs", "pack_end", "phase_end", "done_end", "h_out", *(["c_out"] if self._has_c else [])]
        given = dict(zip(names, self._session.run(names, feed), strict=True))
        tokens = given["tokens"][:, :, 0]
        columns = dict(zip(COLUMNS, given["pack_end"].T, strict=True))
        after = LoopState(
            h=given["h_out"],
            c=given.get("c_out", state.c),
            phase=given["phase_end"][:, 0],
            done=given["done_end"][:, 0],
            **{name: columns[name].copy() for name in ("token", "position", "bar", "pointer")},
        )
        return Drawn(tokens, np.where(tokens < 0, np.float32(0.0), given["logprobs"][:, :, 0]), after)

    def _feed(self, tables: LoopTables, state: LoopState, forced: Ints, stop_bar: int) -> dict[str, NDArray[np.generic]]:
        """The graph's inputs, all but the draws."""
        pack, caps = packed(tables, forced, {name: getattr(state, name) for name in _INTEGER_STATES}, state.done, stop_bar)
        feed: dict[str, NDArray[np.generic]] = {"pack_in": pack, "caps": caps, "forced": forced[..., None], "place_in": pack[:, :3].copy()}
        feed |= {f"{name}_in": pack[:, [COLUMNS.index(name)]] for name in ("bar_row", "position", "token")}
        feed |= {"phase_in": state.phase[:, None], "done_in": state.done[:, None], "going_in": np.array(True), "h": state.h}
        if self._has_c:
            feed["c"] = state.c
        feed |= {name: getattr(tables, name) for name in ("phase_mask", "position_mask", "remaining_mask", "bar_mask", "limit")}
        feed |= {f"last_{name}": np.array(len(getattr(tables, f"{name}_mask")) - 1) for name in ("position", "remaining")}
        feed |= {"bar_length": np.array([tables.bar_length]), "rules": self._rules_of(tables)}
        return feed

    def _rules_of(self, tables: LoopTables) -> Ints:
        """The tables' rules, kept for the next call: a piece is drawn in several calls with the same tables."""
        if self._ruled is None or self._ruled[0] is not tables:
            self._ruled = tables, state_rules(tables)
        return self._ruled[1]


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
