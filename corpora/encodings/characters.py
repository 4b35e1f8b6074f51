"""Words letter by letter: a token a character for what English print uses, UTF-8 bytes for everything else, so nothing is out of vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpora.encodings.text import CONTROLS, TextEncoding, words_of_bytes

COMMON = "".join(chr(code) for code in range(32, 127)) + "àáâäæçèéêëìíîïñòóôöøùúûüœßåÀÁÂÄÆÇÈÉÊËÍÎÏÑÒÓÔÖØÙÚÛÜŒÅ" + "‘’“”—–…£°½¼¾§©«»·•€"
"""Characters with a token of their own: printable ASCII, accented letters, typographic marks."""
BYTES = (*range(0x80, 0xC0), *range(0xC2, 0xF5))
"""The bytes UTF-8 spells other characters with."""


@lru_cache(maxsize=1)
def _spellings() -> tuple[bytes, ...]:
    return (*(letter.encode() for letter in COMMON), *(bytes([byte]) for byte in BYTES))


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[str, ...]:
    return (*CONTROLS, *(f"={letter}" for letter in COMMON), *(f"byte:{byte:02x}" for byte in BYTES))


_TOKEN_OF = {letter: len(CONTROLS) + place for place, letter in enumerate(COMMON)}
_TOKEN_OF_BYTE = {byte: len(CONTROLS) + len(COMMON) + place for place, byte in enumerate(BYTES)}


@dataclass(frozen=True, slots=True)
class CharacterEncoding(TextEncoding):
    """Texts a character a token, in reading order."""

    name: str = "characters"
    orders: tuple[str, ...] = ("forwards",)

    @property
    def spellings(self) -> tuple[bytes, ...]:
        """UTF-8 bytes of every text token."""
        return _spellings()

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """Token names; a token is its index."""
        return _vocabulary()

    @property
    def opens_line(self) -> NDArray[np.bool_]:
        """Bool ``[vocabulary]``: a line may begin with any character."""
        return np.arange(len(_vocabulary())) >= len(CONTROLS)

    def line_tokens(self, line: str, *, backwards: bool = False) -> tuple[int, ...]:
        """Tokens of one line, without its ``line`` token.

        Raises:
            ValueError: when it shall be backwards.
        """
        self._only_forwards(backwards)
        tokens: list[int] = []
        for letter in line:
            if letter in _TOKEN_OF:
                tokens.append(_TOKEN_OF[letter])
            else:
                tokens += [_TOKEN_OF_BYTE[byte] for byte in letter.encode("utf-8", "replace")]
        return tuple(tokens)

    def line_text(self, tokens: Sequence[int], *, backwards: bool = False) -> str:
        """The words of one line from its tokens."""
        self._only_forwards(backwards)
        spellings, first = _spellings(), len(CONTROLS)
        return words_of_bytes(b"".join(spellings[token - first] for token in tokens if first <= token < first + len(spellings)))

    def word_tokens(self, words: str) -> tuple[int, ...]:
        """Tokens of words inside a line: their letters, the spaces between them, none around."""
        return self.line_tokens(words)

    def _only_forwards(self, backwards: bool) -> None:
        if backwards:
            raise ValueError("characters are written forwards only; subwords can be written backwards")
