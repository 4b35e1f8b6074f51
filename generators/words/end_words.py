"""Which words a line may end with: out of a lexicon of the words of texts, those that rhyme, and where nothing must rhyme yet, those that can."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

import numpy as np

from corpora.encodings.text import TextEncoding
from generators.words.function_words import is_function_word
from generators.words.lexicon import LexiconEntry, lexicon
from generators.words.rhyme import is_same_word, rhyme_keys, rhymes
from generators.words.spelling import plain_word
from generators.words.themes import Favoured
from generators.words.tokens import token_sounds

MOST_RHYMES = 24
"""Rhyming words put before the generator at most; the commonest."""
FREE_WORDS, FREE_WORDS_AGAIN = 64, 24
"""Words put before it where any may stand: for one stream, and for each of several that differ."""
MOST_TOKENS = 4
"""Of a word put before it: rarer words are spelt in more."""
FEWEST_RHYMES = 6
"""A word that later lines must rhyme with has at least so many rhymes."""
THEME_BONUS = 4.0
"""Nats in favour of a word of the theme."""
LAST_MARKS, LAST_CHANCES = (".", "!"), (0.8, 0.2)
"""What the last line ends with, and how often."""


class RhymingLexicon(Protocol):
    """Words of texts, by how they rhyme."""

    def rhyming_words(self, word: str) -> tuple[str, ...]:
        """Words that rhyme with a word, the commonest first."""
        ...

    def __contains__(self, word: object) -> bool:
        """Whether it holds a word as it is printed."""
        ...

    def entry(self, word: str) -> LexiconEntry | None:
        """What it knows of a word as it is printed."""
        ...

    def rhymable_words(self, fewest: int) -> tuple[str, ...]:
        """All words that have at least so many rhymes, the commonest first."""
        ...


@dataclass(frozen=True, slots=True)
class Ending:
    """A word a line may end with."""

    word: str
    tokens: tuple[int, ...]
    """As they are forced: the word, perhaps a mark after it."""
    counted_syllables: int
    """Syllables as the sampling loop counts its tokens, which may differ from how the word is said."""
    bonus: float = 0.0
    """Nats in its favour."""
    plain: str = ""
    """In lower case and plain letters."""
    keys: frozenset[str] = frozenset()
    """The sounds it can rhyme on."""
    is_weak: bool = False
    """A little word that no rhyme should fall on."""


class EndWords:
    """The words lines may end with, in one encoding, for one theme."""

    def __init__(self, lexicon: RhymingLexicon | None, encoding: TextEncoding, theme: Favoured = ()) -> None:
        """``lexicon`` None = the shipped one, read when a word is first asked for."""
        self._lexicon, self.encoding, self.theme = lexicon, encoding, dict(theme)

    @property
    def lexicon(self) -> RhymingLexicon:
        """Where the words are from."""
        self._lexicon = self._lexicon or lexicon()
        return self._lexicon

    def rhyming(self, word: str, before: Sequence[str], apart: Sequence[str] = ()) -> list[Ending]:
        """Words that rhyme with ``word``, differ from the last words ``before`` and rhyme with none of ``apart``; theme words come first."""
        themed = [each for each in self.theme if rhymes(word, each)]
        found = [each for each in self.lexicon.rhyming_words(word)[: MOST_RHYMES + len(before)] if each not in themed]
        return self.new([self._ending(each) for each in (*themed, *found)], before, apart)[:MOST_RHYMES]

    def free(self, rng: np.random.Generator, count: int = FREE_WORDS) -> list[Ending]:
        """Words that many others rhyme with, drawn at random, common ones more often; theme words that can be rhymed come first."""
        known = self.lexicon.rhymable_words(FEWEST_RHYMES)
        chances = 1.0 / np.sqrt(np.arange(len(known)) + 20.0)
        picked = rng.choice(len(known), size=min(count, len(known)), replace=False, p=chances / chances.sum()).tolist() if known else []
        themed = [each for each in self.theme if len(self.lexicon.rhyming_words(each)) >= FEWEST_RHYMES // 2]
        words = dict.fromkeys((*themed, *(known[place] for place in picked)))
        return [ending for each in words if not (ending := self._ending(each)).is_weak]

    def new(self, endings: Sequence[Ending], before: Sequence[str], apart: Sequence[str] = ()) -> list[Ending]:
        """Those that are none of the last words ``before`` and rhyme with none of ``apart``."""
        used, taken = {plain_word(word) for word in before}, {key for word in apart for key in rhyme_keys(word)}
        elided = [word for word in before if "'" in word]
        fresh = (each for each in endings if len(each.tokens) <= MOST_TOKENS and each.plain not in used and taken.isdisjoint(each.keys))
        return [each for each in fresh if not any(is_same_word(each.word, word) for word in elided)]

    def is_small(self, word: str) -> bool:
        """Whether a word is printed in small letters within a line."""
        return word.lower() in self.lexicon and word not in self.lexicon

    def closed(self, ending: Ending, rng: np.random.Generator) -> Ending:
        """The same word with the mark a piece ends with."""
        mark = str(rng.choice(np.array(LAST_MARKS), p=np.array(LAST_CHANCES)))
        return replace(ending, tokens=self.encoding.word_tokens(ending.word + mark))

    def _ending(self, word: str) -> Ending:
        known = ending_of(self.encoding, word, self.lexicon.entry(word))
        return replace(known, bonus=THEME_BONUS * self.theme[word]) if word in self.theme else known


@lru_cache(maxsize=1 << 14)
def ending_of(encoding: TextEncoding, word: str, known: LexiconEntry | None) -> Ending:
    """A word as an ending, without a bonus; what a lexicon knows of it need not be looked up again."""
    tokens = encoding.word_tokens(word)
    syllables = int(token_sounds(encoding).syllables[list(tokens)].sum())
    keys = frozenset((known.rhyme_key,) if known is not None else rhyme_keys(word))
    return Ending(word, tokens, syllables, 0.0, plain_word(word), keys, is_function_word(word))
