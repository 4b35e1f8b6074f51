"""A corpus in numbers: for ``houseband corpora stats`` and for the model cards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from corpora.cache import LoadedCorpus, load_corpus
from corpora.catalogue import corpus as corpus_named
from corpora.corpus import SPLITS, Corpus
from corpora.pieces import Score, Text

_MOST = 8
"""Values shown of each table."""


@dataclass(frozen=True, slots=True)
class CorpusStatistics:
    """Counts over all pieces of a corpus; the tables are sorted, the commonest first."""

    name: str
    title: str
    kind: str
    licence: str
    rights: str
    pieces: int
    skipped: int
    """Files or tunes the reader left out."""
    groups: int
    """Groups of near-duplicates."""
    splits: dict[str, int]
    genres: dict[str, int]
    notes: int
    chords: int
    bars: int
    hours: float
    """Sounding length of all pieces."""
    pieces_with_lyrics: int
    keys: dict[str, int]
    modes: dict[str, int]
    meters: dict[str, int]
    words: int
    """Of all texts, as are the next two."""
    lines: int
    """Lines with words in them; a paragraph of prose is one."""
    characters: int
    licences: dict[str, int]


def describe_corpus(name: str, folder: Path | None = None) -> CorpusStatistics:
    """Statistics of a corpus of the catalogue.

    Raises:
        AskerError: when the name is unknown or the corpus is not on this computer.
    """
    return stats(load_corpus(corpus_named(name), folder))


def stats(loaded: LoadedCorpus) -> CorpusStatistics:
    """Statistics of what was read of a corpus."""
    corpus, pieces = loaded.corpus, loaded.pieces
    scores = [piece.piece for piece in pieces if isinstance(piece.piece, Score)]
    texts = [piece.piece.text for piece in pieces if isinstance(piece.piece, Text)]
    sides = Counter(piece.split for piece in pieces)
    return CorpusStatistics(
        name=corpus.name,
        title=corpus.title,
        kind=corpus.kind,
        licence=corpus.licence,
        rights=corpus.rights,
        pieces=len(pieces),
        skipped=len(loaded.skipped),
        groups=len({piece.group for piece in pieces}),
        splits={side: sides[side] for side in SPLITS},
        genres=_table(piece.genre for piece in pieces),
        notes=sum(score.note_count for score in scores),
        chords=sum(len(score.chords) for score in scores),
        bars=sum(1 for score in scores for _ in score.bars()),
        hours=round(sum(score.seconds for score in scores) / 3600, 2),
        pieces_with_lyrics=sum(any(part.lyrics for part in score.parts) for score in scores),
        keys=_table(str(score.keys[0]) for score in scores if score.keys),
        modes=_table(score.keys[0].mode for score in scores if score.keys),
        meters=_table(str(score.meters[0]) for score in scores),
        words=sum(len(text.split()) for text in texts),
        lines=sum(1 for text in texts for line in text.split("\n") if line.strip()),
        characters=sum(len(text) for text in texts),
        licences=_table(piece.licence for piece in pieces),
    )


def describe(corpus: Corpus) -> dict[str, str | int | float]:
    """The statistics as flat fields to print, a table as ``major 12, minor 3``; fields that say nothing are left out."""
    found = stats(load_corpus(corpus))
    fields: dict[str, str | int | float] = {}
    for name in CorpusStatistics.__dataclass_fields__:
        value = getattr(found, name)
        if isinstance(value, dict):
            value = ", ".join(f"{key} {count}" for key, count in list(value.items())[:_MOST]) + (", ..." if len(value) > _MOST else "")
        if value:
            fields[name] = value
    return fields


def _table(values: Iterable[str]) -> dict[str, int]:
    counts = Counter(values)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
