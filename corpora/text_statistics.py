"""How much there is to learn words from: pieces and characters of every text corpus, genre and side of the split."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from corpora.cache import load_corpus
from corpora.catalogue import CATALOGUE, corpus
from corpora.corpus import SPLITS, CorpusPiece
from corpora.errors import AskerError
from corpora.fetch import find_folder
from corpora.pieces import Text


@dataclass(frozen=True, slots=True)
class TextCount:
    """What a corpus holds of one genre."""

    corpus: str
    genre: str
    pieces: tuple[int, int, int]
    """To learn from, to choose by, to be measured on."""
    characters: tuple[int, int, int]


def text_counts() -> list[TextCount]:
    """One row for each text corpus on this computer and each genre in it, by genre and corpus; the others are left out."""
    rows: list[TextCount] = []
    for name in CATALOGUE:
        found = corpus(name)
        if found.kind == "text" and _is_here(name):
            rows += counted(name, load_corpus(found).pieces)
    return sorted(rows, key=lambda row: (row.genre, row.corpus))


def counted(name: str, pieces: Iterable[CorpusPiece]) -> list[TextCount]:
    """One row for each genre of a corpus."""
    counts: Counter[tuple[str, str]] = Counter()
    characters: Counter[tuple[str, str]] = Counter()
    for piece in pieces:
        if isinstance(piece.piece, Text):
            counts[piece.genre, piece.split] += 1
            characters[piece.genre, piece.split] += len(piece.piece.text)
    genres = dict.fromkeys(genre for genre, _ in counts)
    return [TextCount(name, genre, _by_split(counts, genre), _by_split(characters, genre)) for genre in genres]


def table_rows(counts: Iterable[TextCount]) -> list[tuple[str, ...]]:
    """The rows to print, under their headings."""
    headings = ("genre", "corpus", *(f"{what} {split}" for split in SPLITS for what in ("pieces", "characters")))
    rows = [(row.genre, row.corpus, *(f"{number:,}" for both in zip(row.pieces, row.characters, strict=True) for number in both)) for row in counts]
    return [headings, *rows]


def _is_here(name: str) -> bool:
    try:
        find_folder(corpus(name))
    except AskerError:  # a corpus that is not on this computer has nothing to count
        return False
    return True


def _by_split(counts: Counter[tuple[str, str]], genre: str) -> tuple[int, int, int]:
    train, valid, test = (counts[genre, split] for split in SPLITS)
    return train, valid, test
