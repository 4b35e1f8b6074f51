"""What every encoding of words offers: lines to tokens, in reading order or last word first, and any tokens back to a legal text.

A text is told its genre and its order, then written line by line: every line begins with the ``line`` token (the bar of words), the text ends
with ``end``. In BACKWARDS order the words of each line stand last word first (a word is what stands between spaces, its punctuation with it;
within a word nothing moves), while the lines keep their order. So a generator chooses the word that rhymes before it writes the line towards it.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corpora.encodings.base import EncodedPiece
from corpora.pieces import Text

TEXT_GENRES = ("drama", "poem", "limerick", "proverb", "definition", "recipe", "tale", "speech", "lyric", "other")
"""Genres a generator of words can be told; any other name is told as ``other``."""
CONTROLS = (*(f"genre:{name}" for name in (*TEXT_GENRES, "unknown")), "order:forwards", "order:backwards", "line", "end")
"""The tokens every vocabulary of words begins with."""
FORWARDS, BACKWARDS, LINE, END = range(len(CONTROLS) - 4, len(CONTROLS))
HEADER_LENGTH = 2

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def normalised(text: str) -> str:
    r"""The text as encodings keep it.

    Every kind of line end becomes ``\n``, a tab a space; other control characters go, and halves of characters become U+FFFD.
    """
    return _SURROGATE.sub("\ufffd", _CONTROL.sub("", _LINE_ENDS.sub("\n", text).replace("\t", " ")))


class TextEncoding(ABC):
    """Texts to tokens and back; subclasses say how a line is spelt."""

    name: str
    orders: tuple[str, ...] = ("forwards", "backwards")
    """The orders it can write in."""
    loses = "control characters, the difference between kinds of line ends and between tabs and spaces, title and author"

    @property
    @abstractmethod
    def spellings(self) -> tuple[bytes, ...]:
        """UTF-8 bytes of every text token, in the order of the tokens from ``len(CONTROLS)`` on; a word's first token may hold its space."""

    @abstractmethod
    def line_tokens(self, line: str, *, backwards: bool = False) -> tuple[int, ...]:
        """Tokens of one line, without its ``line`` token."""

    @abstractmethod
    def line_text(self, tokens: Sequence[int], *, backwards: bool = False) -> str:
        """The words of one line from its tokens, whatever its order; what is no text is skipped."""

    @abstractmethod
    def word_tokens(self, words: str) -> tuple[int, ...]:
        """Tokens of words inside a line, as they would be drawn there in reading order."""

    @property
    @abstractmethod
    def vocabulary(self) -> tuple[str, ...]:
        """Token names; a token is its index."""

    @property
    @abstractmethod
    def opens_line(self) -> NDArray[np.bool_]:
        """Bool ``[vocabulary]``: text tokens that may stand first in a line."""

    def header(self, genre: str, *, backwards: bool = False) -> tuple[int, ...]:
        """The two control tokens: genre and order.

        Raises:
            ValueError: when this encoding can't write backwards.
        """
        if backwards and "backwards" not in self.orders:
            raise ValueError(f"the encoding {self.name!r} writes forwards only; subwords can write backwards")
        told = f"genre:{genre if genre in (*TEXT_GENRES, 'unknown') else 'other'}"
        return CONTROLS.index(told), BACKWARDS if backwards else FORWARDS

    def encode_text(self, text: Text, genre: str, *, backwards: bool = False) -> EncodedPiece:
        """Tokens of a text; ``bar_starts`` are its ``line`` tokens."""
        tokens = list(self.header(genre, backwards=backwards))
        starts: list[int] = []
        for line in normalised(text.text).split("\n"):
            starts.append(len(tokens))
            tokens.append(LINE)
            tokens += self.line_tokens(line, backwards=backwards)
        tokens.append(END)
        return EncodedPiece(np.array(tokens, np.int16), HEADER_LENGTH, np.array(starts, np.int32))

    def decode_text(self, tokens: Sequence[int] | NDArray[np.integer]) -> Text:
        """The text of any tokens; what stands before the first line or after the end says nothing but the order."""
        told = [int(token) for token in tokens]
        ends = told.index(END) if END in told else len(told)
        starts = [place for place, token in enumerate(told[:ends]) if token == LINE]
        backwards = BACKWARDS in told[: starts[0]] if starts else False
        lines = [told[start + 1 : stop] for start, stop in pairwise([*starts, ends])]
        return Text("\n".join(self.line_text(line, backwards=backwards) for line in lines))


def words_of_bytes(data: bytes) -> str:
    """What bytes spell, as one line: broken characters and control characters go."""
    return normalised(data.decode("utf-8", "ignore")).replace("\n", " ")


@lru_cache(maxsize=8)
def broken_tokens(spellings: tuple[bytes, ...]) -> NDArray[np.bool_]:
    """Bool ``[vocabulary]``: tokens that spell no whole printable characters by themselves; only texts dictate them."""
    broken = np.zeros(len(CONTROLS) + len(spellings), bool)
    for token, spelling in enumerate(spellings, start=len(CONTROLS)):
        broken[token] = not words_of_bytes(spelling) or words_of_bytes(spelling).encode() != spelling
    return broken
