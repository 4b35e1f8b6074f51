"""Words in pieces: byte-level byte-pair encoding with merges learnt from the texts that ship, so nothing is out of vocabulary.

Every word begins with its space, at the beginning of a line too: a word has one spelling wherever it stands, in either order. Letters (with
apostrophes between them), single digits and runs of other marks never share a token; only the space joins what follows it.

Sennrich, Haddow and Birch, "Neural machine translation of rare words with subword units" (2016); over bytes as in Radford et al., "Language
models are unsupervised multitask learners" (2019), whose printable names for bytes the file of merges uses. The merges are learnt with a
library (:mod:`corpora.encodings.subword_training`) and applied here without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpora.encodings.text import CONTROLS, TextEncoding, normalised, words_of_bytes

MERGES_FILE = Path(__file__).with_name("subwords.txt")
_PIECES = re.compile(r" ?[^\W\d_]+(?:'[^\W\d_]+)*| ?\d| ?(?:[^\w ]|_)+| ")
_MOST_REMEMBERED = 200_000


def split_word(word: str) -> list[str]:
    """A word (a space and what stands up to the next one) cut where no token may reach across."""
    return _PIECES.findall(word)


def byte_names() -> tuple[str, ...]:
    """A printable character for each byte 0-255, so that merges can be written as lines of text."""
    printable = {*range(33, 127), *range(161, 173), *range(174, 256)}
    others = iter(range(256, 512))
    return tuple(chr(byte if byte in printable else next(others)) for byte in range(256))


class Merges:
    """Learnt merges, applied lowest rank first. Symbols are numbered: the 256 bytes, then what each merge makes."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        """``pairs`` name what each merge joins, in the printable characters of :func:`byte_names`."""
        names = byte_names()
        number = {name: byte for byte, name in enumerate(names)}
        self.spellings: list[bytes] = [bytes([byte]) for byte in range(256)]
        self.names: list[str] = list(names)
        self._ranks: dict[tuple[int, int], int] = {}
        self._made: list[int] = []
        """The symbol that the merge of each rank makes; two merges may make the same."""
        for rank, (left, right) in enumerate(pairs):
            first, second = number[left], number[right]
            if left + right not in number:
                number[left + right] = len(self.spellings)
                self.spellings.append(self.spellings[first] + self.spellings[second])
                self.names.append(left + right)
            self._ranks[first, second] = rank
            self._made.append(number[left + right])

    def apply(self, piece: str) -> list[int]:
        """Symbols of one piece of a word."""
        symbols = list(piece.encode("utf-8", "replace"))
        never = len(self._made)
        while len(symbols) > 1:
            ranks = [self._ranks.get(pair, never) for pair in pairwise(symbols)]
            best = min(ranks)
            if best == never:
                break
            symbols = _merged(symbols, ranks, best, self._made[best])
        return symbols


def _merged(symbols: list[int], ranks: list[int], best: int, made: int) -> list[int]:
    """Symbols with every pair of rank ``best`` joined, from the left."""
    merged: list[int] = []
    place = 0
    while place < len(symbols):
        joins = place < len(ranks) and ranks[place] == best
        merged.append(made if joins else symbols[place])
        place += 2 if joins else 1
    return merged


@lru_cache(maxsize=1)
def learnt_merges() -> Merges:
    """The merges of the file beside this module."""
    lines = MERGES_FILE.read_text(encoding="utf-8").split("\n")
    return Merges(tuple(line.split(" ")) for line in lines if line)  # type: ignore[misc] # two names a line


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[str, ...]:
    return (*CONTROLS, *(f"={name}" for name in learnt_merges().names))


@lru_cache(maxsize=1)
def _spellings() -> tuple[bytes, ...]:
    return tuple(learnt_merges().spellings)


@lru_cache(maxsize=1)
def _opening() -> NDArray[np.bool_]:
    return np.array([False] * len(CONTROLS) + [spelling.startswith(b" ") for spelling in _spellings()])


_remembered: dict[str, tuple[int, ...]] = {}


def _word_tokens(word: str) -> tuple[int, ...]:
    """Tokens of one word without spaces, its own space in front of it."""
    found = _remembered.get(word)
    if found is None:
        merges, first = learnt_merges(), len(CONTROLS)
        found = tuple(first + symbol for piece in split_word(f" {word}") for symbol in merges.apply(piece))
        if len(_remembered) >= _MOST_REMEMBERED:
            _remembered.clear()
        _remembered[word] = found
    return found


@dataclass(frozen=True, slots=True)
class SubwordEncoding(TextEncoding):
    """Texts in pieces of words, forwards or backwards."""

    name: str = "subwords"

    @property
    def spellings(self) -> tuple[bytes, ...]:
        """UTF-8 bytes of every text token; a word's first token holds its space."""
        return _spellings()

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """Token names; a token is its index."""
        return _vocabulary()

    @property
    def opens_line(self) -> NDArray[np.bool_]:
        """Bool ``[vocabulary]``: tokens that begin a word, for a line begins with one."""
        return _opening()

    def line_tokens(self, line: str, *, backwards: bool = False) -> tuple[int, ...]:
        """Tokens of one line, without its ``line`` token; every word begins with its space, the first too."""
        if not line:
            return ()
        words = line.split(" ")
        return tuple(token for word in (reversed(words) if backwards else words) for token in _word_tokens(word))

    def line_text(self, tokens: Sequence[int], *, backwards: bool = False) -> str:
        """The words of one line from its tokens, whatever its order."""
        words: list[bytes] = []
        spellings, first = _spellings(), len(CONTROLS)
        for token in tokens:
            spelling = spellings[token - first] if first <= token < first + len(spellings) else b""
            if not words or spelling.startswith(b" "):
                words.append(spelling)
            else:
                words[-1] += spelling
        whole = b"".join(reversed(words) if backwards else words)
        return words_of_bytes(whole[1:] if whole.startswith(b" ") else whole)

    def word_tokens(self, words: str) -> tuple[int, ...]:
        """Tokens of words inside a line, each with its space in front; spaces around them are dropped."""
        return tuple(token for word in normalised(words).split() for token in _word_tokens(word))
