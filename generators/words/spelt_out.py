"""Figures and initials in words: ``1984`` is said ``nineteen eighty four``, ``M.P.`` is said ``em pee``."""

from __future__ import annotations

import re

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()  # noqa: SIM905 - a table of words reads best so
_TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905 - a table of words reads best so
_ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth", "twelve": "twelfth"}
_SCALES = ((10**9, "billion"), (10**6, "million"), (10**3, "thousand"), (100, "hundred"))
_FIGURES = re.compile(r"(\d+)(st|nd|rd|th|s|'s|ers?|ish)?")
_MIXED = re.compile(r"\d+|[a-z]+")
_INITIALS = re.compile(r"(?:[a-z][.&]?){1,5}")
_VOWEL_LETTERS = frozenset("aeiouy")


def number_words(plain: str) -> list[str]:
    """The words in which figures are said; empty where the word holds none."""
    if not any(letter.isdigit() for letter in plain):
        return []
    whole = _FIGURES.fullmatch(plain)
    if whole is None:
        return [word for part in _MIXED.findall(plain) for word in (_cardinal(part) if part.isdigit() else [part])]
    words = _cardinal(whole[1])
    return [*words[:-1], _with_ending(words[-1], whole[2] or "")]


def initials(plain: str) -> str:
    """The letters of a word that is spelt out when said (``m.p.``, ``tv``, ``r&b``); empty where it isn't."""
    letters = plain.replace(".", "").replace("&", "")
    dotted = plain != letters and bool(_INITIALS.fullmatch(plain))
    return letters if letters.isalpha() and (dotted or (len(letters) <= 5 and not _VOWEL_LETTERS & set(letters))) else ""


def _cardinal(digits: str) -> list[str]:
    number = int(digits) if len(digits) <= 12 else -1
    if number < 0 or (digits.startswith("0") and len(digits) > 1):
        return [_ONES[int(digit)] for digit in digits[:32]]
    if len(digits) == 4 and number % 1000 >= 100:  # as years are said
        tail = _below_hundred(number % 100) if number % 100 >= 10 else (["oh", _ONES[number % 100]] if number % 100 else ["hundred"])
        return _below_hundred(number // 100) + tail
    return _counted(number)


def _counted(number: int) -> list[str]:
    for scale, name in _SCALES:
        if number >= scale:
            rest = number % scale
            return [*_counted(number // scale), name, *(_counted(rest) if rest else ())]
    return _below_hundred(number)


def _below_hundred(number: int) -> list[str]:
    if number < 20:
        return [_ONES[number]]
    return [_TENS[number // 10], *([_ONES[number % 10]] if number % 10 else ())]


def _with_ending(word: str, ending: str) -> str:
    if ending in {"st", "nd", "rd", "th"}:
        return _ORDINALS.get(word) or (f"{word[:-1]}ieth" if word.endswith("y") else f"{word}th")
    if ending in {"s", "'s"}:
        return f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"
    return word + ending
