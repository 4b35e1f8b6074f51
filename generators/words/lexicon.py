"""The words of the training texts by how they rhyme, commonest first: what a line may end with.

Made by :mod:`generators.words.lexicon_building` when a generator of words is published; a small file beside its weights.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpora.errors import AskerError
from generators.words.rhyme import endings_of, rhymes

LEXICON = "lexicon.npz"
GENERATOR = "words-lstm"
"""The shipped generator beside which the lexicon lies."""


NEVER_LAST = frozenset({"a", "an", "the", "of", "and", "or", "nor", "than", "as", "my", "your", "our", "their", "its", "thy", "every", "th'", "i"})
"""Words that rhyme with others, but that no line ends with."""


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """One way to end a line with one word."""

    word: str
    """As it is printed: in lower case but for names."""
    count: int
    """How often it occurs in the texts."""
    rhyme_key: str
    """As :func:`generators.words.rhyme.rhyme_keys` writes it."""
    onset: str
    """The consonants before it in its syllable: words that share them too don't rhyme."""
    stresses: str
    """One digit a syllable, as :attr:`generators.words.phonemes.Pronunciation.stresses`."""
    sound: int
    """A digest of the whole word's sound, 32 bits: words that share it sound the same."""

    @property
    def syllable_count(self) -> int:
        """Syllables of the word."""
        return len(self.stresses)

    @property
    def ends_stressed(self) -> bool:
        """True where its last syllable bears a stress (a masculine rhyme)."""
        return self.stresses[-1:] in {"1", "2"}


@dataclass(frozen=True, slots=True)
class _Column:
    """One text for each entry, stored as a number in a table of the different ones."""

    names: tuple[str, ...]
    numbers: NDArray[np.uint16]

    @classmethod
    def of(cls, texts: Sequence[str]) -> _Column:
        names = tuple(sorted(set(texts)))
        number = {name: index for index, name in enumerate(names)}
        return cls(names, np.array([number[text] for text in texts], np.uint16))

    def __getitem__(self, place: int) -> str:
        return self.names[int(self.numbers[place])]

    def places_of(self, text: str) -> list[int]:
        """Where a text stands, in order."""
        return [int(place) for place in np.flatnonzero(self.numbers == self.names.index(text))] if text in self.names else []


class Lexicon:
    """Words by their rhymes; the entries of one word that rhymes in several ways stand together, commonest words first."""

    def __init__(self, entries: Iterable[LexiconEntry]) -> None:
        rows = tuple(entries)
        self._words = [entry.word for entry in rows]
        self._keys, self._onsets, self._stresses = (
            _Column.of(texts) for texts in ([entry.rhyme_key for entry in rows], [entry.onset for entry in rows], [entry.stresses for entry in rows])
        )
        self._counts = np.array([entry.count for entry in rows], np.uint32)
        self._sounds = np.array([entry.sound for entry in rows], np.uint32)
        self._start()

    def _start(self) -> None:
        self._known: dict[str, int] = {}
        self._rhymable: dict[int, tuple[str, ...]] = {}
        self._rhyming: dict[str, tuple[str, ...]] = {}

    def __len__(self) -> int:
        """How many words there are."""
        return len(self._first_places())

    def __contains__(self, word: object) -> bool:
        return word in self._first_places()

    @property
    def words(self) -> tuple[str, ...]:
        """All words, the commonest first."""
        return tuple(dict.fromkeys(self._words))

    @property
    def entries(self) -> tuple[LexiconEntry, ...]:
        """All entries, the commonest words first."""
        return tuple(self._entry(place) for place in range(len(self._words)))

    def entry(self, word: str) -> LexiconEntry | None:
        """The usual entry of a word as it is printed; None for a word that isn't here."""
        place = self._first_places().get(word)
        return None if place is None else self._entry(place)

    def with_key(self, rhyme_key: str, *, syllable_count: int | None = None, ends_stressed: bool | None = None) -> tuple[LexiconEntry, ...]:
        """The entries on a rhyme, the commonest first; perhaps only those of so many syllables, or with (without) a stress at the end."""
        return tuple(
            entry
            for entry in map(self._entry, self._keys.places_of(rhyme_key))
            if (syllable_count is None or entry.syllable_count == syllable_count) and (ends_stressed is None or entry.ends_stressed == ends_stressed)
        )

    def rhyming_words(self, word: str) -> tuple[str, ...]:
        """Words that rhyme perfectly with a word, the commonest first, no two that sound the same; none that no line ends with (``the``)."""
        if word not in self._rhyming:
            by_place = {
                place: onset for key, onset in endings_of(word) for place in self._keys.places_of(key) if self._onsets[place] != " ".join(onset)
            }
            by_sound: dict[int, str] = {}
            for place in sorted(by_place):
                other = self._words[place]
                if other not in NEVER_LAST and not _repeats(word, other):
                    by_sound.setdefault(int(self._sounds[place]), other)
            self._rhyming[word] = tuple(dict.fromkeys(by_sound.values()))
        return self._rhyming[word]

    def rhymable_words(self, fewest: int) -> tuple[str, ...]:
        """All words on a rhyme that at least so many other words share, the commonest first."""
        if fewest not in self._rhymable:
            sizes = np.bincount(self._keys.numbers, minlength=len(self._keys.names))
            rich = np.flatnonzero(sizes[self._keys.numbers] > fewest)
            self._rhymable[fewest] = tuple(dict.fromkeys(word for place in rich if (word := self._words[place]) not in NEVER_LAST))
        return self._rhymable[fewest]

    def save(self, path: Path) -> None:
        """Write the lexicon to a compressed file of a few arrays."""
        columns = {"keys": self._keys, "onsets": self._onsets, "stresses": self._stresses}
        arrays: dict[str, NDArray[np.generic]] = {name: _as_bytes(column.names) for name, column in columns.items()}
        arrays |= {f"{name}:numbers": column.numbers for name, column in columns.items()}
        arrays |= {"words": _as_bytes(self._words), "counts": self._counts, "sounds": self._sounds}
        np.savez_compressed(path, allow_pickle=False, **arrays)

    @classmethod
    def load(cls, path: Path) -> Lexicon:
        """Read what :meth:`save` wrote."""
        loaded = cls.__new__(cls)
        with np.load(path, allow_pickle=False) as stored:
            loaded._words = _as_lines(stored["words"])
            loaded._keys, loaded._onsets, loaded._stresses = (
                _Column(tuple(_as_lines(stored[name])), stored[f"{name}:numbers"]) for name in ("keys", "onsets", "stresses")
            )
            loaded._counts, loaded._sounds = stored["counts"], stored["sounds"]
        loaded._start()
        return loaded

    def _entry(self, place: int) -> LexiconEntry:
        columns = (self._keys[place], self._onsets[place], self._stresses[place])
        return LexiconEntry(self._words[place], int(self._counts[place]), *columns, int(self._sounds[place]))

    def _first_places(self) -> dict[str, int]:
        if not self._known:
            self._known = {word: place for place, word in reversed(list(enumerate(self._words)))}
        return self._known


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon beside the generator of words.

    Raises:
        AskerError: when no such generator is there.
    """
    from generators.registry import generator_folders

    for folder in generator_folders():
        path = folder / GENERATOR / LEXICON
        if path.is_file():
            return Lexicon.load(path)
    raise AskerError(f"the generator {GENERATOR!r} is not here with its {LEXICON}: train and publish it, or install houseband again")


def rhyming_words(word: str, limit: int = 50, known: Lexicon | None = None) -> tuple[str, ...]:
    """Words of a lexicon (None = the shipped one) that rhyme with a word, the commonest first, at most ``limit``."""
    return (known or lexicon()).rhyming_words(word)[:limit]


def _repeats(word: str, other: str) -> bool:
    """True where the two are no rhyme though their endings agree: one word, or one within the other (``explain``, ``plain``)."""
    first, second = word.lower(), other.lower()
    return (first.endswith(second) or second.endswith(first) or "'" in first + second) and not rhymes(word, other)


def _as_bytes(lines: Iterable[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(lines).encode(), np.uint8)


def _as_lines(stored: NDArray[np.uint8]) -> list[str]:
    return bytes(stored).decode().split("\n")
