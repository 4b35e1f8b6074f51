"""Single lines of verse as a reader sees them: how they begin, what is wrong with them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from generators.words.spelling import plain_word, words_of

LOST = -50.0
"""Points of a line that broke its rhyme word or came out empty."""


def continued(begun: str, whole: str) -> str:
    """``begun`` to the letter, and then what ``whole``, the same words as the generator spells them, has after them."""
    kept = begun.rstrip(" ")
    rest = whole[len(kept) :]
    if len(begun) > len(kept):
        return begun + rest.lstrip(" ")
    return begun + rest


def capitalised(text: str) -> str:
    """The line with its first letter a capital, as verse is printed."""
    for place, sign in enumerate(text):
        if sign.isalpha():
            return text[:place] + sign.upper() + text[place + 1 :]
    return text


_STRAY_CAPITAL, _ECHO, _ECHOED_LINE, _QUOTE = 0.3, 0.5, 2.5, 0.5
"""Points lost for each capital inside a line, word said twice in it, line before that begins with the same words, quotation mark."""


def blemishes(text: str, before: Sequence[str]) -> float:
    """What a reader would frown at in a line, after those before it."""
    words = [plain_word(word) for word in words_of(text)]
    long_words = [word for word in words if len(word) > 3]
    echoes = len(long_words) - len(set(long_words)) + sum(first == second for first, second in itertools.pairwise(words))
    same_start = sum(words[:3] == [plain_word(word) for word in words_of(other)][:3] for other in before)
    capitals = sum(word[:1].isupper() and not word.startswith("I") for word in text.split()[1:])
    if not words:
        return -LOST
    return _ECHO * echoes + _ECHOED_LINE * same_start + _STRAY_CAPITAL * capitals + _QUOTE * text.count('"')
