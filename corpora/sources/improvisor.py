"""Impro-Visor: 2,614 chord charts of its Imaginary Book and three sets of ii-V-I licks, in its own leadsheet format."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from corpora.corpus import Corpus, CorpusPiece, Skipped, Source
from corpora.errors import AskerError
from corpora.formats.improvisor import read_improvisor
from corpora.sources.keys import with_key
from corpora.titles import title_key

_KINDS = {
    "chord_charts_imaginary-book": "chart",
    "licks_bopland_major_ii-V-I": "lick",
    "licks_minor_ii-v-i-VI": "lick",
    "licks_rbmprovisor_ii-V-I": "lick",
}
_MIN_CHORDS = 2


def corpus() -> Corpus:
    """The corpus as the catalogue lists it."""
    return Corpus(
        name="improvisor",
        title="Impro-Visor chord charts and licks",
        genres=("jazz",),
        kind="music",
        licence="GPL-2.0",
        attribution="Impro-Visor by Robert Keller and others (https://github.com/Impro-Visor/Impro-Visor), GPL v2.",
        source=Source(
            url="https://github.com/Impro-Visor/Impro-Visor",
            commit="550bbb55",
            obtain="take the leadsheet folders (imaginary-book and the licks) of the repository Impro-Visor/Impro-Visor at 550bbb55",
        ),
        rights="local",
        files=tuple(f"{folder}/*.ls" for folder in _KINDS),
        sha256="7525bd60155c3f922aa51bd270b359058680423dec08ad59803a88c7b68c9cc9",
        reader=read,
    )


def read(folder: Path, skipped: list[Skipped]) -> Iterator[CorpusPiece]:
    """Every chart (chords without a melody) and every lick, told apart by their tag."""
    for subfolder, kind in _KINDS.items():
        for path in sorted((folder / subfolder).glob("*.ls")):
            relative = path.relative_to(folder).as_posix()
            try:
                score = read_improvisor(path)
            except AskerError as problem:
                skipped.append(Skipped(relative, str(problem)))
                continue
            if len(score.chords) < _MIN_CHORDS:
                skipped.append(Skipped(relative, f"only {len(score.chords)} chord symbols"))
                continue
            title = score.title or path.stem
            yield CorpusPiece(
                id=f"improvisor/{relative.removesuffix('.ls')}",
                genre="jazz",
                piece=with_key(score),
                composer=score.composer,
                title=title,
                licence="GPL-2.0",
                group=title_key(title) if kind == "chart" and title_key(title) else relative,
                tags=(kind,),
            )
