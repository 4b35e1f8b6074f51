"""OpenEWLD: lead sheets (melody, chord symbols, most with words) of songs in the public domain.

The collection claims public domain for all its sheets; that holds only for those listed in ``openewld.csv`` beside this file: first performed
by 1930, or traditional. Heads are written in straight eighths.
"""

from __future__ import annotations

import csv
import glob
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from corpora.corpus import Corpus, CorpusPiece, Skipped, Source
from corpora.errors import AskerError
from corpora.formats.musicxml_reading import read_musicxml
from corpora.sources.keys import with_heard_keys
from corpora.titles import title_key

_COMMIT = "ec03cbd809ca5296ee708591b970d0423dcbe31c"


def corpus() -> Corpus:
    """The corpus as the catalogue lists it."""
    return Corpus(
        name="openewld",
        title="OpenEWLD lead sheets, public domain in the USA",
        genres=("jazz", "vintage"),
        kind="music",
        licence="tunes: public domain (USA); collection: MIT",
        attribution="OpenEWLD by Federico Simonetta (https://github.com/00sapo/OpenEWLD), MIT; only tunes in the US public domain are used.",
        source=Source(
            url="https://github.com/00sapo/OpenEWLD",
            commit=_COMMIT,
            archive=f"https://github.com/00sapo/OpenEWLD/archive/{_COMMIT}.zip",
        ),
        rights="ship",
        files=tuple(glob.escape(_sheet_path(row["path"])) for row in _public_domain()),
        sha256="9ef21a6f1d648f0181a6fecf1bb2489aca215457e3147128d496b97069f080c0",
        reader=read,
    )


def read(folder: Path, skipped: list[Skipped]) -> Iterator[CorpusPiece]:
    """Every listed sheet: ``jazz`` where jazz musicians took it up (or it is of 1911 to 1930), else ``vintage``."""
    for row in _public_domain():
        authors = row["path"].partition("/")[0].replace("_", " ").replace("-", ", ")
        try:
            score = read_musicxml(folder / _sheet_path(row["path"]))
        except AskerError as problem:
            skipped.append(Skipped(row["path"], str(problem)))
            continue
        yield CorpusPiece(
            id=f"openewld/{row['path']}",
            genre=row["genre"],
            piece=with_heard_keys(replace(score, title=row["title"], composer=authors)),
            composer=authors,
            title=row["title"],
            licence="public domain (USA)",
            group=title_key(row["title"]) or row["path"],
            tags=(row["year"],),
        )


def _public_domain() -> list[dict[str, str]]:
    with Path(__file__).with_name("openewld.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _sheet_path(path: str) -> str:
    return f"dataset/{path}/{path.rpartition('/')[2]}.mxl"
