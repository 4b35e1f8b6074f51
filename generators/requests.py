"""What somebody asked the band for: one small, bounded, frozen value. Imports neither torch nor a model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from corpora.pieces import Score


@dataclass(frozen=True, slots=True)
class Length:
    """How long a text shall be."""

    amount: int
    """At least 1."""
    unit: Literal["words", "characters", "lines"]
    """Words are what stands between spaces; characters are graphemes, spaces and line ends counted; lines are those with words on them."""

    def __str__(self) -> str:
        return f"{self.amount} {self.unit if self.amount != 1 else self.unit[:-1]}"


@dataclass(frozen=True, slots=True)
class Request:
    """A request for music or words, as understood. ``None`` means "the band chooses" (from the genre's ranges, by the seed)."""

    genre: str
    """A canonical genre name: a file in ``config/genres``."""
    seed: int
    """Every draw of the piece follows from it; >= 0."""
    generator: str | None = None
    """A trained generator's name; None = the genre's default."""
    tonic: int | None = None
    """Pitch class 0-11."""
    mode: str | None = None
    """One of ``corpora.pieces.MODES``."""
    beats_per_minute: float | None = None
    """As a musician says it: of the meter's felt beat (a dotted quarter in 6/8); 20-400."""
    bars: int | None = None
    """Whole bars of the finished piece, intro and ending counted, a pickup not; 1-512. With a prompt: the bars after it."""
    seconds: float | None = None
    """Length to the last bar line; 1-1200."""
    meter: tuple[int, int] | None = None
    mood: str | None = None
    """One of ``generators.moods.MOODS``."""
    instruments: tuple[str, ...] = ()
    """Canonical names of ``corpora.instruments``; exactly these play. Empty = the genre's own line-up."""
    prompt: Score | None = None
    """``--continue``: notes to keep exactly and go on from."""
    temperature: float | None = None
    """0.05-2.0; None = the generator's own."""
    top_p: float | None = None
    """0.05-1.0; None = the generator's own."""
    candidates: int | None = None
    """How many candidates to draw, 1-64; None = the genre's own."""
    words: str | None = None
    """``--prompt``: what a text begins with, kept to the letter."""
    length: Length | None = None
    """Of a text; None = as the genre has it."""
    theme: str | None = None
    """What a song or a poem is about: a word or a few."""
    lyrics: str | None = None
    """``--lyrics``: the words a song shall sing, a line a phrase, empty lines between its sections."""
