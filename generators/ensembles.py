"""Ensembles: every part composed together, relative to the tonic, then given to the instruments that were asked for."""

from __future__ import annotations

from dataclasses import replace

from corpora.encodings.base import Controls
from corpora.encodings.ensemble import EnsembleEncoding, ensemble_tables, ensemble_vocabulary, program_tokens
from corpora.encodings.vocabulary import header_tokens
from corpora.pieces import Key, Note, Score, Section, Tempo
from generators.drafting import Draft, DraftPlan, draw_drafts
from generators.planning import Plan, no_candidate, stage_rng
from generators.players.autoregressive import Player
from generators.selection import Wish, rank
from generators.structure import Layout, lay_out

WIDEST_LINE = 24
"""Semitones a top part may span without losing points."""


def compose_ensembles(plan: Plan, player: Player) -> list[Score]:
    """All parts of ``plan.bars`` bars in C (the plan's mode), the best candidate first.

    Raises:
        NoUsableCandidateError: when every candidate is degenerate.
    """
    layout = lay_out(plan.structure, plan.bars)
    density = plan.genre.notes_per_bar * (plan.mood.density if plan.mood else 1.0) * plan.meter.bar_ticks(480) / 1920
    drafts = draw_drafts(player, _draft_plan(plan, layout, density), stage_rng(plan.request.seed, "head"))
    scores = [sung_through(_score_of(draft, plan, layout), plan.genre.legato_beats) for draft in drafts]
    wish = Wish(Key(0, 0, plan.key.mode), density, WIDEST_LINE, ensemble=True)
    order = rank(scores, [draft.nats_per_token for draft in drafts], wish)
    if not order:
        raise no_candidate(plan)
    return [scores[place] for place in order]


def _draft_plan(plan: Plan, layout: Layout, density: float) -> DraftPlan:
    controls = Controls(
        plan.genre.told_as,
        plan.key.mode,
        (plan.meter.numerator, plan.meter.denominator),
        plan.quarters_per_minute,
        density,
        None if plan.genre.structure == () else plan.structure,
    )
    programs = plan.genre.told_programs
    return DraftPlan(
        header=(*header_tokens(ensemble_vocabulary(), controls), *program_tokens(programs)),
        tables=ensemble_tables(controls.meter, programs, range(plan.bars, 0, -1), layout.section_bars_left),
        bar_count=plan.bars,
        copy_from=layout.copy_from,
        temperature=plan.temperature,
        top_p=plan.top_p,
        candidates=plan.candidates,
    )


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
