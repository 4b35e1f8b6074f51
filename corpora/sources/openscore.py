"""What the two OpenScore corpora share: a folder for each work, and a table of scores by number."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from corpora.corpus import CorpusPiece, Skipped
from corpora.formats.musicxml_reading import read_musicxml
from corpora.pieces import Score
from corpora.sources.files import each_readable
from corpora.sources.keys import with_key
from corpora.titles import folded, title_key


def read_scores(folder: Path, skipped: list[Skipped], corpus_name: str, genre: str, adapt: Callable[[Score], Score]) -> Iterator[CorpusPiece]:
    """Every ``.mxl`` below ``scores/``, named by ``data/scores.tsv`` where it is there, else by its folders."""
    titles = _titles(folder / "data" / "scores.tsv")
    for path, name, score in each_readable(folder, sorted((folder / "scores").rglob("*.mxl")), read_musicxml, skipped):
        number = path.stem[2:]
        composer = _person(path.relative_to(folder / "scores").parts[0])
        title = titles.get(number, path.parent.name.replace("_", " "))
        yield CorpusPiece(
            id=f"{corpus_name}/{path.stem}",
            genre=genre,
            piece=with_key(adapt(replace(score, title=title, composer=composer))),
            composer=composer,
            title=title,
            licence="CC0",
            group=title_key(title, folded(composer).split()[-1] if folded(composer) else "") or name,
        )


def _titles(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["name"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}


def _person(folder: str) -> str:
    """``Zemlinsky,_Alexander_von`` as people write it."""
    surname, _, first = folder.replace("_", " ").partition(",")
    return f"{first.strip()} {surname}".strip()
