"""Composing music: from a request to a finished piece, checked. The short function :func:`compose_music` reads like what it does."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpora.pieces import Score
from generators.band.arrange import Arrangement
from generators.checks import check_piece
from generators.compositions import Composition, Originality
from generators.planning import Plan, make_plan, stage_rng
from generators.players.autoregressive import Player
from generators.registry import TrainedGenerator, load_generator
from generators.requests import Request
from generators.titles import title_for

if TYPE_CHECKING:
    from corpora.novelty import NoteNgramIndex
    from generators.continuing import Opening


@dataclass(frozen=True, slots=True)
class Band:
    """The trained generators a piece is played with."""

    main: TrainedGenerator
    player: Player
    soloist: Player


def _lead(plan: Plan, band: Band, opening: Opening | None) -> Arrangement:
    from generators.lead_pipeline import play_lead_sheet  # each pipeline is imported only where it plays

    return play_lead_sheet(plan, band.player, band.soloist, opening)


def _ensemble(plan: Plan, band: Band, opening: Opening | None) -> Arrangement:
    from generators.ensemble_pipeline import play_ensemble

    return play_ensemble(plan, band.player, opening)


PIPELINES: dict[str, Callable[[Plan, Band, Opening | None], Arrangement]] = {"lead": _lead, "ensemble": _ensemble}


def compose_music(request: Request) -> Composition:
    """Compose what was asked for.

    The same request (with its seed) and the same weights give the same piece, note for note.

    Raises:
        AskerError: when the request can't be met; the message says what is possible and what to change.
    """
    clock = Clock()
    opening = _opening(request)
    plan = make_plan(request, opening.rules if opening else None)
    band = _gather(plan)
    clock.lap("load")
    arrangement = PIPELINES[plan.genre.pipeline](plan, band, opening)
    if opening is not None:
        from generators.continuing import joined

        arrangement = joined(opening, arrangement)
    clock.lap("compose")
    title = title_for(plan.genre.name, str(plan.key), plan.key.mode in {"minor", "dorian"}, plan.mood, stage_rng(request.seed, "title"))
    composition = Composition(
        request=understood(request, plan),
        title=title,
        written=replace(arrangement.written, title=title, composer="houseband"),
        performed=replace(arrangement.performed, title=title, composer="houseband"),
        generator=band.main.name,
        weights_sha256=band.main.weights_sha256,
        checks=check_piece(plan, arrangement.written, arrangement.performed, request.prompt),
        originality=originality_of(band.main, arrangement.written if opening else _composed_parts(plan, arrangement.written)),
    )
    clock.lap("check")
    return replace(composition, timing_ms=clock.laps)


def _opening(request: Request) -> Opening | None:
    if request.prompt is None:
        return None
    from generators.continuing import opening_of  # only where something is continued

    return opening_of(request.prompt)


def _gather(plan: Plan) -> Band:
    main = load_generator(plan.generator)
    player = player_of(main.folder, main.weights_sha256)
    solo_name = plan.genre.solo_generator if plan.request.generator is None else None
    soloist = player
    if solo_name and solo_name != main.name:
        other = load_generator(solo_name)
        soloist = player_of(other.folder, other.weights_sha256)
    return Band(main, player, soloist)


@lru_cache(maxsize=4)
def player_of(folder: Path, weights_sha256: str) -> Player:  # noqa: ARG001 (the digest tells new weights from old ones in the same folder)
    """A generator's player; a bot that composes all day loads it once."""
    return Player(folder)


def understood(request: Request, plan: Plan) -> Request:
    """The request with every blank filled: what to show. To play it again, ask as it was asked: a filled blank draws no random number."""
    return replace(
        request,
        genre=plan.genre.name,
        generator=plan.generator,
        tonic=plan.key.tonic,
        mode=plan.key.mode,
        beats_per_minute=plan.beats_per_minute,
        bars=plan.bars,
        meter=(plan.meter.numerator, plan.meter.denominator),
        instruments=tuple(player.name for player in plan.line_up),
        temperature=plan.temperature,
        top_p=plan.top_p,
        candidates=plan.candidates,
    )


def _composed_parts(plan: Plan, written: Score) -> Score:
    """What the generator composed: of a lead sheet's performance the lead alone, for its training set knows no accompaniment."""
    leads = [part for part, player in zip(written.parts, plan.line_up, strict=True) if "lead" in player.roles and not player.is_drum]
    return replace(written, parts=(leads[0],)) if plan.genre.pipeline == "lead" and leads else written


def originality_of(generator: TrainedGenerator, written: Score) -> Originality | None:
    """How long a passage of the piece stands in the training set; None where the generator has no index of it."""
    path = generator.folder / "originality.npz"
    if not path.is_file():
        return None
    match = _originality_index(path, path.stat().st_mtime_ns).longest_match(written)
    return Originality(match.notes, int(generator.meta.human_match_p95), match.nearest_piece_id)


@lru_cache(maxsize=4)
def _originality_index(path: Path, modified_ns: int) -> NoteNgramIndex:  # noqa: ARG001 (the time tells a new index from an old one)
    from corpora.novelty import NoteNgramIndex  # only where a generator has an index

    return NoteNgramIndex.load(path)


class Clock:
    """Milliseconds by stage."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self.last = time.perf_counter()

    def lap(self, stage: str) -> None:
        """Close a stage."""
        now = time.perf_counter()
        self.laps[stage] = round((now - self.last) * 1000, 1)
        self.last = now
