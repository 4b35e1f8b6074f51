"""Words that belong to a theme: for ``rain`` also ``rains``, ``raindrops``, and what stands near it in the training texts (``cloud``, ``wet``).

The neighbours were counted by :mod:`generators.words.theme_building` when a generator of words was published; a small file beside its weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpora.errors import AskerError
from generators.words.function_words import is_function_word
from generators.words.lexicon import GENERATOR, Lexicon
from generators.words.spelling import plain_word, words_of

THEMES = "themes.npz"
MOST_OWN_WORDS = 6
"""Words of the theme itself that are followed; a theme is a few words, not a tale."""
_INFLECTED_WEIGHT = 0.9
_COMPOUND_WEIGHT = 0.8
_FEWEST_COMPOUND_LETTERS = 4
_ENDINGS = ("s", "es", "ed", "ing", "y", "ly", "less", "ful", "'s", "eth")
_NO_INFLECTIONS = frozenset({"many", "party", "county", "early", "army", "story", "fairy", "evening", "only", "lady", "body", "belly", "needy"})


@dataclass(frozen=True, slots=True)
class ThemeTable:
    """The nearest words of every common word with a meaning of its own."""

    words: tuple[str, ...]
    """As they are printed, a word for all its inflections; the commonest first."""
    neighbours: NDArray[np.uint16]
    """Places in ``words`` ``[words, k]``, the nearest first; the word itself where there are fewer."""
    weights: NDArray[np.uint8]
    """How near they are ``[words, k]``: 0 (not at all) to 255."""

    def nearest(self, word: str) -> tuple[tuple[str, float], ...]:
        """The neighbours of a word, in any inflection, with weights in (0, 1]; empty for a word that isn't here."""
        place = next((place for stem in stems(word) if (place := _places(self.words).get(stem)) is not None), None)
        if place is None:
            return ()
        rows = zip(self.neighbours[place].tolist(), self.weights[place].tolist(), strict=True)
        return tuple((self.words[other], weight / 255) for other, weight in rows if weight and other != place)

    def save(self, path: Path) -> None:
        """Write the table to a compressed file."""
        words = np.frombuffer("\n".join(self.words).encode(), np.uint8)
        np.savez_compressed(path, allow_pickle=False, words=words, neighbours=self.neighbours, weights=self.weights)

    @classmethod
    def load(cls, path: Path) -> ThemeTable:
        """Read what :meth:`save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            return cls(tuple(bytes(stored["words"]).decode().split("\n")), stored["neighbours"], stored["weights"])


@lru_cache(maxsize=1)
def theme_table() -> ThemeTable:
    """The table beside the generator of words.

    Raises:
        AskerError: when no such generator is there.
    """
    from generators.registry import generator_folders

    for folder in generator_folders():
        path = folder / GENERATOR / THEMES
        if path.is_file():
            return ThemeTable.load(path)
    raise AskerError(f"the generator {GENERATOR!r} is not here with its {THEMES}: train and publish it, or install houseband again")


def theme_words(theme: str, table: ThemeTable | None = None, lexicon: Lexicon | None = None, limit: int = 24) -> tuple[tuple[str, float], ...]:
    """Words for a theme with weights in (0, 1], the weightiest first: its own words (1), their inflections and compounds, their neighbours.

    Args:
        theme: A word or a few; what no table knows stands for itself.
        table: Neighbours of words; None = those beside the shipped generator.
        lexicon: Words among which inflections and compounds are looked for; None = none are.
        limit: At most so many words; the theme's own are always there.
    """
    own = own_words(theme)
    found = dict.fromkeys(own, 1.0)
    for word in own:
        for other, weight in _formed(word, lexicon) if lexicon is not None else ():
            found.setdefault(other, weight)
    known = table or theme_table()
    for word in own:
        for other, weight in known.nearest(word):
            found[other] = max(found.get(other, 0.0), weight * (0.5 + 0.5 / len(own)))
    ranked = sorted(found.items(), key=lambda item: -item[1])
    return tuple(ranked[: max(limit, len(own))])


def own_words(theme: str) -> tuple[str, ...]:
    """The words of a theme that mean something, as written; all of them where none does."""
    words = [word for word in words_of(" ".join(theme.split())) if plain_word(word)]
    telling = [word for word in words if not is_function_word(word)] or words
    return tuple(dict.fromkeys(telling[:MOST_OWN_WORDS]))


def stems(word: str) -> tuple[str, ...]:
    """The word in lower case, then what it may be an inflection of: ``rainy`` gives ``rainy``, ``rain``, ``raine``."""
    plain = plain_word(word)
    bases = [plain]
    for ending in _ENDINGS if plain not in _NO_INFLECTIONS else ():
        rest = plain.removesuffix(ending)
        if rest == plain or len(rest) < 3:
            continue
        bases += [rest, rest + "e"]
        if rest[-1] == rest[-2]:
            bases.append(rest[:-1])
        if rest.endswith("i"):
            bases.append(rest[:-1] + "y")
    return tuple(dict.fromkeys(bases))


def _formed(word: str, lexicon: Lexicon) -> list[tuple[str, float]]:
    """Words of the lexicon that are inflections of a word, or begin with it and go on with another word."""
    plain = plain_word(word)
    if len(plain) < 3:
        return []
    root = plain[:-1] if plain[-1] in "ey" and len(plain) > 3 else plain
    found = []
    for other in lexicon.words:
        if other == plain or not other.startswith(root):
            continue
        if plain in stems(other) or (other in stems(plain) and other != plain):
            found.append((other, _INFLECTED_WEIGHT))
        elif len(plain) >= _FEWEST_COMPOUND_LETTERS and other.startswith(plain) and _continues(other[len(plain) :], lexicon):
            found.append((other, _COMPOUND_WEIGHT))
    return found


def _continues(rest: str, lexicon: Lexicon) -> bool:
    return len(rest) >= _FEWEST_COMPOUND_LETTERS and rest in lexicon


@lru_cache(maxsize=2)
def _places(words: tuple[str, ...]) -> dict[str, int]:
    return {plain_word(word): place for place, word in reversed(list(enumerate(words)))}
