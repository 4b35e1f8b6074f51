"""The way of the written genres: all parts composed together, orchestrated, and played with expression."""

from __future__ import annotations

from dataclasses import replace

from corpora.pieces import Key
from generators.band.arrange import Arrangement
from generators.checks import best_in_key
from generators.continuing import Opening, continued_ensemble
from generators.ensembles import compose_ensembles
from generators.expression import played
from generators.orchestrate import orchestrate
from generators.planning import Plan, nearest_shift, stage_rng
from generators.players.autoregressive import Player


def play_ensemble(plan: Plan, player: Player, opening: Opening | None) -> Arrangement:
    """Compose for an ensemble and play it."""
    rng = stage_rng(plan.request.seed, "band")
    if opening is not None:
        score = continued_ensemble(plan, player, opening).transposed(nearest_shift(plan.key.tonic))
    else:
        score = best_in_key(plan.key, compose_ensembles(plan, player), lambda candidate: candidate)
    score = replace(score, keys=(Key(0, plan.key.tonic, plan.key.mode),))
    if opening is None or plan.request.instruments:
        score = orchestrate(score, plan.line_up, plan.style or "rock", rng)
    return Arrangement(score, played(score, plan.mood.loudness if plan.mood else 1.0, rng))
