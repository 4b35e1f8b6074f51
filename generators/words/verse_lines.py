"""Single lines of verse as a reader sees them: how they begin, what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise

from generators.words.phonemes import is_vowel
from generators.words.pronouncing import known_pronunciations, pronunciations
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


def parts_from_space(begun: str, whole: str) -> bool:
    """Whether a mark would stand after the space a beginning ends with."""
    return begun.endswith(" ") and not whole[len(begun.rstrip(" ")) :].startswith(" ")


def goes_on_word(begun: str, whole: str) -> bool:
    """Whether the words that follow a beginning go on its last word, though that was a word already."""
    words = plain_words(begun)
    return bool(words) and whole[len(begun) :][:1].isalpha() and begun[-1:].isalpha() and is_known(words[-1])


def as_printed(text: str, is_small: Callable[[str], bool]) -> str:
    """The line as verse is printed: a capital at its head, common words small within it."""
    words = text.split(" ")
    for place in range(1, len(words)):
        word = words[place]
        if word[:1].isupper() and word[1:].islower() and not begins_sentence(words[place - 1]) and is_small(bare(word)):
            words[place] = word.lower()
    for place in range(len(words) - 1):
        words[place] = article_before(words[place], words[place + 1])
    return capitalised(" ".join(words))


def article_before(word: str, following: str) -> str:
    """``a`` and ``an`` as the sound after them asks; any other word as it is."""
    if word.lower() not in {"a", "an"} or not (said := pronunciations(following)):
        return word
    return word[0] + ("n" if is_vowel(said[0].phonemes[0]) else "")


def without_open_quotes(lines: Sequence[str], own: Sequence[bool]) -> list[str]:
    """The lines, all quotation marks of our ``own`` ones taken out where one of them is never closed."""
    count = sum(line.count('"') for line, mine in zip(lines, own, strict=True) if mine)
    return [line.replace('"', "") if mine and count % 2 else line for line, mine in zip(lines, own, strict=True)]


def brought_to_an_end(text: str) -> str:
    """The line as the last of a piece: a full stop where it would go on."""
    stripped = text.rstrip(" ,;:-")
    return text if text.rstrip("\"')").endswith((".", "!", "?")) or not stripped else f"{stripped}."


def bare(word: str) -> str:
    """A word without the marks around it."""
    return "".join(words_of(word)[:1])


def begins_sentence(before: str) -> bool:
    """Whether a sentence may begin after a word."""
    return before.rstrip("\"')").endswith((".", "!", "?", ":"))


def capitalised(text: str) -> str:
    """The line with its first letter a capital."""
    for place, sign in enumerate(text):
        if sign.isalpha():
            return text[:place] + sign.upper() + text[place + 1 :]
    return text


_STRAY_CAPITAL, _ECHO, _ECHOED_LINE, _QUOTE, _NO_WORD, _COMMA = 0.3, 0.5, 5.0, 0.5, 1.0, 0.25
"""Points lost for each capital inside a line, word said twice in it, line before that begins with the same words, quotation mark, word that
nobody knows, mark inside the line beyond the first."""


def blemishes(text: str, before: Sequence[str]) -> float:
    """What a reader would frown at in a line, after those before it."""
    words = plain_words(text)
    if not words:
        return -LOST
    long_words = [word for word in words if len(word) > 3]
    echoes = len(long_words) - len(set(long_words)) + sum(first == second for first, second in pairwise(words))
    same_start = sum(words[:3] == plain_words(other)[:3] for other in before)
    capitals = sum(word[:1].isupper() and not word.startswith("I") for word in text.split()[1:])
    unknown = sum(not is_known(word) for word in words)
    marks = max(0, sum(sign in ",;:!?." for sign in text[:-1]) - 1)
    return _ECHO * echoes + _ECHOED_LINE * same_start + _STRAY_CAPITAL * capitals + _QUOTE * text.count('"') + _NO_WORD * unknown + _COMMA * marks


@lru_cache(maxsize=1 << 12)
def plain_words(text: str) -> tuple[str, ...]:
    """The words of a line in small plain letters."""
    return tuple(plain_word(word) for word in words_of(text))


@lru_cache(maxsize=1 << 14)
def is_known(word: str) -> bool:
    """Whether the dictionary holds a word, or its parts."""
    return all(known_pronunciations(part) or known_pronunciations(part.removesuffix("s")) for part in word.split("-") if part)


@lru_cache(maxsize=1 << 12)
def syllable_count(text: str) -> int:
    """Syllables of a line, each word in its usual pronunciation."""
    return sum(said[0].syllable_count for word in words_of(text) if (said := pronunciations(word)))
