"""OpenMSX: the music of OpenTTD, swing and light blues for a small band."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from corpora.corpus import Corpus, CorpusPiece, Skipped, Source
from corpora.formats.midi import read_midi
from corpora.sources.files import each_readable
from corpora.sources.keys import with_heard_keys
from corpora.titles import title_key


def corpus() -> Corpus:
    """The corpus as the catalogue lists it."""
    return Corpus(
        name="openmsx",
        title="OpenMSX, the base music set of OpenTTD",
        genres=("game",),
        kind="music",
        licence="GPL-2.0",
        attribution="OpenMSX by its contributors (https://github.com/OpenTTD/OpenMSX), GPL v2.",
        source=Source(
            url="https://github.com/OpenTTD/OpenMSX",
            commit="5ecb59b",
            archive="https://github.com/OpenTTD/OpenMSX/archive/5ecb59b.zip",
        ),
        rights="local",
        files=("src/*.mid", "src/themes.list"),
        sha256="b92692de9fd81cbf9ebd8aea417339c7fd05b07c3d1e8107a071d884ea97dfa6",
        reader=read,
    )


def read(folder: Path, skipped: list[Skipped]) -> Iterator[CorpusPiece]:
    """Every track; titles and composers from ``themes.list``."""
    themes = _themes(folder / "src" / "themes.list")
    for path, _, score in each_readable(folder, sorted((folder / "src").glob("*.mid")), read_midi, skipped):
        composer, title = themes.get(path.name, ("OpenMSX contributors", score.title or path.stem))
        yield CorpusPiece(
            id=f"openmsx/{path.stem}",
            genre="game",
            piece=with_heard_keys(replace(score, title=title, composer=composer)),
            composer=composer,
            title=title,
            licence="GPL-2.0",
            group=title_key(title) or path.stem,
        )


def _themes(path: Path) -> dict[str, tuple[str, str]]:
    """Author and title by file name: lines of ``purpose; file; author; title``."""
    if not path.is_file():
        return {}
    fields = ([field.strip() for field in line.split(";")] for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return {row[1]: (row[2], row[3]) for row in fields if len(row) >= 4}
