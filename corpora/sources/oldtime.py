"""Old-time and bluegrass tunes from jams around Seattle, in ABC with chords."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from corpora.corpus import Corpus, CorpusPiece, Skipped, Source
from corpora.sources.tunebooks import Book, read_tunes


def corpus() -> Corpus:
    """The corpus as the catalogue lists it."""
    return Corpus(
        name="oldtime",
        title="Old-time and bluegrass tunebook",
        genres=("bluegrass",),
        kind="music",
        licence="CC BY-SA 4.0",
        attribution="Old-time tune transcriptions by Josh Larios (https://github.com/rjl20/abc-tunebook), CC BY-SA 4.0.",
        source=Source(
            url="https://github.com/rjl20/abc-tunebook",
            commit="474bdbe",
            archive="https://github.com/rjl20/abc-tunebook/archive/474bdbe.zip",
        ),
        rights="ship",
        files=("Combined_Tunebook.abc", "SlowerThanDirt.abc"),
        sha256="9dc8f4a937a1fd87049d8da49a69758aa2e4817b2edc0a1565ed1bc71db9f922",
        reader=read,
    )


def read(folder: Path, skipped: list[Skipped]) -> Iterator[CorpusPiece]:
    """Every tune of the tunebooks."""
    return read_tunes(
        folder, (folder / "Combined_Tunebook.abc", folder / "SlowerThanDirt.abc"), Book("oldtime", "bluegrass", "CC BY-SA 4.0"), skipped
    )
