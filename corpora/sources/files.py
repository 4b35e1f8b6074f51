"""Reading many files of one corpus: each that can't be read is noted and left out, so that one bad file never stops the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from corpora.corpus import Skipped
from corpora.errors import AskerError
from corpora.pieces import Score

MIN_NOTES = 8
"""A file with fewer notes is no piece."""


def each_readable(folder: Path, paths: Iterable[Path], read: Callable[[Path], Score], skipped: list[Skipped]) -> Iterator[tuple[Path, str, Score]]:
    """Path, path below ``folder`` without its ending, and score of every file that can be read and has enough notes."""
    for path in paths:
        relative = path.relative_to(folder).as_posix()
        try:
            score = read(path)
        except AskerError as problem:
            skipped.append(Skipped(relative, str(problem)))
            continue
        if score.note_count < MIN_NOTES:
            skipped.append(Skipped(relative, f"only {score.note_count} notes"))
            continue
        yield path, relative.rpartition(".")[0], score
