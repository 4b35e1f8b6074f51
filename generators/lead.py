"""Lead sheets: a head composed with its chords (or over given ones), solos over the head's changes, all relative to the tonic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from corpora.encodings.base import Controls
from corpora.encodings.grid import ChordChange, chords_by_bar
from corpora.encodings.leadsheet import LeadsheetEncoding, bar_header_tokens, leadsheet_tables, leadsheet_vocabulary
from corpora.encodings.vocabulary import header_tokens
from corpora.pieces import Key, Part, Score, Tempo
from generators.changes import blues_changes
from generators.drafting import Draft, DraftPlan, draw_drafts
from generators.planning import ROUNDS, Plan, no_candidate, stage_rng
from generators.players.autoregressive import Player
from generators.selection import Wish, changes_in_key, changes_merit, passage_merit, rank
from generators.structure import Layout, lay_out

TONIC_C = 0
MOST_CHORUSES = 1000
JUDGE_EVERY = 4
"""Bars between two selections of streams."""
CHANGES_NOTES_PER_BAR = 3.0
"""Density of the line that comes with composed changes; it is thrown away, so it is kept short."""


@dataclass(frozen=True, slots=True)
class LineWish:
    """One line to compose: a head or a chorus of solo."""

    told_as: str
    bars: int
    layout: Layout
    changes: Sequence[tuple[ChordChange, ...]]
    """Given chords of each bar; empty = composed with the line."""
    notes_per_bar: float
    """In a 4/4 bar."""
    stage: str
    form: str | None
    ends: bool = True
    widest_semitones: int = 19
    boldness: float = 1.0
    """Factor on the sampling temperature."""
    nth: int = 0
    """Which chorus of the stage."""
    share: int = 1
    """One candidate is drawn for so many of the plan's."""


def compose_heads(plan: Plan, player: Player, bars: int) -> list[Score]:
    """The tune: lead sheets of ``bars`` bars in C (the plan's mode), the best candidate first."""
    layout = lay_out(plan.structure, bars)
    changes = _changes(plan, player, bars, layout)
    form = "12-bar" if plan.genre.changes == "blues" else plan.structure or None
    return compose_lines(plan, player, LineWish(plan.genre.told_as, bars, layout, changes, plan.genre.notes_per_bar, "head", form))


def _changes(plan: Plan, player: Player, bars: int, layout: Layout) -> Sequence[tuple[ChordChange, ...]]:
    """Chords of each bar, where the genre has them before the tune; else nothing."""
    if plan.genre.changes == "blues":
        return blues_changes(plan.key.mode, bars, plan.meter, stage_rng(plan.request.seed, "changes"))
    if plan.genre.changes_told_as is None:
        return ()
    wish = LineWish(plan.genre.changes_told_as, bars, layout, (), CHANGES_NOTES_PER_BAR, "changes", plan.structure or None, boldness=0.8, share=2)
    best = max(draw_line(plan, player, wish), key=lambda drawn: changes_merit(drawn[0], Key(0, TONIC_C, plan.key.mode)))[0]
    return chords_by_bar(best.chords, 0, plan.meter.bar_ticks(480), bars)


def compose_solo(plan: Plan, player: Player, head: Score, bars: int, chorus: int) -> Score:
    """A solo of ``bars`` bars over the head's changes; each chorus is denser than the one before."""
    changes = chords_by_bar(head.chords, 0, plan.meter.bar_ticks(480), bars)
    density = plan.genre.solo_notes_per_bar * (1 + 0.12 * chorus)
    wish = LineWish(
        plan.genre.solo_told_as or plan.genre.told_as,
        bars,
        Layout((None,) * bars, tuple(range(bars, 0, -1)), ((0, "A"),)),
        changes,
        density,
        "solo",
        None,
        ends=False,
        widest_semitones=26,
        nth=chorus,
        share=2,
    )
    return compose_lines(plan, player, wish)[0]


def compose_lines(plan: Plan, player: Player, wish: LineWish) -> list[Score]:
    """Draw candidates for a line and rank them, best first; degenerate ones are left out, and where nothing is left more are drawn.

    Raises:
        NoUsableCandidateError: when every candidate of every round is degenerate.
    """
    wanted = Wish(Key(0, TONIC_C, plan.key.mode), plan.density(wish.notes_per_bar), wish.widest_semitones, ends=wish.ends)
    for nth, boldness in enumerate(ROUNDS):
        drawn = draw_line(plan, player, replace(wish, nth=wish.nth + nth * MOST_CHORUSES, boldness=wish.boldness * boldness))
        scores = [score for score, _ in drawn]
        order = rank(scores, [nats for _, nats in drawn], wanted)
        if order:
            return [scores[place] for place in order]
    raise no_candidate(plan)


def draw_line(plan: Plan, player: Player, wish: LineWish) -> list[tuple[Score, float]]:
    """Candidates for a line, each with its nats per token."""
    controls = plan.told(wish.told_as, plan.density(wish.notes_per_bar), wish.form)
    drafts = draw_drafts(player, _draft_plan(plan, wish, controls), stage_rng(plan.request.seed, wish.stage, wish.nth))
    return [(lead_sheet_of(draft, plan), draft.nats_per_token) for draft in drafts]


def _draft_plan(plan: Plan, wish: LineWish, controls: Controls) -> DraftPlan:
    given = tuple(tuple(bar_header_tokens(bar, 1)[1:]) for bar in wish.changes)
    if not given and plan.genre.harmony != "composed":
        given = ((leadsheet_vocabulary().first["nochord"],),) * wish.bars
    tables = leadsheet_tables(
        controls.meter, range(wish.bars, 0, -1), wish.layout.section_bars_left, given_chords=bool(given), needs_chords=not given
    )
    header = tuple(header_tokens(leadsheet_vocabulary(), controls))
    return DraftPlan(
        header=header,
        tables=tables,
        bar_count=wish.bars,
        copy_from=wish.layout.copy_from,
        given=given,
        temperature=plan.temperature * wish.boldness,
        top_p=plan.top_p,
        candidates=max(1, plan.candidates // wish.share),
        judge_every=JUDGE_EVERY,
        judge=partial(judged_changes if wish.stage == "changes" else judged, header, plan.key.mode),
    )


def judged(header: Sequence[int], mode: str, bars: Sequence[Sequence[int]], new: int) -> float:
    """Points for the new bars of a stream."""
    tokens = np.array([*header, *(token for bar in bars[-new:] for token in bar)], np.int64)
    return passage_merit(LeadsheetEncoding().decode(tokens), Key(0, TONIC_C, mode), ensemble=False)


def judged_changes(header: Sequence[int], mode: str, bars: Sequence[Sequence[int]], new: int) -> float:
    """Points for the chords of the new bars of a stream."""
    tokens = np.array([*header, *(token for bar in bars[-new:] for token in bar)], np.int64)
    return changes_in_key(LeadsheetEncoding().decode(tokens).chords, Key(0, TONIC_C, mode))


def lead_sheet_of(draft: Draft, plan: Plan) -> Score:
    """A draft as a lead sheet at the plan's tempo and in its exact meter and mode, tonic at C."""
    score = LeadsheetEncoding().decode(draft.tokens)
    return replace(score, tempos=(Tempo(0, plan.quarters_per_minute),), meters=(plan.meter,), keys=(Key(0, TONIC_C, plan.key.mode),))


def in_register(score: Score, low: int, high: int) -> Score:
    """The lead sheet's melody moved by whole octaves to where most of it lies between ``low`` and ``high``."""
    part = score.parts[0]
    pitches = np.array([note.pitch for note in part.notes])
    if not len(pitches):
        return score
    shifts = (-36, -24, -12, 0, 12, 24, 36)
    centre = low + 0.55 * (high - low)
    outside = [
        float(np.mean((pitches + shift < low) | (pitches + shift > high))) * 100 + abs(np.median(pitches + shift) - centre) for shift in shifts
    ]
    shift = shifts[int(np.argmin(outside))]
    moved = Part(part.name, part.program, tuple(replace(note, pitch=note.pitch + shift) for note in part.notes))
    return replace(score, parts=(moved, *score.parts[1:]))
