"""Titles for texts: out of their own words."""

from __future__ import annotations

from collections import Counter

from generators.words.function_words import is_function_word
from generators.words.spelling import plain_word, words_of

MOST_WORDS = 6


def first_line_title(text: str) -> str:
    """The beginning of the first line, as untitled poems are called."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    words = first.replace('"', "").split()  # half a quotation is no title
    kept = words[:MOST_WORDS]
    while len(words) > MOST_WORDS and len(kept) > 2 and is_function_word(kept[-1]):
        kept.pop()
    return " ".join(kept).strip(" ,;:.!?-\"'(") or "Untitled"


def as_title(words: str) -> str:
    """Words with the capitals of a title."""
    small = {"of", "in", "on", "the", "a", "an", "and", "at", "by", "for", "with", "whose", "who", "to", "from", "or"}
    return " ".join(word if word in small else word[:1].upper() + word[1:] for word in words.split())


def telling_words(text: str, count: int = 2) -> list[str]:
    """The words that say most of what a text is about: long, and said more than once."""
    words = [plain_word(word) for word in words_of(" ".join(text.split()))]
    tally = Counter(word for word in words if len(word) > 3 and word.isalpha() and not is_function_word(word))
    first = {word: place for place, word in reversed(list(enumerate(words)))}
    return sorted(tally, key=lambda word: (-tally[word] * min(len(word), 8), first[word]))[:count]


def telling_title(text: str) -> str:
    """``Friend and Fool``: the two most telling words."""
    words = [word.capitalize() for word in telling_words(text)]
    return " and ".join(words) or first_line_title(text)
