"""The way of the band genres: head, harmony, solos, form, arrangement."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corpora.pieces import Key, Score
from generators.band.arrange import Arrangement, perform
from generators.band.form import Form, assemble, plan_form
from generators.band.harmonise import harmonise
from generators.band.styles import load_style
from generators.checks import best_in_key
from generators.lead import compose_heads, compose_solo, in_register
from generators.planning import Plan, nearest_shift, stage_rng
from generators.players.autoregressive import Player

if TYPE_CHECKING:
    from generators.continuing import Opening

TRIED_IF_ASKED, TRIED = 8, 1
"""Candidates arranged at most until key finders hear the key in one: more where a person asked for the key."""


def play_lead_sheet(plan: Plan, player: Player, soloist: Player, opening: Opening | None) -> Arrangement:
    """Compose a lead sheet and have the band play it."""
    if opening is not None:
        from generators.continuing import continued_lead  # only where something is continued

        return _perform(plan, continued_lead(plan, player, opening))
    meter = (plan.meter.numerator, plan.meter.denominator)
    form = plan_form(plan.bars, meter, plan.genre.head_bars, stage_rng(plan.request.seed, "form"), solos=plan.genre.solo_told_as is not None)
    heads = compose_heads(plan, player, form.head_bars)
    most = TRIED if plan.request.tonic is None else TRIED_IF_ASKED
    tries = (_perform(plan, _whole_tune(plan, soloist, form, head)) for head in heads[:most])
    return best_in_key(plan.key, tries, lambda arrangement: arrangement.written)


def _whole_tune(plan: Plan, soloist: Player, form: Form, head: Score) -> Score:
    """The lead sheet of the whole form, tonic at C: intro, heads, solos over the head's changes, ending."""
    head = _harmonised(plan, head)
    solos = [compose_solo(plan, soloist, head, section.bars, chorus) for chorus, section in enumerate(form.solos)]
    played = [_in_lead_register(plan, solo, is_solo=True) for solo in solos]
    return assemble(form, _in_lead_register(plan, head), played, load_style(plan.style or "swing"))


def _perform(plan: Plan, lead: Score) -> Arrangement:
    lead = replace(lead.transposed(nearest_shift(plan.key.tonic)), keys=(Key(0, plan.key.tonic, plan.key.mode),))
    return perform(_harmonised(plan, lead), load_style(plan.style or "swing"), plan.line_up, stage_rng(plan.request.seed, "band"))


def _harmonised(plan: Plan, line: Score) -> Score:
    if plan.genre.harmony == "composed" or line.chords:
        return line
    return harmonise(line, plan.genre.harmony)


def _in_lead_register(plan: Plan, line: Score, *, is_solo: bool = False) -> Score:
    """The line where the lead instrument sounds well once it stands in the piece's key."""
    leads = [player for player in plan.line_up if "lead" in player.roles and not player.is_drum] or [p for p in plan.line_up if not p.is_drum]
    if not leads:
        return line
    player = leads[0]
    shift = nearest_shift(plan.key.tonic)
    margin = 0 if is_solo else 2
    return in_register(line, player.low - shift + margin, player.high - shift - margin)
