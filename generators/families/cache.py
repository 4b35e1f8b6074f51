"""A cache: what follows is guessed from what was read a moment ago, in the very text that is being read.

Kuhn and De Mori, "A cache-based natural language model for speech recognition" (1990), with the n-grams of Jelinek, Merialdo, Roukos and Strauss,
"A dynamic language model for speech recognition" (1991); smoothed as Cleary and Witten's PPM (1984) blends its contexts: each context is discounted
absolutely and what is left goes to the shorter one, down to a uniform guess. Shorter contexts count only what was new in the longer ones (Moffat,
"Implementing the PPM data compression scheme", 1990), much as Kneser and Ney have it. Nothing is learnt beforehand, so a cache is of use only
mixed with a model that was trained (:mod:`generators.mixtures`). It READS THE TEXT IT IS MEASURED ON, always and only the part before the
token asked for: a score with a cache is a score of a model that goes on learning, and must be called so.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from generators.families.contexts import Ints


@dataclass(frozen=True, slots=True)
class CacheSettings:
    """How it counts; the defaults did best on held-out training text of Shakespeare, characters for tokens."""

    order: int = 8
    """Tokens of the longest n-gram, its last token counted."""
    discount: float = 0.8
    """Taken from every count; in (0, 1)."""


@dataclass(slots=True)
class _Followers:
    """What followed one context."""

    tokens: list[int] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)

    def add(self, token: int) -> bool:
        """Count a token once more; True where it is new here."""
        if token in self.tokens:
            self.counts[self.tokens.index(token)] += 1
            return False
        self.tokens.append(token)
        self.counts.append(1)
        return True


@dataclass(frozen=True, slots=True)
class CacheReading:
    """What a cache said all along a text."""

    chances: NDArray[np.float32]
    """float32 ``[time, vocabulary]``: before each token, from those before it alone; rows sum to 1."""
    matched: Ints
    """int64 ``[time]``: tokens of the longest context it had met before; -1 at the very first."""


class Cache:
    """Counts of what was read since it was made, or last forgot."""

    def __init__(self, vocabulary_size: int, settings: CacheSettings | None = None) -> None:
        self.vocabulary_size = vocabulary_size
        self.settings = settings or CacheSettings()
        self._read: list[int] = []
        self._seen: list[dict[tuple[int, ...], _Followers]] = [{} for _ in range(self.settings.order)]

    def read(self, token: int) -> None:
        """Take in the token that really followed: counted in the longest contexts, down to the first that had been followed by it before."""
        for length in range(min(self.settings.order - 1, len(self._read)), -1, -1):
            if not self._seen[length].setdefault(self._context(length), _Followers()).add(token):
                break
        self._read.append(token)

    def distribution(self) -> NDArray[np.float64]:
        """Probability of every token to come, float64 ``[vocabulary]``; sums to 1."""
        return self._guess()[0]

    def reading(self, tokens: Ints) -> CacheReading:
        """Read int64 ``[time]`` tokens, and guess each before it is read."""
        chances = np.empty((len(tokens), self.vocabulary_size), np.float32)
        matched = np.empty(len(tokens), np.int64)
        for place, token in enumerate(tokens.tolist()):
            chances[place], matched[place] = self._guess()
            self.read(token)
        return CacheReading(chances, matched)

    def _guess(self) -> tuple[NDArray[np.float64], int]:
        """The distribution, and how much of the context was met before."""
        chances = np.full(self.vocabulary_size, 1.0 / self.vocabulary_size)
        discount, matched = self.settings.discount, -1
        for length, contexts in enumerate(self._seen[: len(self._read) + 1]):
            found = contexts.get(self._context(length))
            if found is None:  # then no longer context was met either
                break
            counts = np.array(found.counts)
            total = counts.sum()
            chances *= discount * len(counts) / total
            chances[found.tokens] += (counts - discount) / total
            matched = length
        return chances, matched

    def _context(self, length: int) -> tuple[int, ...]:
        return tuple(self._read[len(self._read) - length :])
