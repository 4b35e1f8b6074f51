"""OpenScore Lieder: art songs, spirituals and Brazilian songs, voice and piano with the words under the notes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from corpora.corpus import Corpus, CorpusPiece, Skipped, Source
from corpora.sources.openscore import read_scores


def corpus() -> Corpus:
    """The corpus as the catalogue lists it."""
    return Corpus(
        name="openscore-lieder",
        title="OpenScore Lieder Corpus",
        genres=("song",),
        kind="music",
        licence="CC0 1.0",
        attribution="OpenScore Lieder Corpus (https://github.com/OpenScore/Lieder), CC0.",
        source=Source(
            url="https://github.com/OpenScore/Lieder",
            commit="bca1224",
            archive="https://github.com/OpenScore/Lieder/archive/bca1224.zip",
        ),
        rights="ship",
        files=("scores/**/*.mxl", "data/scores.tsv"),
        sha256="2f43aef9b00412f4797af8930b56207299af0d05f54cac6d5b711b34df4ac91a",
        reader=read,
        by_composer=True,
    )


def read(folder: Path, skipped: list[Skipped]) -> Iterator[CorpusPiece]:
    """Every song."""
    return read_scores(folder, skipped, "openscore-lieder", "song", lambda score: score)
