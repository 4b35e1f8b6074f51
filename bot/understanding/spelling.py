"""Reading misspelt words as the words of ours they are nearest to, and leaving alone what is a word of its own.

Source: W. Garbe, "1000x faster spelling correction" (2012): words that are one edit apart share a form with one letter left out.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from bot.understanding.vocabulary import vocabulary

FEWEST_LETTERS = 3
_LONG_WORD = 8
"""Letters from which two edits are forgiven."""


@lru_cache(maxsize=4096)
def corrected(word: str) -> str:
    """The word of the vocabulary that a word of small letters is meant to be, or the word itself."""
    known = vocabulary()
    if len(word) < FEWEST_LETTERS or len(word) > _LONGEST or word in known.words or word in real_words():
        return word
    for shorter in (re.sub(r"(.)\1{2,}", r"\1\1", word), re.sub(r"(.)\1{2,}", r"\1", word), re.sub(r"(.)\1+", r"\1", word)):
        if shorter != word and shorter in known.words and len(shorter) >= FEWEST_LETTERS:
            return shorter
    drawn = re.sub(r"(.)\1{2,}", r"\1", word)
    return word if drawn in real_words() else _nearest(drawn) or word


_LONGEST = 24


@lru_cache(maxsize=1)
def real_words() -> frozenset[str]:
    """Words that look like ours and are others: ``table`` is no misspelt ``tale``."""
    return frozenset(Path(__file__).with_name("real_words.txt").read_text(encoding="utf-8").split())


def _nearest(word: str) -> str | None:
    best: tuple[int, bool, int, str] | None = None
    phrases = vocabulary().phrases
    for candidate in {each for form in (word, *_shortened(word)) for each in _forms().get(form, ())}:
        distance = edits(word, candidate)
        allowed = 2 if min(len(word), len(candidate)) >= _LONG_WORD else 1
        if distance > allowed or (word[0] != candidate[0] and (distance > 1 or len(word) < _SURE_LETTERS)):
            continue
        rank = (distance, candidate not in phrases, -len(candidate), candidate)
        best = rank if best is None or rank < best else best
    return best[3] if best else None


_SURE_LETTERS = 6
"""Letters from which the first one may be the wrong one."""


@lru_cache(maxsize=1)
def _forms() -> dict[str, tuple[str, ...]]:
    """Forms with letters left out -> the words they may be of."""
    table: dict[str, list[str]] = {}
    for word in vocabulary().correctable:
        for form in {word, *_shortened(word)}:
            table.setdefault(form, []).append(word)
    return {form: tuple(words) for form, words in table.items()}


def _shortened(word: str) -> set[str]:
    """The word with one letter left out, a long one with two as well."""
    once = {word[:place] + word[place + 1 :] for place in range(len(word))}
    if len(word) < _LONG_WORD:
        return once
    return once | {form[:place] + form[place + 1 :] for form in once for place in range(len(form))}


def edits(first: str, second: str) -> int:
    """Letters to insert, leave out, change, or swap with their neighbour (optimal string alignment distance)."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for place, letter in enumerate(first, 1):
        previous, row = row, [place]
        for other_place, other in enumerate(second, 1):
            cost = min(previous[other_place] + 1, row[-1] + 1, previous[other_place - 1] + (letter != other))
            if place > 1 and other_place > 1 and letter == second[other_place - 2] and first[place - 2] == other:
                cost = min(cost, before[other_place - 2] + 1)
            row.append(cost)
        before = previous
    return row[-1]
