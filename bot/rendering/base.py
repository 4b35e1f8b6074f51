"""What every renderer is handed: one finished piece, and a place to keep work that several formats share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from corpora.pieces import Score

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class RenderJob:
    """A finished piece, ready to become files."""

    written: Score
    """Quantised and straight: what notation shows."""
    performed: Score
    """As played: what is heard. Same parts in the same order as ``written``."""
    title: str
    subtitle: str = ""
    """One line below the title: genre, key, tempo."""
    soundfont: Path | None = None
    """A SoundFont 2 or 3 file; None = the best one installed."""
    lyric: str = ""
    """The words of a song as printed; empty where nothing is sung."""


@dataclass(frozen=True, slots=True)
class TextJob:
    """A finished piece of words, ready to become files."""

    text: str
    title: str
    genre: str
    """Its canonical name: ``limerick``; drama and recipes are set in their own way."""


class Take:
    """One call of :func:`bot.rendering.formats.render`: the job, and what was already made for it."""

    def __init__(self, job: RenderJob) -> None:
        self.job = job
        self._made: dict[Callable[[RenderJob], object], object] = {}

    def once(self, make: Callable[[RenderJob], Made]) -> Made:
        """What ``make`` makes of the job, made at most once however many formats ask for it."""
        if make not in self._made:
            self._made[make] = make(self.job)
        return cast("Made", self._made[make])


def seconds_of(score: Score, ticks: NDArray[np.int64]) -> NDArray[np.float64]:
    """Time in seconds of many ticks at once, through every tempo change; same shape as ``ticks``."""
    starts = np.array([tempo.start_ticks for tempo in score.tempos], dtype=np.int64)
    per_tick = np.array([60.0 / (tempo.quarters_per_minute * score.ticks_per_quarter) for tempo in score.tempos])
    began = np.concatenate([[0.0], np.cumsum(np.diff(starts) * per_tick[:-1])])
    index = np.maximum(np.searchsorted(starts, ticks, side="right") - 1, 0)
    return np.asarray(began[index] + (ticks - starts[index]) * per_tick[index], dtype=np.float64)
