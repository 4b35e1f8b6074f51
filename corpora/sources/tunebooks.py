"""What the books of tunes in ABC share: many tunes to a file, each on its own, one that can't be read left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpora.corpus import CorpusPiece, Skipped
from corpora.errors import AskerError
from corpora.formats.abc_reading import iter_abc
from corpora.formats.plain_text import read_text
from corpora.pieces import Score
from corpora.sources.files import MIN_NOTES
from corpora.sources.keys import with_key
from corpora.titles import title_key


@dataclass(frozen=True, slots=True)
class Book:
    """One or more files of tunes and what holds for all of them."""

    corpus_name: str
    genre: str
    licence: str
    composer: str = "Traditional"
    tag: str = ""


def tunes_of(path: Path) -> Iterator[Score | AskerError]:
    """Every tune of a file, or the error that tells why that one can't be read.

    Raises:
        AskerError: when the file itself can't be read.
    """
    return iter_abc(read_text(path))


def read_tunes(folder: Path, paths: Iterable[Path], book: Book, skipped: list[Skipped]) -> Iterator[CorpusPiece]:
    """Every tune of the files, in order; its id is the file and the number of the tune in it, counted from 1."""
    for path in paths:
        relative = path.relative_to(folder).with_suffix("").as_posix()
        for number, score in enumerate(tunes_of(path), start=1):
            identity = f"{relative}/{number}"
            if isinstance(score, AskerError):
                skipped.append(Skipped(identity, str(score)))
                continue
            if score.note_count < MIN_NOTES:
                skipped.append(Skipped(identity, f"only {score.note_count} notes"))
                continue
            yield CorpusPiece(
                id=f"{book.corpus_name}/{identity}",
                genre=book.genre,
                piece=with_key(score),
                composer=score.composer or book.composer,
                title=score.title or identity,
                licence=book.licence,
                group=title_key(score.title) or f"{book.corpus_name}/{identity}",
                tags=(book.tag,) if book.tag else (),
            )
