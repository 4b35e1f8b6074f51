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
class Composition:
    """A finished piece."""

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
