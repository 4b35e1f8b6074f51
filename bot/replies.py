"""What the band says about a piece it played: two or three lines for a person, or one JSON object for a program."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from bot.messages import JsonObject, JsonValue, PieceRecord, Played

Styled = Callable[[str, str], str]
"""Text and a style name (``title``, ``good``, ``bad``, ``dim``) to text as a terminal shows it."""


def plain(text: str, _style: str) -> str:
    """No colours."""
    return text


def piece_as_json(piece: PieceRecord, timing_ms: Mapping[str, float] | None = None) -> JsonObject:
    """A piece as ``--json`` prints it."""
    fields: JsonObject = {
        "id": piece.id,
        "created_at": piece.created_at.isoformat(timespec="milliseconds"),
        "kind": piece.kind,
        "genre": piece.genre,
        "title": piece.title,
        "generator": piece.generator,
        "weights": f"sha256:{piece.weights_sha256}",
        "version": piece.software_version,
        "seed": piece.seed,
        "asked": {name: value for name, value in piece.asked.items() if value not in (None, [])},
        "request": piece.request,
        "checked": piece.checks,
        "originality": piece.originality,
        "seconds": piece.seconds,
        "notes": piece.notes,
        "text": piece.text,
        "files": {file.format: shown_path(file.path) for file in piece.files},
    }
    if timing_ms is not None:
        fields["timing_ms"] = {stage: round(spent, 1) for stage, spent in timing_ms.items()}
    return fields


def one_line_of_json(fields: JsonValue) -> str:
    """JSON on one line, letters of every script as they are."""
    return json.dumps(fields, ensure_ascii=False)


def piece_in_words(piece: PieceRecord, style: Styled = plain) -> list[str]:
    """What was played, what was checked, how original it is, and where the files are."""
    lines = [f"{style(piece.title, 'title')} {style('·', 'dim')} {_played(piece)}", "  " + _checked(piece, style)]
    lines += ["  " + _original(piece.originality, style)] if piece.originality else []
    return lines + [f"  {style(file.format.ljust(9), 'dim')} {shown_path(file.path)}" for file in piece.files]


def in_words(played: Played, style: Styled = plain) -> list[str]:
    """A piece just played, and how to have it again."""
    piece = played.piece
    again = f"seed {piece.seed} · houseband replay {piece.id}" if played.not_remembered is None else f"seed {piece.seed} · not remembered"
    return [*piece_in_words(piece, style), "  " + style(again, "dim")]


def shown_path(path: str) -> str:
    """A path as a person would type it here: relative where it lies below the current folder."""
    here = Path.cwd()
    absolute = Path(path)
    return str(absolute.relative_to(here)) if absolute.is_relative_to(here) else path


def minutes(seconds: float) -> str:
    """A length as ``1:05``."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def _played(piece: PieceRecord) -> str:
    """``jazz in D minor, 4/4, 90 bpm, 32 bars, 1:25, tenor sax, piano, bass, drums``."""
    got = {name: check["got"] for name, check in piece.checks.items() if isinstance(check, dict)}
    key = f" in {got['key']}" if "key" in got else ""
    tempo = str(got.get("tempo", ""))
    words = [
        got.get("meter"),
        f"{tempo} bpm" if tempo[-1:].isdigit() else tempo,
        _bars(got.get("bars")),
        minutes(piece.seconds),
        got.get("instruments"),
    ]
    return ", ".join([f"{piece.genre}{key}", *(str(word) for word in words if word)])


def _bars(got: JsonValue) -> str:
    return "" if got is None else str(got) if "bar" in str(got) else f"{got} bars"


def _checked(piece: PieceRecord, style: Styled) -> str:
    """What was asked for, and whether the finished piece has it."""
    asked = {name: check for name, check in piece.checks.items() if isinstance(check, dict) and check.get("asked") is not None}
    missed = {name: check for name, check in asked.items() if not check.get("ok")}
    if not asked:
        return style("nothing asked but the genre; the band chose the rest", "dim")
    kept = ", ".join(name for name in asked if name not in missed)
    parts = [style("✓ ", "good") + "as asked: " + kept] if kept else []
    parts += [style("✗ ", "bad") + f"{name}: asked {check['asked']}, got {check['got']}" for name, check in missed.items()]
    return " · ".join(parts)


def _original(originality: JsonObject, style: Styled) -> str:
    longest, human, nearest = (originality.get(name) for name in ("longest_match_notes", "human_p95", "nearest"))
    mark = style("✓ ", "good") if originality.get("ok") else style("✗ ", "bad")
    shared = f"{longest} notes in a row stand in the training music" + (f" ({nearest})" if nearest else "")
    return f"{mark}original: at most {shared}; human pieces share {human}"
