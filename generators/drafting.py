"""Drafts: streams of tokens drawn bar by bar, with repeated sections and given bars dictated exactly.

A draft is composed in stages. Bars that copy an earlier bar (the second A of AABA) can only be dictated once that bar exists, so a stage
runs up to the first such bar whose source is still missing; every candidate then repeats its own bars, and the model, which hears the
repetition as it happens, goes on from it.

Between stages a judge may look at the streams: the best go on in several copies, the others are dropped. That is sequential Monte Carlo
with selection in place of weights (Doucet et al. 2001; for steering language models Lew et al. 2023), and it costs no more tokens.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from corpora.encodings.grammar import DRAWN, FREE, LoopTables
from generators.players.autoregressive import LoopState, Player

STEPS_PER_BAR = 24
"""Tokens run at a time for each bar still to come; streams that need more get more."""
MOST_TOKENS_PER_BAR = 160
"""A stream whose bars are longer on average is given up."""


Judge = Callable[[Sequence[Sequence[int]], int], float]
"""Points for a stream, from the tokens of its bars and how many of them are new since the last selection."""


@dataclass(frozen=True, slots=True)
class DraftPlan:
    """What to draw."""

    header: tuple[int, ...]
    """Control tokens."""
    tables: LoopTables
    bar_count: int
    copy_from: tuple[int | None, ...] = ()
    """For each bar the earlier bar (0-based) it repeats, or None; empty = nothing repeats."""
    given: tuple[tuple[int, ...], ...] = ()
    """For each bar, tokens to begin with after its bar token (``DRAWN`` among them: one the model chooses); empty = none."""
    temperature: float = 1.0
    top_p: float = 1.0
    candidates: int = 8
    judge: Judge | None = None
    """Says how good the bars so far are; None = streams are left alone to their end."""
    judge_every: int = 2
    """Bars between two selections."""


SURVIVORS = 4
"""One stream in so many survives a selection."""
TRIES = 3
"""How often a stage is tried until a stream gets through it."""
LIKELIHOOD_POINTS = 1.0
"""Points a nat per token is worth in a selection."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One finished stream."""

    bars: tuple[tuple[int, ...], ...]
    """Tokens of each bar, its bar token first."""
    header: tuple[int, ...]
    nats_per_token: float
    """Mean surprise of the tokens the model chose itself, at temperature 1."""

    @property
    def tokens(self) -> NDArray[np.int64]:
        """int64 ``[time]``: header and bars."""
        return np.array([*self.header, *(token for bar in self.bars for token in bar)], np.int64)


def stage_ends(copy_from: Sequence[int | None], bar_count: int) -> list[int]:
    """Bars (counted from 1) after which a stage ends, the last always ``bar_count``: before each bar whose source lies in the same stage."""
    ends: list[int] = []
    begun = 0
    for bar, source in enumerate(copy_from[:bar_count]):
        if source is not None and source >= begun:
            ends.append(bar)
            begun = bar
    return [*ends, bar_count]


def draw_drafts(player: Player, plan: DraftPlan, rng: np.random.Generator) -> list[Draft]:
    """Draw ``plan.candidates`` streams side by side; those that did not finish are left out."""
    drawing = _Drawing(player, plan, rng)
    ends = stage_ends(plan.copy_from, plan.bar_count)
    if plan.judge is not None:
        ends = sorted({*ends, *range(plan.judge_every, plan.bar_count, plan.judge_every)})
    for end in ends:
        drawing.run_to_with_retries(end)
        if plan.judge is not None and end < plan.bar_count:
            drawing.select(plan.judge)
    return drawing.finished()


class _Drawing:
    """Streams in the making."""

    def __init__(self, player: Player, plan: DraftPlan, rng: np.random.Generator) -> None:
        self.player, self.plan, self.rng = player, plan, rng
        self.bars: list[list[list[int]]] = [[[]] for _ in range(plan.candidates)]
        self.surprise = np.zeros(plan.candidates)
        self.chosen = np.zeros(plan.candidates)
        self.alive = np.ones(plan.candidates, bool)
        self.state: LoopState = player.first_state(
            plan.candidates, token=plan.header[0], phase=plan.tables.first_phase, position=plan.tables.first_position
        )
        self.is_bar = plan.tables.is_bar
        self.begun = 0
        self.judged = 0
        self.surprise_before, self.chosen_before = self.surprise.copy(), self.chosen.copy()

    def run_to_with_retries(self, end: int) -> None:
        """As :meth:`run_to`; where no stream gets there (all lost themselves in one bar), they go back and try again."""
        bars = [[list(bar) for bar in stream] for stream in self.bars]
        state, begun = self.state, self.begun
        counts = self.surprise.copy(), self.chosen.copy(), self.alive.copy()
        for _ in range(TRIES):
            self.run_to(end)
            if self.alive.any():
                return
            self.bars = [[list(bar) for bar in stream] for stream in bars]
            self.state, self.begun = state, begun
            self.surprise, self.chosen, self.alive = (count.copy() for count in counts)
        self.alive[:] = False

    def run_to(self, end: int) -> None:
        """Run every stream until bar ``end`` is complete."""
        plan = self.plan
        forced = self._forced_until(end)
        stop = end + plan.tables.halt_offset
        budget = (end - self.begun) * MOST_TOKENS_PER_BAR + forced.shape[2]
        self.state = replace(self.state, done=~self.alive)
        while budget > 0 and not self.state.done.all():
            steps = min(budget, (end - self.begun) * STEPS_PER_BAR + len(plan.header))
            uniforms = self.rng.random((steps, plan.candidates)).astype(np.float32)
            run = self.player.run(plan.tables, self.state, forced, uniforms, temperature=plan.temperature, top_p=plan.top_p, stop_bar=stop)
            self._take(run.tokens, run.logprobs, forced)
            self.state = run.state
            budget -= steps
        self.alive &= self.state.done
        self.begun = end

    def select(self, judge: Judge) -> None:
        """Let the best streams go on in place of the others."""
        if self.begun <= self.judged or self.alive.sum() < 2:
            return
        new = self.begun - self.judged
        nats = (self.surprise - self.surprise_before) / np.maximum(1, self.chosen - self.chosen_before)
        points = np.full(self.plan.candidates, -np.inf)
        for stream in np.flatnonzero(self.alive):
            points[stream] = judge(self.bars[stream][1 : self.begun + 1], new) - LIKELIHOOD_POINTS * nats[stream]
        survivors = np.argsort(-points, kind="stable")[: max(1, min(int(self.alive.sum()), self.plan.candidates // SURVIVORS))]
        heirs = np.resize(survivors, self.plan.candidates)
        self.bars = [[list(bar) for bar in self.bars[stream]] for stream in heirs]
        self.state = self.state.take(heirs)
        self.surprise, self.chosen, self.alive = self.surprise[heirs], self.chosen[heirs], self.alive[heirs]
        self.surprise_before, self.chosen_before = self.surprise.copy(), self.chosen.copy()
        self.judged = self.begun

    def _take(self, tokens: NDArray[np.int64], logprobs: NDArray[np.float32], forced: NDArray[np.int64]) -> None:
        for stream in range(self.plan.candidates):
            bars = self.bars[stream]
            for token, logprob in zip(tokens[:, stream].tolist(), logprobs[:, stream].tolist(), strict=True):
                if token < 0:
                    break
                if self.is_bar[token]:
                    bars.append([])
                bar, place = len(bars) - 1, len(bars[-1]) - (1 if len(bars) > 1 else 0)
                bars[-1].append(token)
                dictated = self.is_bar[token] or (bar < forced.shape[1] and place < forced.shape[2] and forced[stream, bar, place] >= 0)
                if not dictated:
                    self.surprise[stream] -= logprob
                    self.chosen[stream] += 1

    def _forced_until(self, end: int) -> NDArray[np.int64]:
        """int64 ``[candidates, bars + 1, most]``: row 0 the header, row b the dictated tokens of bar b."""
        rows = [[self._dictated(stream, bar) for bar in range(end)] for stream in range(self.plan.candidates)]
        width = 1 + max(len(self.plan.header) - 1, *(len(row) for stream in rows for row in stream))
        forced = np.full((self.plan.candidates, self.plan.bar_count + 1, width), FREE, np.int64)
        forced[:, 0, : len(self.plan.header) - 1] = self.plan.header[1:]
        for stream, stream_rows in enumerate(rows):
            for bar, row in enumerate(stream_rows):
                forced[stream, bar + 1, : len(row)] = row
        return forced

    def _dictated(self, stream: int, bar: int) -> Sequence[int]:
        given = self.plan.given[bar] if bar < len(self.plan.given) else None
        source = self.plan.copy_from[bar] if bar < len(self.plan.copy_from) else None
        if source is not None and source + 1 < len(self.bars[stream]):
            if given is not None and DRAWN in given and given == self.plan.given[source]:
                return self.bars[stream][source + 1][1:]  # the same rhythm: what the model chose for it before
            begins_with = len(self.plan.given[source]) if source < len(self.plan.given) else 0
            given = (*(given or ()), *self.bars[stream][source + 1][1 + begins_with :])  # the bar's own chords, the source's notes
        if given is None:
            return ()
        return (*given, self._after_bar(bar)) if self.plan.tables.halt_offset else given

    def _after_bar(self, bar: int) -> int:
        """The token that closes a dictated bar whose end its notes don't tell: the next bar token, or the end."""
        tables = self.plan.tables
        return int(np.flatnonzero((tables.bar_mask[bar + 1] == 0) & ((tables.is_bar == 1) | (tables.is_end == 1)))[0])

    def finished(self) -> list[Draft]:
        """The streams that came to their end."""
        return [
            Draft(
                bars=tuple(tuple(bar) for bar in self.bars[stream][1:]),
                header=self.plan.header,
                nats_per_token=float(self.surprise[stream] / max(1.0, self.chosen[stream])),
            )
            for stream in range(self.plan.candidates)
            if self.alive[stream] and len(self.bars[stream]) == self.plan.bar_count + 1
        ]
