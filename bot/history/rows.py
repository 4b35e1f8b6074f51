"""Records to rows and rows to records."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from typing import TYPE_CHECKING, Any

from bot.messages import FileRecord, PieceRecord, PromptFile

if TYPE_CHECKING:
    import sqlalchemy as sa

    AnyRow = sa.Row[tuple[object, ...]]


def piece_row(piece: PieceRecord) -> dict[str, Any]:
    """The columns of a piece."""
    return {
        "id": piece.id,
        "created_at": piece.created_at.astimezone(UTC),
        "kind": piece.kind,
        "genre": piece.genre,
        "title": piece.title,
        "seed": piece.seed,
        "generator": piece.generator,
        "weights_sha256": piece.weights_sha256,
        "software_version": piece.software_version,
        "asked": piece.asked,
        "request": piece.request,
        "checks": piece.checks,
        "originality": piece.originality,
        "seconds": piece.seconds,
        "notes": piece.notes,
        "text": piece.text,
        "soundfont": piece.soundfont,
        "prompt_name": piece.prompt.name if piece.prompt else None,
        "prompt": piece.prompt.content if piece.prompt else None,
    }


def file_row(piece_id: str, file: FileRecord) -> dict[str, Any]:
    """The columns of a file."""
    return {"piece_id": piece_id, "format": file.format, "path": file.path, "sha256": file.sha256, "bytes": file.bytes}


def piece_of(row: AnyRow, file_rows: Iterable[AnyRow]) -> PieceRecord:
    """The record of a piece's row and its files' rows."""
    moment = row.created_at if row.created_at.tzinfo else row.created_at.replace(tzinfo=UTC)  # SQLite keeps no time zone
    return PieceRecord(
        id=row.id,
        created_at=moment,
        kind=row.kind,
        genre=row.genre,
        title=row.title,
        seed=row.seed,
        generator=row.generator,
        weights_sha256=row.weights_sha256,
        software_version=row.software_version,
        asked=row.asked,
        request=row.request,
        checks=row.checks,
        originality=row.originality,
        seconds=row.seconds,
        notes=row.notes,
        text=row.text,
        soundfont=row.soundfont,
        prompt=None if row.prompt_name is None else PromptFile(row.prompt_name, bytes(row.prompt)),
        files=tuple(FileRecord(file.format, file.path, file.sha256, file.bytes) for file in file_rows),
    )
