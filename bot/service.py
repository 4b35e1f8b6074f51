"""Answering, as one sentence: a request is composed, rendered, put in its place, remembered and replied to. Read this file first."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from bot.messages import JsonObject, JsonValue, Order, PieceRecord, Played
from bot.placing import file_records, place_files, staging, stem_of
from bot.requests import request_as_json
from corpora.errors import AskerError
from generators.compositions import Composition
from generators.requests import Request


class Memory(Protocol):
    """What the service needs of a history."""

    def remember(self, piece: PieceRecord) -> None:
        """Keep a piece, whole or not at all."""
        ...


@dataclass(frozen=True, slots=True)
class Band:
    """The real or make-believe things a service works with; ``bot.bootstrap`` picks them."""

    compose: Callable[[Request], Composition]
    render: Callable[[Composition, Sequence[str], Path, str], Mapping[str, Path]]
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


def _remembered(piece: PieceRecord, band: Band) -> str | None:
    """Remember a piece; where that fails the piece is there all the same, and the reason is handed back."""
    try:
        band.history().remember(piece)
    except AskerError as error:
        return str(error)
    return None


def piece_of(composition: Composition, order: Order, band: Band) -> PieceRecord:
    """Everything that made a composition, as the history keeps it; its files are not known yet."""
    now = datetime.now(UTC)
    request = composition.request
    prompt_name = order.prompt.name if order.prompt else None
    return PieceRecord(
        id=band.new_identifier(now),
        created_at=now,
        kind="music",
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
        seconds=round(composition.written.seconds, 3),
        notes=composition.performed.note_count,
        soundfont=band.soundfont(order.formats),
        prompt=order.prompt,
    )


def _checks(composition: Composition) -> JsonObject:
    return {name: {"asked": check.asked, "got": check.got, "ok": check.ok} for name, check in composition.checks.items()}


def _originality(composition: Composition) -> JsonObject | None:
    found = composition.originality
    if found is None:
        return None
    fields: dict[str, JsonValue] = {"longest_match_notes": found.longest_match_notes, "human_p95": found.human_p95}
    return {**fields, "nearest": found.nearest, "ok": found.ok}
