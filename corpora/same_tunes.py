"""Tunes and texts that stand in more than one corpus: a small table, made once over all of them, keeps each on one side of every split.

Groups of equal name are one anyhow (two books that print ``Soldier's Joy``). The table adds what only melodies or words tell: lines of
``group,same_as`` for groups whose name differs. After adding a corpus, make it again where all corpora are: ``python -m corpora.same_tunes``.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from corpora.corpus import CorpusPiece
from corpora.near_duplicate_texts import same_words
from corpora.near_duplicates import alike, fingerprint, joined
from corpora.pieces import Score, Text

_TABLE = Path(__file__).with_name("same_tunes.csv")


def same_tunes(path: Path = _TABLE) -> dict[str, str]:
    """Group name to the name it goes by in all corpora."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["group"]: row["same_as"] for row in csv.DictReader(file)}


def renamed(pieces: Sequence[CorpusPiece], table: Mapping[str, str]) -> list[CorpusPiece]:
    """The pieces with the group names that hold in all corpora."""
    return [replace(piece, group=table[piece.group]) if piece.group in table else piece for piece in pieces]


def links_between(pieces: Sequence[CorpusPiece]) -> dict[str, str]:
    """For pieces of several corpora, already grouped each in its own: which groups are the same, under the first name in the alphabet."""
    names = sorted({piece.group for piece in pieces})
    place = {name: index for index, name in enumerate(names)}
    scores = [piece for piece in pieces if isinstance(piece.piece, Score)]
    texts = [piece for piece in pieces if isinstance(piece.piece, Text)]
    same = [(scores[first], scores[second]) for first, second in alike([fingerprint(piece.score) for piece in scores])]
    same += [(texts[first], texts[second]) for first, second in same_words(texts)]
    roots = joined(len(names), ((place[first.group], place[second.group]) for first, second in same))
    return {name: names[root] for name, root in zip(names, roots, strict=True) if names[root] != name}


def main() -> None:
    """Make the table again from every corpus whose split is ours."""
    from corpora.cache import load_own_groups
    from corpora.catalogue import CATALOGUE, corpus

    pieces: list[CorpusPiece] = []
    for name in CATALOGUE:
        pieces += [piece for piece in load_own_groups(corpus(name)).pieces if piece.published_split is None]
    links = links_between(pieces)
    with _TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("group", "same_as"))
        writer.writerows(sorted(links.items()))
    sys.stderr.write(f"{len(pieces)} pieces, {len(links)} groups under another name\n")


if __name__ == "__main__":
    main()
