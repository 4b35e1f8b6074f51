"""The way of the band genres: head, harmony, solos, form, arrangement."""

from __future__ import annotations

from dataclasses import replace

from corpora.pieces import Key, Score
from generators.band.arrange import Arrangement, perform
from generators.band.form import assemble, plan_form
from generators.band.harmonise import harmonise
from generators.band.styles import load_style
from generators.continuing import Opening, continued_lead
from generators.lead import compose_head, compose_solo, in_register
from generators.planning import Plan, nearest_shift, stage_rng
from generators.players.autoregressive import Player


def play_lead_sheet(plan: Plan, player: Player, soloist: Player, opening: Opening | None) -> Arrangement:
    """Compose a lead sheet and have the band play it."""
    style = load_style(plan.style or "swing")
    rng = stage_rng(plan.request.seed, "band")
    if opening is not None:
        lead = continued_lead(plan, player, opening)
    else:
        meter = (plan.meter.numerator, plan.meter.denominator)
        form = plan_form(plan.bars, meter, plan.genre.head_bars, rng, solos=plan.genre.solo_told_as is not None)
        head = compose_head(plan, player, form.head_bars)
        solos = [
            _in_lead_register(plan, compose_solo(plan, soloist, head, section.bars, chorus), is_solo=True)
            for chorus, section in enumerate(form.solos)
        ]
        lead = assemble(form, _in_lead_register(plan, _harmonised(plan, head)), [_harmonised(plan, solo) for solo in solos], style)
    lead = replace(lead.transposed(nearest_shift(plan.key.tonic)), keys=(Key(0, plan.key.tonic, plan.key.mode),))
    return perform(lead, style, plan.line_up, rng)


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
