"""The Nottingham Music Database: British and American folk tunes in ABC with chords, as cleaned by Jukedeck."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from corpora.corpus import Corpus, CorpusPiece, Skipped, Source
from corpora.sources.tunebooks import Book, read_tunes


def corpus() -> Corpus:
    """The corpus as the catalogue lists it."""
    return Corpus(
        name="nottingham",
        title="Nottingham Music Database",
        genres=("folk",),
        kind="music",
        licence="GPL-3.0",
        attribution="Nottingham Music Database by Eric Foxley, cleaned by Jukedeck (https://github.com/jukedeck/nottingham-dataset), GPL v3.",
        source=Source(
            url="https://github.com/jukedeck/nottingham-dataset",
            commit="0992bb6cd864f6d4b90d6663e08c0ef53ffaa08f",
            archive="https://github.com/jukedeck/nottingham-dataset/archive/0992bb6cd864f6d4b90d6663e08c0ef53ffaa08f.zip",
        ),
        rights="local",
        files=("ABC_cleaned/*.abc",),
        sha256="b24957cc2a659483460bb2d1e17a0b1e3b6b32169b192ceef925fc6bb5fe1936",
        reader=read,
    )


def read(folder: Path, skipped: list[Skipped]) -> Iterator[CorpusPiece]:
    """Every tune."""
    return read_tunes(folder, sorted((folder / "ABC_cleaned").glob("*.abc")), Book("nottingham", "folk", "GPL-3.0"), skipped)
