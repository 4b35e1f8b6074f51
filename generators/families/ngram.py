"""N-grams with interpolated modified Kneser-Ney smoothing: the strong counting baseline every generator has to beat.

Kneser and Ney, "Improved backing-off for m-gram language modeling" (1995); Chen and Goodman, "An empirical study of smoothing techniques
for language modeling" (1998), whose three discounts an order we use (their equations 17 and 26). We depart in two points: the unigram is
mixed with a uniform guess, so that no token of the vocabulary is impossible; and where ``held_out`` asks for it the discounts are not worked
out from counts of counts but fitted to the last positions read, with discounts of their own for contexts that had one, two and more
followers (see :mod:`generators.families.discounts`). On characters that is worth more than any longer context.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from generators.families.base import Blueprint
from generators.families.contexts import ContextTree, CountingFamily, Ints, Shorts, places
from generators.families.discounts import Counts, Discounts, Sighting, by_counts_of_counts, fitted, kinds_of

MOST_HELD_OUT = 2**16
"""Positions that discounts are fitted to at most: they are some ninety numbers."""


@dataclass(frozen=True, slots=True)
class KneserNeySettings:
    """The recipe's ``[model]`` table."""

    order: int = 7
    """Tokens of the longest n-gram, its last token counted; at least 1."""
    held_out: float = 0.0
    """Share of the positions read, the last ones, that the discounts are fitted to; 0 = the discounts of Chen and Goodman."""


@dataclass(frozen=True, slots=True)
class Level:
    """One order's tables; a context is a row of ``first`` and ``left``."""

    keys: Ints
    """Sorted int64 ``context * vocabulary + token`` of every n-gram seen."""
    kept: NDArray[np.float64]
    """Its count less the discount, as a share of its context's count."""
    first: Ints
    """Where each context's n-grams begin in ``keys``; one more at the end."""
    left: NDArray[np.float64]
    """For each context the share its discounts leave to the shorter context, in (0, 1]."""

    @classmethod
    def discounted(cls, counts: Counts, discounts: Discounts, size: int) -> Level:
        """The tables of counted n-grams."""
        contexts = counts.keys // size
        taken = discounts[kinds_of(counts)[contexts], np.minimum(counts.counts, 3)]
        total = np.maximum(counts.total, 1.0)
        kept = (counts.counts - taken) / total[contexts]
        return cls(counts.keys, kept, counts.first, np.bincount(contexts, taken, len(total)) / total)


class KneserNey(CountingFamily):
    """Interpolated modified Kneser-Ney."""

    settings_type: ClassVar[type] = KneserNeySettings

    def __init__(self, blueprint: Blueprint, settings: KneserNeySettings) -> None:
        super().__init__(blueprint, settings.order - 1)
        self.held_out = settings.held_out
        self._tree = ContextTree(self.vocabulary_size + 1, ())
        self._levels: list[Level] = []

    def build(self, histories: Shorts, targets: Ints) -> None:
        """Count n-grams of every order and discount them; where they are to be fitted, first without the positions they are fitted to."""
        size = self.vocabulary_size
        held_out = min(int(self.held_out * len(targets)), MOST_HELD_OUT)
        discounts = None
        if held_out:
            tree, counted = self._count(histories[:-held_out], targets[:-held_out])
            sightings = self._sightings(tree, counted, histories[-held_out:], targets[-held_out:])
            discounts = fitted(sightings, [by_counts_of_counts(counts.counts) for counts in counted], size)
        self._tree, counted = self._count(histories, targets)
        discounts = discounts or [by_counts_of_counts(counts.counts) for counts in counted]
        self._levels = [Level.discounted(counts, chosen, size) for counts, chosen in zip(counted, discounts, strict=True)]

    def _count(self, histories: Shorts, targets: Ints) -> tuple[ContextTree, list[Counts]]:
        """Count the longest n-grams, then how many different tokens precede each shorter one."""
        size = self.vocabulary_size
        tree = ContextTree.grown(histories, size + 1)
        keys, counts = np.unique(tree.numbers(histories)[:, -1] * size + targets, return_counts=True)
        found: list[Counts] = []
        for length in range(self.longest, -1, -1):
            found.insert(0, Counts.of(keys, counts, size))
            if length:
                shorter = tree.parents(length)[keys // size] * size + keys % size
                keys, counts = np.unique(shorter, return_counts=True)  # each n-gram counts once: how many contexts a token completes
        return tree, found

    def _sightings(self, tree: ContextTree, counted: list[Counts], histories: Shorts, targets: Ints) -> list[Sighting]:
        columns = tree.numbers(histories).T
        return [Sighting.of(counts, column, targets, self.vocabulary_size) for column, counts in zip(columns, counted, strict=True)]

    def probabilities(self, histories: Shorts, targets: Ints) -> NDArray[np.float64]:
        """Interpolated from the uniform guess up to the longest context seen."""
        chances = np.full(len(targets), 1.0 / self.vocabulary_size)
        for column, level in zip(self._tree.numbers(histories).T, self._levels, strict=True):
            known = np.flatnonzero((column >= 0) & (column < len(level.left)))
            context = column[known]
            place = places(level.keys, context * self.vocabulary_size + targets[known])
            kept = np.where(place >= 0, level.kept[place], 0.0) if len(level.kept) else 0.0
            chances[known] = kept + level.left[context] * chances[known]
        return chances

    def following(self, histories: Shorts) -> NDArray[np.float64]:
        """The same for every token of the vocabulary at once: only n-grams that were seen are touched."""
        chances = np.full((len(histories), self.vocabulary_size), 1.0 / self.vocabulary_size)
        for column, level in zip(self._tree.numbers(histories).T, self._levels, strict=True):
            known = np.flatnonzero((column >= 0) & (column < len(level.left)))
            context = column[known]
            chances[known] *= level.left[context][:, None]
            followers = level.first[context + 1] - level.first[context]
            begins = np.repeat(level.first[context] - (np.cumsum(followers) - followers), followers)
            seen = begins + np.arange(len(begins))
            chances[np.repeat(known, followers), level.keys[seen] % self.vocabulary_size] += level.kept[seen]
        return chances

    def matched(self, tokens: Ints) -> Ints:
        """For every position of int64 ``[time]`` tokens how much of its context was seen in training: tokens, int64 ``[time]``."""
        self.prepare()
        lengths: Ints = (self._tree.numbers(self.histories(tokens)) >= 0).sum(axis=1) - 1
        return lengths

    @property
    def parameters(self) -> int:
        """N-grams kept."""
        self.prepare()
        return sum(len(level.keys) for level in self._levels)
