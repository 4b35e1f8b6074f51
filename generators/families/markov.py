"""Markov chains: what follows is guessed from the last one or two tokens. The first baseline every generator is measured against.

Orders are mixed by Witten and Bell's estimate ("The zero-frequency problem", 1991, method C): a context seen c times with t different
followers trusts its own counts by c / (c + t) and leaves the rest to the shorter context; the shortest is mixed with a uniform guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from generators.families.base import Blueprint
from generators.families.contexts import ContextTree, CountingFamily, Ints, Shorts, places


@dataclass(frozen=True, slots=True)
class MarkovSettings:
    """The recipe's ``[model]`` table."""

    order: int = 2
    """Tokens of the longest context, 1 or 2."""


class Markov(CountingFamily):
    """Order 1 or 2 with Witten-Bell mixing."""

    settings_type: ClassVar[type] = MarkovSettings

    def __init__(self, blueprint: Blueprint, settings: MarkovSettings) -> None:
        super().__init__(blueprint, settings.order)
        self._tree = ContextTree(self.vocabulary_size + 1, ())
        self._grams: list[tuple[Ints, Ints]] = []
        self._seen: list[Ints] = []
        self._kinds: list[Ints] = []

    def build(self, histories: Shorts, targets: Ints) -> None:
        """Count every context and what followed."""
        self._tree = ContextTree.grown(histories, self.vocabulary_size + 1)
        numbers = self._tree.numbers(histories)
        self._grams, self._seen, self._kinds = [], [], []
        for column in numbers.T:
            keys, counts = np.unique(column * self.vocabulary_size + targets, return_counts=True)
            contexts = keys // self.vocabulary_size
            self._grams.append((keys, counts))
            self._seen.append(np.bincount(contexts, counts).astype(np.int64))
            self._kinds.append(np.bincount(contexts))

    def probabilities(self, histories: Shorts, targets: Ints) -> NDArray[np.float64]:
        """Witten-Bell estimates, from the shortest context to the longest seen."""
        chances = np.full(len(targets), 1.0 / self.vocabulary_size)
        for column, (keys, counts), seen, kinds in zip(self._tree.numbers(histories).T, self._grams, self._seen, self._kinds, strict=True):
            known = column >= 0 if len(seen) else np.zeros(len(targets), bool)
            context = column[known]
            place = places(keys, context * self.vocabulary_size + targets[known])
            count = np.where(place >= 0, counts[place], 0)
            chances[known] = (count + kinds[context] * chances[known]) / (seen[context] + kinds[context])
        return chances

    @property
    def parameters(self) -> int:
        """Counts kept."""
        self.prepare()
        return sum(len(keys) for keys, _ in self._grams)
