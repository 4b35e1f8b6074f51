"""Streams of text drawn side by side, a line at a time: what is given is forced, the rest is drawn, the best streams go on in several copies.

Selection between lines is sequential Monte Carlo, as in :mod:`generators.drafting`; a line takes the place of a bar.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from corpora.encodings.grammar import FREE, LoopTables
from generators.players.autoregressive import Ints, LoopState, Player, free_tables

Line = tuple[int, ...]
"""Tokens of a line, its line token not among them."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """How a line is drawn."""

    tables: LoopTables
    """Its bars are lines: a line is done when the next line token, or an end token, is said."""
    temperature: float
    top_p: float
    most_tokens: int
    """A stream whose line is longer is lost."""


class Streams:
    """``count`` streams that have read a header and begun their first line."""

    def __init__(self, player: Player, header: Line, line_token: int, count: int) -> None:
        self.player, self.line_token = player, line_token
        self.lines: list[list[Line]] = [[] for _ in range(count)]
        self.alive = np.ones(count, np.bool_)
        self.nats = np.zeros(count)
        """float64 ``[count]``: mean surprise of the tokens the model chose in the last line drawn."""
        self.all_nats: list[list[float]] = [[] for _ in range(count)]
        self.written: list[list[Line]] = [[] for _ in range(count)]
        """The lines of :meth:`write`."""
        forced = np.tile(np.array([*header[1:], line_token], np.int64), (count, 1, 1))
        uniforms = np.zeros((len(header), count), np.float32)
        self.state = player.run(free_tables(player.vocabulary_size), player.first_state(count, token=header[0]), forced, uniforms).state

    def __len__(self) -> int:
        return len(self.lines)

    def draw(self, how: Drawing, given: Sequence[Line], rng: np.random.Generator, positions: Ints | None = None) -> None:
        """Draw one line in every stream.

        Args:
            how: the grammar, the temperature.
            given: for each stream the tokens its line begins with.
            rng: of the draws.
            positions: int64 ``[count]``: where each line begins to be counted; None = at 0.
        """
        count = len(self)
        forced = forced_rows(given)
        uniforms = rng.random((how.most_tokens + forced.shape[2], count), np.float32)
        begun = self._at_line(how.tables, positions)
        drawn = self.player.run(how.tables, begun, forced, uniforms, temperature=how.temperature, top_p=how.top_p, stop_bar=2)
        self.alive &= drawn.state.done
        self.state = drawn.state
        said = _said(drawn.tokens)
        for stream in np.flatnonzero(self.alive).tolist():
            length = int(said[stream])
            self.lines[stream].append(tuple(drawn.tokens[: length - 1, stream].tolist()))
            free = drawn.logprobs[len(given[stream]) : length, stream]
            self.nats[stream] = -float(free.mean()) if len(free) else 0.0
            self.all_nats[stream].append(float(self.nats[stream]))

    def write(self, how: Drawing, given: Sequence[Line], rng: np.random.Generator, positions: Ints) -> None:
        """Draw every stream to its end token, over as many lines as it likes; :attr:`written` holds them."""
        count = len(self)
        forced = forced_rows(given)
        begun = self._at_line(how.tables, positions)
        uniforms = rng.random((how.most_tokens + forced.shape[2], count), np.float32)
        drawn = self.player.run(how.tables, begun, forced, uniforms, temperature=how.temperature, top_p=how.top_p)
        self.alive &= drawn.state.done
        self.state = drawn.state
        said = _said(drawn.tokens)
        for stream in np.flatnonzero(self.alive).tolist():
            length = int(said[stream])
            self.written[stream] = _split(drawn.tokens[: length - 1, stream].tolist(), self.line_token)
            free = drawn.logprobs[len(given[stream]) : length, stream]
            self.nats[stream] = -float(free.mean()) if len(free) else 0.0

    def _at_line(self, tables: LoopTables, positions: Ints | None) -> LoopState:
        """Every stream at the beginning of a line."""
        zero = np.zeros(len(self), np.int64)
        return replace(
            self.state,
            token=zero + self.line_token,
            phase=zero + tables.first_phase,
            position=zero if positions is None else positions,
            bar=zero + 1,
            pointer=zero,
            done=~self.alive,
        )

    def dictate(self, lines: Sequence[Line], closed_by: LoopTables) -> None:
        """Let every stream say a whole given line."""
        rows = [(*line, self.line_token) for line in lines]
        longest = max(len(row) for row in rows)
        self.draw(Drawing(closed_by, 1.0, 1.0, longest), rows, np.random.default_rng(0))

    def score(self, streams: Ints, words: Sequence[Sequence[Line]]) -> list[NDArray[np.float64]]:
        """How likely each stream's next line begins with each of its own list of words: for each stream float64 ``[words]`` of nats below 0."""
        owners = np.repeat(streams, [len(each) for each in words])
        rows = [row for each in words for row in each]
        if not rows:
            return [np.zeros(0) for _ in words]
        forced = forced_rows(rows)
        zero = np.zeros(len(owners), np.int64)
        taken = self.state.take(owners)
        state = replace(taken, token=zero + self.line_token, bar=zero + 1, pointer=zero, phase=zero, position=zero, done=zero > 0)
        uniforms = np.zeros((max(len(row) for row in rows), len(rows)), np.float32)
        drawn = self.player.run(free_tables(self.player.vocabulary_size), state, forced, uniforms)
        mine = np.arange(len(drawn.tokens))[:, None] < np.array([len(row) for row in rows])[None, :]  # [steps, rows]
        totals = np.where(mine, drawn.logprobs, 0.0).sum(axis=0, dtype=np.float64)
        ends = np.cumsum([len(each) for each in words])
        return [totals[end - len(each) : end] for each, end in zip(words, ends, strict=True)]

    def select(self, points: NDArray[np.float64], survivors: int) -> None:
        """Let the ``survivors`` best streams go on in place of the others; points of lost streams count for nothing."""
        self.keep(heirs_of(np.where(self.alive, points, -np.inf), survivors, len(self)))

    def keep(self, heirs: Ints) -> None:
        """Go on with the streams at these indexes, in this order; an index may come twice."""
        self.lines = [list(self.lines[stream]) for stream in heirs]
        self.all_nats = [list(self.all_nats[stream]) for stream in heirs]
        self.state = self.state.take(heirs)
        self.alive, self.nats = self.alive[heirs], self.nats[heirs]


def heirs_of(points: NDArray[np.float64], survivors: int, count: int) -> Ints:
    """Which streams go on, int64 ``[count]``: the ``survivors`` best in turn, those at -inf only where there is no other."""
    order = np.argsort(-points, kind="stable")
    living = max(1, int(np.isfinite(points).sum()))
    return np.resize(order[: min(survivors, living)], count).astype(np.int64)


def forced_rows(given: Sequence[Line]) -> Ints:
    """int64 ``[B, 3, F]``: nothing before the line, its given tokens, nothing after it."""
    width = max(1, *(len(row) for row in given)) if given else 1
    forced = np.full((len(given), 3, width), FREE, np.int64)
    for stream, row in enumerate(given):
        forced[stream, 1, : len(row)] = row
    return forced


def _said(tokens: Ints) -> Ints:
    """int64 ``[B]``: tokens each stream said before it was done."""
    return np.asarray((tokens >= 0).sum(axis=0), np.int64)


def _split(tokens: Sequence[int], line_token: int) -> list[Line]:
    lines: list[list[int]] = [[]]
    for token in tokens:
        if token == line_token:
            lines.append([])
        else:
            lines[-1].append(token)
    return [tuple(line) for line in lines]
