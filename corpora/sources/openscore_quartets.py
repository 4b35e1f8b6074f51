"""OpenScore String Quartets: whole movements for two violins, viola and cello."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from corpora.corpus import Corpus, CorpusPiece, Skipped, Source
from corpora.pieces import Score
from corpora.sources.openscore import read_scores

_DESK = (("violin 1", 40), ("violin 2", 40), ("viola", 41), ("cello", 42))


def corpus() -> Corpus:
    """The corpus as the catalogue lists it."""
    return Corpus(
        name="openscore-quartets",
        title="OpenScore String Quartets",
        genres=("quartet",),
        kind="music",
        licence="CC0 1.0",
        attribution="OpenScore String Quartets (https://github.com/OpenScore/StringQuartets), CC0.",
        source=Source(
            url="https://github.com/OpenScore/StringQuartets",
            commit="2c723a5",
            archive="https://github.com/OpenScore/StringQuartets/archive/2c723a5.zip",
        ),
        rights="ship",
        files=("scores/**/*.mxl", "data/scores.tsv"),
        sha256="969f987c79d385456751e72bba79b6082d852cf1067e14f63933440e8d2331a8",
        reader=read,
        by_composer=True,
    )


def read(folder: Path, skipped: list[Skipped]) -> Iterator[CorpusPiece]:
    """Every quartet."""
    return read_scores(folder, skipped, "openscore-quartets", "quartet", _seated)


def _seated(score: Score) -> Score:
    """Four parts under the names and programs of their desks; anything but four parts stays as written."""
    if len(score.parts) != len(_DESK):
        return score
    parts = (replace(part, name=name, program=program, is_drum=False) for part, (name, program) in zip(score.parts, _DESK, strict=True))
    return replace(score, parts=tuple(parts))
