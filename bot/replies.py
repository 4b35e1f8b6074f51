"""What the band says about a piece it played: two or three lines for a person, or one JSON object for a program."""

from __future__ import annotations

import json
import textwrap
import unicodedata
from collections.abc import Callable, Iterator, Mapping
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
    lines += ["  " + _mark(ok, style) + found for ok, found in _originality(piece.originality)]
    return lines + [f"  {style(file.format.ljust(9), 'dim')} {shown_path(file.path)}" for file in piece.files]


def in_words(played: Played, style: Styled = plain) -> list[str]:
    """A piece just played, and how to have it again."""
    piece = played.piece
    words = [*set_plainly(piece.text), ""] if piece.text else []
    return [*words, *piece_in_words(piece, style), "  " + style(_again(played), "dim")]


def _again(played: Played) -> str:
    seed = f"seed {played.piece.seed}"
    return f"{seed} · houseband replay {played.piece.id}" if played.not_remembered is None else f"{seed} · not remembered"


def in_one_line(played: Played) -> str:
    """All that is said of a text beside the text itself."""
    piece = played.piece
    found = [f"{'original' if ok else 'NOT ORIGINAL'}: {words.removeprefix('original: ')}" for ok, words in _originality(piece.originality)]
    files = ", ".join(shown_path(file.path) for file in piece.files)
    return " · ".join([piece.title, _played(piece), _checked(piece, plain), *found, _again(played), files])


def set_plainly(text: str, columns: int | None = None) -> list[str]:
    """The lines of a text as a terminal shows them: control characters left out, lines broken between words after ``columns`` letters."""
    lines = ["".join(letter for letter in line if unicodedata.category(letter) != "Cc" or letter == "\t") for line in text.split("\n")]
    if columns is None:
        return lines
    return [part for line in lines for part in textwrap.wrap(line, columns, break_long_words=False, break_on_hyphens=False) or [""]]


def size_of(piece: PieceRecord) -> str:
    """How long a piece is: ``1:05``, or ``31 words``."""
    return f"{len((piece.text or '').split())} words" if piece.kind == "text" else minutes(piece.seconds)


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
    """``jazz in D minor, 4/4, 90 bpm, 32 bars, 1:25, tenor sax, piano, bass, drums``; ``limerick, 5 lines, 31 words``."""
    if piece.kind == "text":
        lines = sum(1 for line in (piece.text or "").split("\n") if line.strip())
        return f"{piece.genre}, {lines} line{'s' * (lines != 1)}, {size_of(piece)}"
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


def _mark(ok: bool, style: Styled) -> str:
    return style("✓ ", "good") if ok else style("✗ ", "bad")


def _originality(fields: JsonValue) -> Iterator[tuple[bool, str]]:
    """How original a piece is, in words: its notes, its words, or both."""
    if not isinstance(fields, dict):
        return
    nearest = f" ({fields['nearest']})" if fields.get("nearest") else ""
    ok, human = bool(fields.get("ok")), fields.get("human_p95")
    if "longest_match_notes" in fields:
        shared = f"{fields['longest_match_notes']} notes in a row stand in the training music{nearest}"
        yield ok, f"original: at most {shared}; human pieces share {human}"
    if "longest_match_characters" in fields:
        shared = f"{fields['longest_match_characters']} characters in a row stand in the training texts{nearest}"
        yield ok, f"original: at most {shared}; human texts share {human}"
    yield from _originality(fields.get("words"))
