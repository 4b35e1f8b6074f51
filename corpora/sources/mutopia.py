"""Mutopia: public-domain and freely licensed scores, from ragtime to hymns, as score-exact MIDI.

The project's LilyPond sources were converted with LilyPond 2.25.12; ``metadata.csv`` holds each piece's style, composer and licence. LilyPond
counts the bars of a MIDI file from its first note, so pickups are found again by ear.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from corpora.corpus import Corpus, CorpusPiece, Skipped, Source
from corpora.formats.midi import read_midi
from corpora.pickup_finding import with_pickup
from corpora.sources.files import each_readable
from corpora.sources.keys import with_heard_keys
from corpora.titles import title_key

_LICENCES = {"Creative Commons Attribution-ShareAlike": "CC BY-SA", "Creative Commons Attribution": "CC BY", "cc-by-sa": "CC BY-SA"}


def corpus() -> Corpus:
    """The corpus as the catalogue lists it."""
    return Corpus(
        name="mutopia",
        title="Mutopia Project scores",
        genres=(
            "ragtime", "classical", "baroque", "romantic", "hymn", "folk", "march", "song", "modern", "renaissance", "technique", "dance", "gospel",
            "other",
        ),
        kind="music",
        licence="per piece: public domain, CC BY or CC BY-SA",
        attribution="The Mutopia Project (https://www.mutopiaproject.org) and its typesetters; licence per piece: public domain, CC BY, CC BY-SA.",
        source=Source(
            url="https://github.com/MutopiaProject/MutopiaProject",
            commit="2144afd",
            obtain="convert the LilyPond sources of MutopiaProject/MutopiaProject at 2144afd to MIDI with LilyPond, with a metadata.csv beside them",
        ),
        rights="ship",
        files=("metadata.csv", "*/*.mid"),
        sha256="5c24dfdfec160021e42f69b70189d9002f963952418bf742f8a1200b99cbb7b3",
        reader=read,
        by_composer=True,
    )  # fmt: skip


def read(folder: Path, skipped: list[Skipped]) -> Iterator[CorpusPiece]:
    """Every piece of the table, in its genre and under its own licence."""
    with (folder / "metadata.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["file"]: row for row in csv.DictReader(file)}
    for path, name, score in each_readable(folder, (folder / file for file in sorted(rows)), read_midi, skipped):
        row = rows[path.relative_to(folder).as_posix()]
        composer = _composer(row["composer"])
        yield CorpusPiece(
            id=f"mutopia/{name}",
            genre=row["genre"],
            piece=with_heard_keys(with_pickup(replace(score, title=row["title"], composer=composer))),
            composer=composer,
            title=row["title"],
            licence=_licence(row["license"]),
            group=title_key(row["title"], _surname(composer)) or name,
            tags=tuple(filter(None, (row["instrument"],))),
        )


def _composer(code: str) -> str:
    """``BachJS`` and ``Edward Elgar (1857-1934)`` as people write them: ``J. S. Bach``, ``Edward Elgar``."""
    name = re.sub(r"\s*\(.*", "", code).strip()
    match = re.fullmatch(r"([A-Z][A-Za-z'-]*?[a-z])([A-Z][A-Z]*)([a-z]?)", name)
    if match is None:
        return name
    surname, initials, nobiliary = match.groups()
    particle = {"v": "van "}.get(nobiliary, "")
    return f"{' '.join(f'{letter}.' for letter in initials)} {particle}{surname}"


def _surname(composer: str) -> str:
    return composer.split()[-1] if composer else ""


def _licence(text: str) -> str:
    for long, short in _LICENCES.items():
        if text.startswith(long):
            version = re.search(r"\d\.\d", text)
            return f"{short} {version.group(0)}" if version else short
    return text
