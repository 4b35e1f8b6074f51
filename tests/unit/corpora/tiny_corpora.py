"""A small corpus of made-up tunes: a file is a line of note numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from corpora.corpus import Corpus, CorpusPiece, Skipped, Source
from corpora.pieces import Note, Part, Score


def read_tiny(folder: Path, skipped: list[Skipped]) -> Iterator[CorpusPiece]:
    """A line of note numbers is a tune; a line with a word in it can't be read."""
    for path in sorted(folder.glob("tunes/*.txt")):
        try:
            pitches = [int(word) for word in path.read_text(encoding="utf-8").split()]
        except ValueError:
            skipped.append(Skipped(path.name, "not a number"))
            continue
        notes = tuple(Note(480 * step, pitch, 480) for step, pitch in enumerate(pitches))
        yield CorpusPiece(f"tiny/{path.stem}", "folk", Score(parts=(Part("fiddle", 40, notes),)), "", path.stem, "public domain", path.stem)


def tiny_corpus(**changes: object) -> Corpus:
    fields: dict[str, object] = {
        "name": "tiny",
        "title": "A tiny corpus",
        "genres": ("folk",),
        "kind": "music",
        "licence": "public domain",
        "attribution": "nobody",
        "source": Source(url="https://example.org/tiny", commit="abc", obtain="write it yourself"),
        "rights": "ship",
        "files": ("tunes/*.txt",),
        "sha256": "",
        "reader": read_tiny,
    }
    return Corpus(**{**fields, **changes})  # type: ignore[arg-type]
