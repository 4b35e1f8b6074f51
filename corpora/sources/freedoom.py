"""Freedoom: the music of a free game, rock and metal for a full band."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from corpora.corpus import Corpus, CorpusPiece, Skipped, Source
from corpora.formats.midi import read_midi
from corpora.sources.files import each_readable
from corpora.sources.keys import with_heard_keys
from corpora.titles import title_key

_CREDIT = re.compile(r'^\s*(E\dM\d|MAP\d\d|DM\d\d): "?(.+?)"? by (.+)$')


def corpus() -> Corpus:
    """The corpus as the catalogue lists it."""
    return Corpus(
        name="freedoom",
        title="Freedoom game music",
        genres=("rock",),
        kind="music",
        licence="BSD-3-Clause",
        attribution="Music of Freedoom, by the contributors to the Freedoom project (https://freedoom.github.io), BSD 3-clause.",
        source=Source(
            url="https://github.com/freedoom/freedoom",
            commit="d14dbbee",
            archive="https://github.com/freedoom/freedoom/archive/d14dbbee.zip",
        ),
        rights="ship",
        files=("musics/*.mid", "CREDITS-MUSIC"),
        sha256="c80bd41d85509159a16448d81fe504aa7cc64926652d9c4f3d58f14047f3145f",
        reader=read,
    )


def read(folder: Path, skipped: list[Skipped]) -> Iterator[CorpusPiece]:
    """Every track; titles and composers from the credits."""
    credits_file = folder / "CREDITS-MUSIC"
    known = _credits(credits_file.read_text(encoding="utf-8")) if credits_file.is_file() else {}
    paths = sorted(path for path in (folder / "musics").glob("*.mid") if path.stem != "dummy")
    for path, _, score in each_readable(folder, paths, read_midi, skipped):
        title, composer = known.get(path.stem.removeprefix("d_"), (score.title or path.stem, "Freedoom contributors"))
        yield CorpusPiece(
            id=f"freedoom/{path.stem}",
            genre="rock",
            piece=with_heard_keys(replace(score, title=title, composer=composer)),
            composer=composer,
            title=title,
            licence="BSD-3-Clause",
            group=title_key(title) or path.stem,
            tags=("metal", "game"),
        )


def _credits(text: str) -> dict[str, tuple[str, str]]:
    """Title and composer by level, as the files name levels (``e1m1``, ``map07``, ``dm12``)."""
    matches = (_CREDIT.match(line) for line in text.splitlines())
    return {match.group(1).lower(): (match.group(2), match.group(3).strip()) for match in matches if match}
