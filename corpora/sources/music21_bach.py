"""Bach's four-part chorales as the music21 package carries them; music21 itself is never imported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from corpora.corpus import Corpus, CorpusPiece, Skipped, Source
from corpora.formats.musicxml_reading import read_musicxml
from corpora.pieces import Part, Score
from corpora.sources.files import each_readable
from corpora.sources.keys import with_key

VOICES = ("soprano", "alto", "tenor", "bass")
_CHOIR_PROGRAM = 52


def corpus() -> Corpus:
    """The corpus as the catalogue lists it."""
    return Corpus(
        name="music21_bach",
        title="Bach chorales (music21)",
        genres=("chorale",),
        kind="music",
        licence="music: public domain; encodings distributed with music21",
        attribution="J. S. Bach, four-part chorales, encoded by Margaret Greentree and others, from the corpus of music21 (https://music21.org).",
        source=Source(url="https://github.com/cuthbertLab/music21", commit="music21 10.5.1", package="music21"),
        rights="ship",
        files=("bach/*.mxl",),
        sha256="bfaf31cb2aa4a8c94033d64d6d777dd1fb9fe3cf574a58f4ea380e5826b36fca",
        reader=read,
        folder="corpus",
    )


def read(folder: Path, skipped: list[Skipped]) -> Iterator[CorpusPiece]:
    """Every chorale in four voices; what is for more, for fewer or for other instruments is left out."""
    for path, _, score in each_readable(folder, sorted((folder / "bach").glob("*.mxl")), read_musicxml, skipped):
        voices = _voices(score)
        if voices is None:
            skipped.append(Skipped(f"bach/{path.name}", f"not in four voices: {', '.join(part.name for part in score.parts)}"))
            continue
        title = score.title or path.stem
        yield CorpusPiece(
            id=f"music21_bach/{path.stem}",
            genre="chorale",
            piece=with_key(replace(score, parts=voices, title=title, composer="J. S. Bach")),
            composer="J. S. Bach",
            title=title,
            licence="public domain",
            group=f"bach: {path.stem}",
            tags=(path.stem,),
        )


def _voices(score: Score) -> tuple[Part, ...] | None:
    """Soprano, alto, tenor and bass, by name or (exactly four parts) by order; None where there are no such four."""
    by_name = [next((part for part in score.parts if part.name.lower().rstrip(".").startswith(voice)), None) for voice in VOICES]
    named = [part for part in by_name if part is not None]
    chosen = named if len(named) == len(VOICES) else list(score.parts)
    if len(chosen) != len(VOICES) or any(not part.notes for part in chosen):
        return None
    return tuple(Part(voice, _CHOIR_PROGRAM, part.notes, lyrics=part.lyrics) for voice, part in zip(VOICES, chosen, strict=True))
