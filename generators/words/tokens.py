"""What each token of a vocabulary of words is, as arrays that masks are made of: where words begin, how many syllables they have, which are stressed.

A token that is a whole word is looked up; a piece of a word can only be guessed from its vowels, so what counts is heard again in the
finished line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpora.encodings.text import CONTROLS, TextEncoding, broken_tokens
from generators.words.function_words import is_function_word
from generators.words.pronouncing import pronunciations

_NEVER_STRESSED = frozenset({"a", "an", "the", "of", "and", "to", "or", "nor", "but", "as"})

_VOWELS = re.compile("[aeiouy]+")


@dataclass(frozen=True, slots=True)
class TokenTable:
    """Facts about each of V tokens; control tokens have none of them."""

    spelt: tuple[str, ...]
    """What each spells; empty for controls."""
    begins_word: NDArray[np.bool_]
    has_letter: NDArray[np.bool_]
    is_capital: NDArray[np.bool_]
    """Its first letter is a capital."""
    ends_sentence: NDArray[np.bool_]
    """It ends with a full stop, a question mark or an exclamation mark, perhaps within quotes."""
    broken: NDArray[np.bool_]
    """It spells no whole characters by itself."""

    @property
    def size(self) -> int:
        """V."""
        return len(self.spelt)


@dataclass(frozen=True, slots=True)
class TokenSounds:
    """How each of V tokens sounds."""

    syllables: NDArray[np.int64]
    """int64 ``[V]``; 0 for what is not spoken."""
    stresses: tuple[str, ...]
    """For each token one sign a syllable: ``1`` stressed, ``0`` unstressed, ``x`` either, ``s`` a one-syllable word that wants a beat."""


@lru_cache(maxsize=4)
def token_table(encoding: TextEncoding) -> TokenTable:
    """The facts about an encoding's tokens."""
    spelt = ("",) * len(CONTROLS) + tuple(spelling.decode("utf-8", "ignore") for spelling in encoding.spellings)
    return TokenTable(
        spelt=spelt,
        begins_word=np.array([text.startswith(" ") for text in spelt]),
        has_letter=np.array([any(sign.isalnum() for sign in text) for text in spelt]),
        is_capital=np.array([text.strip()[:1].isupper() for text in spelt]),
        ends_sentence=np.array([text.rstrip("\"')").endswith((".", "!", "?")) for text in spelt]),
        broken=broken_tokens(encoding.spellings),
    )


SHIPPED = Path(__file__).with_name("token_stresses.txt")
"""The sounds of the tokens of the shipped merges, found once: a digest of the tokens, then a line a token."""


@lru_cache(maxsize=4)
def token_sounds(encoding: TextEncoding) -> TokenSounds:
    """The sounds of an encoding's tokens."""
    stresses = _shipped(encoding) or heard_stresses(encoding)
    return TokenSounds(np.array([len(each) for each in stresses], np.int64), stresses)


def heard_stresses(encoding: TextEncoding) -> tuple[str, ...]:
    """The signs of :class:`TokenSounds` for every token, looked up one by one (70 ms)."""
    table = token_table(encoding)
    return tuple(_stresses(text, begins=bool(begins)) for text, begins in zip(table.spelt, table.begins_word, strict=True))


def write_shipped(encoding: TextEncoding) -> None:
    """Write the file that saves looking them up; to be done again when merges or pronunciations change."""
    SHIPPED.write_text("\n".join((_digest(encoding), *heard_stresses(encoding))) + "\n", encoding="ascii")


def _shipped(encoding: TextEncoding) -> tuple[str, ...] | None:
    """What the file says; None where it is about other tokens."""
    if not SHIPPED.is_file():
        return None
    digest, *stresses = SHIPPED.read_text(encoding="ascii").removesuffix("\n").split("\n")
    return tuple(stresses) if digest == _digest(encoding) else None


def _digest(encoding: TextEncoding) -> str:
    return sha256(b"\0".join(encoding.spellings)).hexdigest()[:16]


def _stresses(text: str, *, begins: bool) -> str:
    letters = "".join(sign for sign in text if sign.isalpha() or sign == "'").strip("'").lower()
    if not letters or not letters.isascii():
        return ""
    if not begins:
        return "x" * len(_VOWELS.findall(re.sub(r"(?<=[aeiouy][^aeiouy])e$|(?<=[aeiouy][^aeiouy]{2})e$", "", letters)))
    if not _VOWELS.search(letters) or (len(letters) == 1 and letters not in "aio"):
        return ""  # the first letters of a longer word
    return word_stresses(letters)


@lru_cache(maxsize=1 << 14)
def word_stresses(word: str) -> str:
    """Signs as in :class:`TokenSounds` for a whole word in lower case."""
    found = pronunciations(word)
    if not found:
        return ""
    stresses, light = found[0].stresses, is_function_word(word)
    if len(stresses) > 1:
        return stresses.replace("2", "x").replace("1", "x" if light else "1")
    if word in _NEVER_STRESSED:
        return "0"
    return "x" if light else "s"
