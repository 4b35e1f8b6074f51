"""Answering, as one sentence each: :func:`answer` for who orders at the command line, :func:`answer_mention` for who asks on a network.

Read this file first.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from bot.messages import JsonObject, Order, PieceRecord, Played
from bot.placing import file_records, place_files, staging, stem_of
from bot.requests import request_as_json
from corpora.errors import AskerError
from generators.compositions import Composition, Finished, Originality, TextComposition, TextOriginality
from generators.requests import Request

if TYPE_CHECKING:
    from bot.answering import Answering
    from bot.conversation import Verdict

Kept = TypeVar("Kept")


class Memory(Protocol):
    """What the service needs of a history."""

    def remember(self, piece: PieceRecord) -> None:
        """Keep a piece, whole or not at all."""
        ...


@dataclass(frozen=True, slots=True)
class Band:
    """The real or make-believe things a service works with; ``bot.bootstrap`` picks them."""

    compose: Callable[[Request], Finished]
    render: Callable[[Finished, Sequence[str], Path, str], Mapping[str, Path]]
    """Renders a composition in formats into a folder under a stem."""
    history: Callable[[], Memory]
    """Opens the history."""
    new_identifier: Callable[[datetime], str]
    software_version: str
    soundfont: Callable[[Sequence[str]], str]
    """Name and size of the soundfont that formats are sounded with; empty where none of them sounds."""


def answer(order: Order, band: Band) -> Played:
    """Compose what was ordered, render it, put the files in their place, remember the piece.

    The files come first and the memory last, in one transaction: whatever interrupts, no half-written file has a final name, and the history
    knows only pieces whose files were finished.

    Raises:
        AskerError: when the request can't be met or the files can't be written. Nothing is left behind then.
    """
    with staging(order.folder) as stage:
        composition = band.compose(order.request)
        began = time.perf_counter()
        staged = band.render(composition, order.formats, stage, stem_of(composition))
        placed = place_files(staged, order.folder)
        timing_ms = {**composition.timing_ms, "render": (time.perf_counter() - began) * 1000.0}
    piece = replace(piece_of(composition, order, band), files=file_records(placed))
    return Played(piece, timing_ms, not_remembered=_remembered(piece, band))


class Steps(Protocol):
    """Carries out the steps of one workflow, each of them once, and keeps what they give."""

    def take(self, step: str, kind: type[Kept], work: Callable[[], Kept]) -> Kept:
        """Do a step, or hand back what it gave when it was done before; ``kind`` is the class of what it gives."""
        ...


def answer_mention(work: Answering, steps: Steps) -> Verdict:
    """Understand a mention, ask whether it may be answered, compose, render, upload, publish, remember.

    What a step gave is kept before the next one begins: whoever goes on after a crash goes on there. Publishing looks for our own reply
    before it is repeated, so a mention is answered once.
    """
    from bot.conversation import Attached, Composed, Heard, Published, Rendered, Verdict  # the command line needs none of them

    heard = steps.take("understand", Heard, work.understand)
    verdict = steps.take("guard", Verdict, lambda: work.judge(heard))
    if verdict.kind == "ignore":
        return verdict
    composed = steps.take("compose", Composed, lambda: work.compose(heard, verdict))
    rendered = steps.take("render", Rendered, lambda: work.render(heard, verdict, composed))
    attached = steps.take("upload", Attached, lambda: work.upload(composed, rendered))
    published = steps.take("publish", Published, lambda: work.publish(heard, verdict, composed, rendered, attached))
    if published.withheld:
        return Verdict("ignore", published.withheld)
    steps.take("remember", str, lambda: work.remember(composed, rendered))
    return verdict


def _remembered(piece: PieceRecord, band: Band) -> str | None:
    """Remember a piece; where that fails the piece is there all the same, and the reason is handed back."""
    try:
        band.history().remember(piece)
    except AskerError as error:
        return str(error)
    return None


def piece_of(composition: Finished, order: Order, band: Band, now: datetime | None = None) -> PieceRecord:
    """Everything that made a composition, as the history keeps it; its files are not known yet. It is as old as ``now``, or new."""
    now = now or datetime.now(UTC)
    request = composition.request
    prompt_name = order.prompt.name if order.prompt else None
    return PieceRecord(
        id=band.new_identifier(now),
        created_at=now,
        kind="text" if isinstance(composition, TextComposition) else "music",
        genre=request.genre,
        title=composition.title,
        seed=request.seed,
        generator=composition.generator,
        weights_sha256=composition.weights_sha256,
        software_version=band.software_version,
        asked=request_as_json(order.request, prompt_name),
        request=request_as_json(request, prompt_name),
        checks=_checks(composition),
        originality=_originality(composition),
        seconds=0.0 if isinstance(composition, TextComposition) else round(composition.written.seconds, 3),
        notes=0 if isinstance(composition, TextComposition) else composition.performed.note_count,
        text=composition.text if isinstance(composition, TextComposition) else composition.lyric or None,
        soundfont=band.soundfont(order.formats),
        prompt=order.prompt,
    )


def _checks(composition: Finished) -> JsonObject:
    return {name: {"asked": check.asked, "got": check.got, "ok": check.ok} for name, check in composition.checks.items()}


def _originality(composition: Finished) -> JsonObject | None:
    """How original it is; of a song, its melody's figures and under ``words`` those of its words."""
    found = None if composition.originality is None else _originality_fields(composition.originality)
    if isinstance(composition, Composition) and composition.words_originality is not None:
        return {**(found or {}), "words": _originality_fields(composition.words_originality)}
    return found


def _originality_fields(found: Originality | TextOriginality) -> JsonObject:
    longest: JsonObject = (
        {"longest_match_notes": found.longest_match_notes}
        if isinstance(found, Originality)
        else {"longest_match_characters": found.longest_match_characters}
    )
    return {**longest, "human_p95": found.human_p95, "nearest": found.nearest, "ok": found.ok}
