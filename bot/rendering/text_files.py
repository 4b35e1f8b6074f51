"""The words of a piece as a plain text file in UTF-8."""

from __future__ import annotations

from pathlib import Path

from bot.rendering.base import Take, TextJob
from corpora.errors import AskerError


def write_txt(job: TextJob, target: Path) -> None:
    """The text to the letter, with a line end behind its last line."""
    target.write_text(_ended(job.text), encoding="utf-8")


def write_lyric(take: Take, target: Path) -> None:
    """The words of a song.

    Raises:
        AskerError: when nothing is sung.
    """
    if not take.job.lyric:
        raise AskerError("nothing is sung in this piece, so it can't be written as 'txt': leave that out (change --format)")
    target.write_text(_ended(take.job.lyric), encoding="utf-8")


def _ended(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"
