"""A piece's record as one line of JSON and back: what the steps of answering hand to each other."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime

from bot.messages import FileRecord, PieceRecord


def piece_as_text(piece: PieceRecord) -> str:
    """A piece that was asked for in words (one that continues a file holds bytes, which this does not keep)."""
    return json.dumps({**asdict(piece), "created_at": piece.created_at.isoformat(), "prompt": None}, ensure_ascii=False)


def piece_from_text(text: str) -> PieceRecord:
    """The piece that :func:`piece_as_text` wrote."""
    fields = json.loads(text)
    files = tuple(FileRecord(**file) for file in fields.pop("files"))
    return PieceRecord(**{**fields, "created_at": datetime.fromisoformat(fields["created_at"]), "files": files})
