"""Three old books of fiddle and flute tunes, as the music21 package carries them: Ryan's Mammoth Collection, O'Neill's, Aird's Airs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from corpora.corpus import Corpus, CorpusPiece, Skipped, Source
from corpora.sources.tunebooks import Book, read_tunes

BOOKS = {
    "ryansMammoth": "Ryan's Mammoth Collection (1883)",
    "oneills1850": "O'Neill's Music of Ireland (1903)",
    "airdsAirs": "Aird's Airs (1782-1803)",
}


def corpus() -> Corpus:
    """The corpus as the catalogue lists it."""
    return Corpus(
        name="music21_fiddle",
        title="Fiddle and folk tunes: Ryan's Mammoth Collection, O'Neill's Music of Ireland, Aird's Airs (music21)",
        genres=("folk",),
        kind="music",
        licence="tunes: public domain; transcriptions distributed with music21",
        attribution=(
            "Ryan's Mammoth Collection transcribed by Ray Davies, Bob Puckette and others; O'Neill's Music of Ireland by Henrik Norbeck, "
            "Bob Safranek, Trish O'Neil, John Chambers, Dan G. Petersen, Norbert Paap and others; "
            "Aird's Airs by Jack Campin (www.campin.me.uk); from the corpus of music21 (https://music21.org)."
        ),
        source=Source(url="https://github.com/cuthbertLab/music21", commit="music21 10.5.1", package="music21"),
        rights="ship",
        files=tuple(f"{book}/*.abc" for book in BOOKS),
        sha256="9e1e1df3c40bf30b10f18ecd57b567011c2d5b85f479a143b4e73c5690f5617d",
        reader=read,
        folder="corpus",
    )


def read(folder: Path, skipped: list[Skipped]) -> Iterator[CorpusPiece]:
    """Every tune of the three books; the book is its tag."""
    for name, title in BOOKS.items():
        book = Book("music21_fiddle", "folk", "public domain", tag=title)
        yield from read_tunes(folder, sorted((folder / name).glob("*.abc")), book, skipped)
