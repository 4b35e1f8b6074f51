"""N-grams with interpolated modified Kneser-Ney smoothing: the strong counting baseline every generator has to beat.

Kneser and Ney, "Improved backing-off for m-gram language modeling" (1995); Chen and Goodman, "An empirical study of smoothing techniques
for language modeling" (1998), whose three discounts an order we use (their equations 17 and 26). We depart in one point: the unigram is
mixed with a uniform guess, so that no token of the vocabulary is impossible.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from generators.families.base import Blueprint
from generators.families.contexts import ContextTree, CountingFamily, Ints, Shorts, places


@dataclass(frozen=True, slots=True)
class KneserNeySettings:
    """The recipe's ``[model]`` table."""

    order: int = 7
    """Tokens of the longest n-gram, its last token counted; 1-7."""


@dataclass(frozen=True, slots=True)
class Level:
    """One order's tables; a context is a row of ``weight`` and ``total``."""

    keys: Ints
    """Sorted int64 ``context * vocabulary + token`` of every n-gram seen."""
    discounted: NDArray[np.float64]
    """Its count less the discount."""
    total: NDArray[np.float64]
    """For each context the sum of counts."""
    left: NDArray[np.float64]
    """For each context the share its discounts leave to the shorter context, in (0, 1]."""


class KneserNey(CountingFamily):
    """Interpolated modified Kneser-Ney."""

    settings_type: ClassVar[type] = KneserNeySettings

    def __init__(self, blueprint: Blueprint, settings: KneserNeySettings) -> None:
        super().__init__(blueprint, settings.order - 1)
        self._tree = ContextTree(self.vocabulary_size + 1, ())
        self._levels: list[Level] = []

    def build(self, histories: Shorts, targets: Ints) -> None:
        """Count the longest n-grams, then how many different tokens precede each shorter one."""
        size = self.vocabulary_size
        self._tree = ContextTree.grown(histories, size + 1)
        self._levels = []
        keys, counts = np.unique(self._tree.numbers(histories)[:, -1] * size + targets, return_counts=True)
        for length in range(self.longest, -1, -1):
            self._levels.insert(0, _level(keys, counts, size))
            if length:
                shorter = self._tree.parents(length)[keys // size] * size + keys % size
                keys, counts = np.unique(shorter, return_counts=True)  # each n-gram counts once: how many contexts a token completes

    def probabilities(self, histories: Shorts, targets: Ints) -> NDArray[np.float64]:
        """Interpolated from the uniform guess up to the longest context seen."""
        chances = np.full(len(targets), 1.0 / self.vocabulary_size)
        for column, level in zip(self._tree.numbers(histories).T, self._levels, strict=True):
            known = column >= 0 if len(level.total) else np.zeros(len(targets), bool)
            context = column[known]
            place = places(level.keys, context * self.vocabulary_size + targets[known])
            kept = np.where(place >= 0, level.discounted[place] if len(level.keys) else 0.0, 0.0)
            chances[known] = kept / level.total[context] + level.left[context] * chances[known]
        return chances

    @property
    def parameters(self) -> int:
        """N-grams kept."""
        self.prepare()
        return sum(len(level.keys) for level in self._levels)


def _level(keys: Ints, counts: Ints, size: int) -> Level:
    discounts = _discounts(counts)
    taken = discounts[np.minimum(counts, 3)]
    contexts = keys // size
    total = np.bincount(contexts, counts).astype(np.float64)
    return Level(keys, counts - taken, total, np.bincount(contexts, taken) / np.maximum(total, 1.0))


def _discounts(counts: Ints) -> NDArray[np.float64]:
    """Discounts of counts 0, 1, 2 and 3 or more (Chen and Goodman 1998, equation 26), kept inside (0, count)."""
    ones, twos, threes, fours = (float((counts == number).sum()) for number in (1, 2, 3, 4))
    ratio = ones / (ones + 2.0 * twos) if ones else 0.5
    raw = [
        1.0 - 2.0 * ratio * twos / ones if ones else 0.5,
        2.0 - 3.0 * ratio * threes / twos if twos else 1.0,
        3.0 - 4.0 * ratio * fours / threes if threes else 1.5,
    ]
    return np.array([0.0, *(min(max(value, 0.05), number - 0.05) for number, value in enumerate(raw, start=1))])
