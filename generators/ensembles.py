"""Ensembles: every part composed together, relative to the tonic, then given to the instruments that were asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from corpora.encodings.ensemble import EnsembleEncoding, ensemble_tables, ensemble_vocabulary, program_tokens
from corpora.encodings.vocabulary import header_tokens
from corpora.pieces import Key, Note, Score, Section, Tempo
from generators.drafting import Draft, DraftPlan, draw_drafts
from generators.orchestrate import best_transposition
from generators.planning import ROUNDS, Plan, no_candidate, stage_rng
from generators.players.autoregressive import Player
from generators.selection import Wish, passage_merit, rank
from generators.structure import Layout, lay_out

WIDEST_LINE = 24
"""Semitones a top part may span without losing points."""


def compose_ensembles(plan: Plan, player: Player) -> list[Score]:
    """All parts of ``plan.bars`` bars in the plan's key, in the octave that suits the players, the best candidate first.

    Raises:
        NoUsableCandidateError: when every candidate of every round is degenerate.
    """
    layout = lay_out(plan.structure, plan.bars)
    density = plan.density(plan.genre.notes_per_bar)
    wish = Wish(Key(0, 0, plan.key.mode), density, WIDEST_LINE, ensemble=True)
    for nth, boldness in enumerate(ROUNDS):
        draft_plan = _draft_plan(plan, layout, density, boldness)
        drafts = draw_drafts(player, draft_plan, stage_rng(plan.request.seed, "head", nth))
        scores = [sung_through(_score_of(draft, plan, layout), plan.genre.legato_beats) for draft in drafts]
        fits = [best_transposition(score, plan.line_up, plan.key.tonic) for score in scores]
        order = rank(scores, [draft.nats_per_token for draft in drafts], wish, [0.6 * misfit for _, misfit in fits])
        if order:
            return [scores[place].transposed(fits[place][0]) for place in order]
    raise no_candidate(plan)


def _draft_plan(plan: Plan, layout: Layout, density: float, boldness: float) -> DraftPlan:
    controls = plan.told(plan.genre.told_as, density, plan.structure or None)
    programs = plan.genre.told_programs
    header = (*header_tokens(ensemble_vocabulary(), controls), *program_tokens(programs))
    return DraftPlan(
        header=header,
        tables=ensemble_tables(controls.meter, programs, range(plan.bars, 0, -1), layout.section_bars_left),
        bar_count=plan.bars,
        copy_from=layout.copy_from,
        temperature=plan.temperature * boldness,
        top_p=plan.top_p,
        candidates=plan.candidates,
        judge=partial(judged, header, plan.key.mode),
        judge_every=1,
    )


def judged(header: Sequence[int], mode: str, bars: Sequence[Sequence[int]], new: int) -> float:
    """Points for the new bars of a stream, heard together with the bar before them."""
    tokens = np.array([*header, *(token for bar in bars[-new - 1 :] for token in bar)], np.int64)
    return passage_merit(EnsembleEncoding().decode(tokens), Key(0, 0, mode), ensemble=True)


def _score_of(draft: Draft, plan: Plan, layout: Layout) -> Score:
    score = EnsembleEncoding().decode(draft.tokens)
    bar = plan.meter.bar_ticks(480)
    sections = tuple(Section(start * bar, letter) for start, letter in layout.starts) if len(layout.starts) > 1 else ()
    return replace(
        score,
        tempos=(Tempo(0, plan.quarters_per_minute),),
        meters=(plan.meter,),
        keys=(Key(0, 0, plan.key.mode),),
        sections=sections,
        length_ticks=plan.bars * bar,
    )


def sung_through(score: Score, most_beats: float) -> Score:
    """Each part's rests of at most ``most_beats`` beats filled by holding the note before, the last note until the last bar line."""
    longest = most_beats * score.meters[0].beat_ticks(score.ticks_per_quarter)
    if longest <= 0:
        return score
    return replace(score, parts=tuple(replace(part, notes=_held(part.notes, longest, score.end_ticks)) for part in score.parts))


def _held(notes: tuple[Note, ...], longest: float, end_ticks: int) -> tuple[Note, ...]:
    starts = sorted({note.start_ticks for note in notes})
    following = dict(zip(starts, [*starts[1:], end_ticks], strict=False))
    return tuple(
        replace(note, duration_ticks=following[note.start_ticks] - note.start_ticks)
        if 0 < following[note.start_ticks] - note.end_ticks <= longest
        else note
        for note in notes
    )
