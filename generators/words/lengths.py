"""How long a text is, and where it may be cut."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from generators.requests import Length
from generators.words.planning import SHORTEST_SHARE

SENTENCE_END = re.compile(r"[.!?][\"')]*(?=\s|$)")
_ABBREVIATIONS = ("Mr.", "Mrs.", "Dr.", "St.", "n.", "v.t.", "v.i.", "adj.", "adv.", "lb.", "oz.", "No.", "i.e.", "e.g.", "pp.")


def measured(text: str, unit: str) -> int:
    """The length of a text in words, characters (graphemes) or lines with words on them."""
    if unit == "words":
        return len(text.split())
    if unit == "lines":
        return sum(bool(line.strip()) for line in text.split("\n"))
    return grapheme_count(text)


def grapheme_count(text: str) -> int:
    """Characters as people count them: marks, joiners and what they join belong to the sign before."""
    if text.isascii():
        return len(text)
    count, joined, flags = 0, False, 0
    for sign in text:
        follows = unicodedata.combining(sign) or unicodedata.category(sign) in {"Mn", "Me", "Mc"} or sign in "\u200d\ufe0f"
        follows = follows or 0x1F3FB <= ord(sign) <= 0x1F3FF
        is_flag = 0x1F1E6 <= ord(sign) <= 0x1F1FF
        flags = flags + 1 if is_flag else 0
        if not (follows or joined or (is_flag and flags % 2 == 0)) or not count:
            count += 1
        joined = sign == "\u200d"
    return count


def is_met(text: str, length: Length) -> bool:
    """Whether a text keeps an asked length: never longer, at most 15% shorter; lines exactly."""
    got = measured(text, length.unit)
    return got == length.amount if length.unit == "lines" else fewest(length) <= got <= length.amount


def fewest(length: Length) -> int:
    """The shortest text that keeps an asked length."""
    return length.amount if length.unit == "lines" else max(1, int(-(-length.amount * SHORTEST_SHARE // 1)))


def sentence_ends(text: str) -> Iterator[int]:
    """Places right after the ends of sentences."""
    for match in SENTENCE_END.finditer(text):
        before = text[: match.end()].rsplit(None, 1)[-1]
        if before not in _ABBREVIATIONS and not re.fullmatch(r"[\"'(]?[A-Z]\.", before):
            yield match.end()


def cut_at_sentence(text: str, shortest: int, longest: int, unit: str) -> str | None:
    """The text up to the last end of a sentence at which it has between ``shortest`` and ``longest`` units; None where there is none."""
    best = None
    for end in sentence_ends(text):
        got = measured(text[:end], unit)
        if got > longest:
            break
        if got >= shortest:
            best = text[:end]
    return best


def cut_at_line(text: str, shortest: int, longest: int, unit: str) -> str | None:
    """As :func:`cut_at_sentence`, at the ends of lines."""
    lines, best = text.split("\n"), None
    for count in range(1, len(lines) + 1):
        head = "\n".join(lines[:count]).rstrip("\n")
        if shortest <= measured(head, unit) <= longest:
            best = head
    return best
