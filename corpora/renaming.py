"""Plays with other people in them: a text whose speakers have new names, for learning how speakers are named and not only who they are.

A model of letters that has seen a few hundred speakers is sure of them, and an unseen play costs it dear. The new names are made of the old
ones: the beginning of one, the end of another. A speaker keeps the new name throughout a piece, where others speak of it too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

RENAMED = " (renamed "
"""In the identifier of a piece learnt with other speakers, before the number of the copy."""
_SPEAKER = re.compile(r"^([A-Z][A-Za-z' ]*):$", re.MULTILINE)
_VOWEL = re.compile(r"[AEIOUY]+")


def speakers_of(text: str) -> tuple[str, ...]:
    """The names that stand alone in a line before a colon, each once, in the order of their first words."""
    return tuple(dict.fromkeys(_SPEAKER.findall(text)))


def renamed(text: str, stock: Sequence[str], rng: np.random.Generator) -> str:
    """The text with every speaker under a new name, wherever the name stands; the new ones are made of those in ``stock``."""
    for name in speakers_of(text):
        new = " ".join(_new_word(word, stock, rng) for word in name.split(" "))
        for old, other in ((name, new), (name.title(), new.title()), (name.upper(), new.upper())):
            text = re.sub(rf"\b{re.escape(old)}\b", other, text)
    return text


def _new_word(word: str, stock: Sequence[str], rng: np.random.Generator) -> str:
    """A word like a name of the stock, in the capitals of ``word``."""
    first, second = (str(stock[place]) for place in rng.integers(0, len(stock), 2))
    made = _up_to_a_vowel(first, rng) + _from_a_vowel(second, rng)
    return made if word.isupper() else made.capitalize()


def _up_to_a_vowel(name: str, rng: np.random.Generator) -> str:
    places = [found.start() for found in _VOWEL.finditer(name)] or [len(name)]
    return name[: int(rng.choice(places))]


def _from_a_vowel(name: str, rng: np.random.Generator) -> str:
    places = [found.start() for found in _VOWEL.finditer(name)] or [0]
    return name[int(rng.choice(places)) :]


def stock_of(texts: Sequence[str]) -> tuple[str, ...]:
    """The words of all speakers' names in capitals, each once, sorted; a word of two letters makes no name."""
    return tuple(sorted({word.upper() for text in texts for name in speakers_of(text) for word in name.split(" ") if len(word) > 2}))
