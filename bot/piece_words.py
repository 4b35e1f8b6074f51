"""A piece in the words of a post: its title, what was played, how original it is; nothing that a network would make a link or a name of."""

from __future__ import annotations

import re

from bot.messages import JsonValue, PieceRecord
from bot.replies import minutes


def title_of(piece: PieceRecord) -> str:
    """The title in quotation marks; empty where it may be the asker's own words."""
    if piece.asked.get("prompt") or piece.asked.get("lyrics") or not piece.title.strip():
        return ""
    return f'"{harmless(piece.title)}"'


def _got(piece: PieceRecord, name: str) -> str:
    check = piece.checks.get(name)
    return str(check["got"]) if isinstance(check, dict) and check.get("got") else ""


def facts_of(piece: PieceRecord) -> str:
    """What was played: ``Jazz in D minor, 4/4, 90 bpm, 32 bars (1:25), seed 42.`` or ``Limerick, 31 words, seed 42.``."""
    genre = piece.genre.replace("-", " ").capitalize()
    if piece.kind == "text":
        count = len((piece.text or "").split())
        return f"{genre}, {count} word{'s' * (count != 1)}, {seed_of(piece)}"
    bars, key = _got(piece, "bars"), _key_of(piece)
    words = [
        f"{genre} in {key}" if key else genre,
        _got(piece, "meter"),
        _tempo(_got(piece, "tempo")),
        " ".join(part for part in (bars if "bar" in bars or not bars else f"{bars} bar{'s' * (bars != '1')}", f"({minutes(piece.seconds)})") if part),
        seed_of(piece),
    ]
    return ", ".join(word for word in words if word)


def _key_of(piece: PieceRecord) -> str:
    """The key it is written in, which its title and its score say too; a key finder may hear another one."""
    key = piece.request.get("key")
    return key if isinstance(key, str) else _got(piece, "key")


def _tempo(got: str) -> str:
    """``66.7 bpm`` of ``66.6667``; what is no number stays."""
    plain = got.replace(".", "", 1)
    return f"{float(got):.3g} bpm" if plain.isascii() and plain.isdigit() else got


def seed_of(piece: PieceRecord) -> str:
    """``seed 42.``, by which the piece can be had again."""
    return f"seed {piece.seed}."


def players_of(piece: PieceRecord) -> str:
    """``Played by clarinet, piano and drums.``; empty for words."""
    names = [name for name in _got(piece, "instruments").split(", ") if name]
    if not names:
        return ""
    return f"Played by {', '.join(names[:-1])} and {names[-1]}." if len(names) > 1 else f"Played by {names[0]} alone."


def originality_of(piece: PieceRecord, *, briefly: bool = False) -> str:
    """How original a piece is, as measured; empty where it was not."""
    found = _measured(piece.originality)
    if found is None:
        return ""
    longest, unit, source, human, ok = found
    if not ok:
        return f"Honestly: {longest} {unit} in a row match our training {source}, more than we like."
    if briefly:
        return f"Original: longest match {longest} {unit}."
    return f"Original: at most {longest} {unit} in a row match our training {source} (people's own share up to {human})."


def _measured(fields: JsonValue) -> tuple[int, str, str, int, bool] | None:
    if not isinstance(fields, dict):
        return None
    for name, unit, source in (("longest_match_notes", "notes", "music"), ("longest_match_characters", "letters", "texts")):
        longest, human = fields.get(name), fields.get("human_p95")
        if isinstance(longest, int) and isinstance(human, int):
            return longest, unit, source, human, bool(fields.get("ok"))
    return _measured(fields.get("words"))


def teaser_of(piece: PieceRecord, words: str) -> str:
    """The first line of a text, where it is short enough to tease and not the asker's."""
    first = next((line.strip() for line in words.split("\n") if line.strip()), "")
    if piece.asked.get("prompt") or not first or len(first) > _LONGEST_TEASER or first == harmless(piece.title):
        return ""
    return f"It begins: {first}"


_LONGEST_TEASER = 80


_LINKED = re.compile(r"https?://|(?<=\w)\.(?=[a-z]{2,}\b)", re.IGNORECASE)


def harmless(text: str) -> str:
    """Words that no network makes a link, a name or a tag of."""
    return _LINKED.sub(lambda found: ". " if found[0] == "." else "", text.replace("@", "").replace("#", ""))
