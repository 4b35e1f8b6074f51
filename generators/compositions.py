"""What a generator hands back: the piece as written and as played, and everything that made it."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpora.pieces import Score
from generators.requests import Request


@dataclass(frozen=True, slots=True)
class Check:
    """One asked control, measured on the finished piece."""

    asked: str | None
    """As asked, in words; None where the band chose."""
    got: str
    """As measured on the finished notes."""
    ok: bool
    """True where nothing was asked or what was asked was met."""


@dataclass(frozen=True, slots=True)
class Originality:
    """How much of the piece stands in the training set."""

    longest_match_notes: int
    """Notes in the longest melody shared with a training piece: same intervals and same inter-onset rhythm, any key and tempo."""
    human_p95: int
    """95th percentile of the same figure for held-out human pieces."""
    nearest: str
    """The training piece that shares it; empty where none does."""

    @property
    def ok(self) -> bool:
        """No longer than human pieces share with one another."""
        return self.longest_match_notes <= self.human_p95


@dataclass(frozen=True, slots=True)
class TextOriginality:
    """How much of a text stands in the training set to the letter (runs of white space count as one space)."""

    longest_match_characters: int
    """Characters of the longest passage shared with a training text."""
    human_p95: int
    """95th percentile of the same figure for held-out human texts."""
    nearest: str
    """The training work that shares it; empty where none does."""

    @property
    def ok(self) -> bool:
        """No longer than a common phrase: at most 50 characters, or than human texts share with one another."""
        return self.longest_match_characters <= max(50, self.human_p95)


@dataclass(frozen=True, slots=True)
class TextComposition:
    """A finished piece of words."""

    request: Request
    """As understood, with the seed that made it."""
    title: str
    text: str
    """Lines end with a newline character but the last; stanzas stand an empty line apart; it begins with ``request.words`` to the letter."""
    generator: str
    weights_sha256: str
    checks: dict[str, Check] = field(default_factory=dict)
    """By control name: form (the genre's shape), prompt, length, theme."""
    originality: TextOriginality | None = None
    timing_ms: dict[str, float] = field(default_factory=dict)
    """Milliseconds by stage: load, compose, check."""


@dataclass(frozen=True, slots=True)
class Composition:
    """A finished piece of music."""

    request: Request
    """As understood, with the seed that made it."""
    title: str
    written: Score
    """Quantised and straight: what notation shows."""
    performed: Score
    """With swing, dynamics and humanised timing: what MIDI and audio play. Same parts in the same order as ``written``."""
    generator: str
    weights_sha256: str
    checks: dict[str, Check] = field(default_factory=dict)
    """By control name: key, tempo, meter, bars, seconds, instruments, continue."""
    originality: Originality | None = None
    timing_ms: dict[str, float] = field(default_factory=dict)
    """Milliseconds by stage: load, compose, arrange."""
    lyric: str = ""
    """The words of a song as printed; empty where nothing is sung. The syllables under the notes are the lyrics of the first part of both scores."""
    words_originality: TextOriginality | None = None
    """Of a song's own words."""


Finished = Composition | TextComposition
