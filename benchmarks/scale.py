"""How much the long benchmarks measure."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from generators.genres import genre_names


@dataclass(frozen=True, slots=True)
class Scale:
    """Sizes of the samples; the defaults are those of the recorded figures."""

    requests: int = 200
    """Random requests a genre."""
    pieces: int = 50
    """Pieces a genre that are compared with human ones."""
    genres: tuple[str, ...] = ()
    """Empty = every genre a benchmark is about."""
    mentions: int = 10_000
    """Of a storm, answered with words."""
    films: int = 500
    """Of a storm, answered with rendered music."""
    train_minutes: float = 0.0
    """How long an LSTM is trained on tiny-shakespeare; 0 = not at all."""
    quick: bool = False
    """Few answers of the bot: to see that it works, not to be recorded."""

    @property
    def chosen_genres(self) -> tuple[str, ...]:
        """The genres to measure."""
        return self.genres or tuple(genre_names("music"))


STANDARD = Scale()
"""As recorded."""


def progress(line: str) -> None:
    """Say on stderr how far a long benchmark is."""
    print(line, file=sys.stderr, flush=True)
