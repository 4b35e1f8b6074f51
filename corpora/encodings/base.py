"""What every encoding of music offers: a closed vocabulary, pieces to tokens, and any tokens back to a legal piece."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpora.pieces import Score


@dataclass(frozen=True, slots=True)
class Controls:
    """What a generator is told before the first bar. ``None`` encodes as "not told"."""

    genre: str
    mode: str | None = None
    """``major`` or ``minor`` (other modes are told as the one that shares their third)."""
    meter: tuple[int, int] = (4, 4)
    quarters_per_minute: float | None = None
    notes_per_bar: float | None = None
    """Mean onsets of the melody (or of the whole ensemble) in a bar: the density."""
    form: str | None = None
    """How the bars repeat: one of ``corpora.form.FORMS``."""


@dataclass(frozen=True, slots=True)
class EncodedPiece:
    """One piece as tokens, with what windows need to be cut at bar lines."""

    tokens: NDArray[np.int16]
    """int16 ``[time]``; starts with the header (controls), ends with the end token."""
    header_length: int
    """Tokens before the first bar; windows that begin later repeat them."""
    bar_starts: NDArray[np.int32]
    """int32 ``[bars]``: index of each bar token."""


class Encoding(Protocol):
    """Scores to tokens and back."""

    name: str
    vocabulary: tuple[str, ...]
    """Token names; a token is its index."""
    loses: str
    """One sentence: what a round trip does not keep."""

    def encode(self, score: Score, controls: Controls) -> EncodedPiece:
        """Tokens of a score."""
        ...

    def decode(self, tokens: NDArray[np.int64]) -> Score:
        """The score of any int64 ``[time]`` tokens, however odd; what makes no sense is skipped."""
        ...
