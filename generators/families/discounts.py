"""How much a Kneser-Ney model takes away from what it counted, to give to what it never saw.

Chen and Goodman, "An empirical study of smoothing techniques for language modeling" (1998): three discounts an order, for n-grams seen once,
twice and more often, worked out from counts of counts (equation 26) or, as they also do, searched for on held-out text. We search by
gradient, and let a context's discounts also depend on its variety (one follower, two, more): what was always followed by the same
token is more certain than any single discount says. That idea is from text compression (Cleary and Witten, "Data compression using adaptive
coding and partial string matching", 1984, and its successors), where such contexts have escape probabilities of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generators.families.contexts import Ints, places

Floats = NDArray[np.float64]
Discounts = Floats
"""float64 ``[kinds, 4]``: what is taken from counts 0 (nothing), 1, 2 and 3 or more, by the kind of context."""

KINDS = 3
"""Contexts with one follower, two, more."""

_STEPS = 120
_RATE = 0.1
_EDGE = 0.02
"""Of a discount's range at either end, where the search may not begin: the slope is too small there."""


@dataclass(frozen=True, slots=True)
class Counts:
    """One order's n-grams as counted; a context is a row of ``first`` and ``total``."""

    keys: Ints
    """Sorted int64 ``context * vocabulary + token``."""
    counts: Ints
    first: Ints
    """Where each context's n-grams begin in ``keys``; one more at the end."""
    total: Floats
    """For each context the sum of its counts."""

    @classmethod
    def of(cls, keys: Ints, counts: Ints, size: int) -> Counts:
        """Counts with their contexts' places."""
        contexts = keys // size
        followers = np.bincount(contexts)
        first = np.concatenate([[0], np.cumsum(followers)]).astype(np.int64)
        return cls(keys, counts, first, np.bincount(contexts, counts).astype(np.float64))


def kinds_of(counts: Counts) -> Ints:
    """Of each context: 0 where one token followed it, 1 where two did, 2 where more."""
    return np.minimum(np.diff(counts.first), KINDS) - 1


def by_counts_of_counts(counts: Ints) -> Discounts:
    """Equation 26, the same for every kind of context, kept inside (0, count)."""
    ones, twos, threes, fours = (float((counts == number).sum()) for number in (1, 2, 3, 4))
    ratio = ones / (ones + 2.0 * twos) if ones else 0.5
    raw = [
        1.0 - 2.0 * ratio * twos / ones if ones else 0.5,
        2.0 - 3.0 * ratio * threes / twos if twos else 1.0,
        3.0 - 4.0 * ratio * fours / threes if threes else 1.5,
    ]
    row = [0.0, *(min(max(value, 0.05), number - 0.05) for number, value in enumerate(raw, start=1))]
    return np.tile(np.array(row), (KINDS, 1))


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one order knows of each held-out position."""

    known: Floats
    """1 over the count of the context; 0 where it was never seen."""
    share: Floats
    """Of the context's count that the token has which really followed."""
    count: Ints
    """Of that token, at most 3."""
    kind: Ints
    """Of the context."""
    once_twice_more: Floats
    """float64 ``[positions, 3]``: how many tokens followed the context once, twice, more often."""

    @classmethod
    def of(cls, counts: Counts, contexts: Ints, targets: Ints, size: int) -> Sighting:
        """Look positions up: their context's number (-1 where never seen) and the token that followed."""
        seen = contexts >= 0
        at = np.where(seen, contexts, 0)
        place = places(counts.keys, at * size + targets)
        owners = counts.keys // size
        heaps = [np.bincount(owners, np.minimum(counts.counts, 3) == number, len(counts.total))[at] for number in (1, 2, 3)]
        count = np.where(seen & (place >= 0), counts.counts[place], 0)
        known = np.where(seen, 1.0 / counts.total[at], 0.0)
        return cls(known, count * known, np.minimum(count, 3), kinds_of(counts)[at], np.stack(heaps, axis=1))

    def left(self, discounts: Discounts) -> Floats:
        """What goes to the shorter context at each position."""
        share: Floats = (self.once_twice_more * discounts[self.kind, 1:]).sum(axis=1) * self.known
        return np.where(self.known > 0, share, 1.0)

    def lost(self, discounts: Discounts) -> Floats:
        """What the discount takes from the token that really followed, as a share."""
        taken: Floats = discounts[self.kind, self.count] * self.known
        return taken

    def slope(self, of_left: Floats, of_lost: Floats) -> Floats:
        """How the sum of both, weighted by position, rises with each discount: float64 ``[kinds, 3]``."""
        by_left = [np.bincount(self.kind, of_left * self.known * column, KINDS) for column in self.once_twice_more.T]
        by_lost = np.bincount(self.kind * 4 + self.count, of_lost * self.known, KINDS * 4).reshape(KINDS, 4)[:, 1:]
        return (np.stack(by_left, axis=1) + by_lost).astype(np.float64)


def fitted(sightings: Sequence[Sighting], start: Sequence[Discounts], size: int) -> list[Discounts]:
    """The discounts of every order that make the held-out positions likeliest, searched for by Adam from ``start``."""
    whole = np.array([1.0, 2.0, 3.0])
    share = np.clip(np.stack(start)[:, :, 1:] / whole, _EDGE, 1.0 - _EDGE)  # [orders, kinds, 3]
    place = np.log(share / (1.0 - share))
    mean, square = np.zeros_like(place), np.zeros_like(place)
    for step in range(1, _STEPS + 1):
        share = 1.0 / (1.0 + np.exp(-place))
        slope = _slope(sightings, _padded(share * whole), size) * share * (1.0 - share) * whole
        mean, square = 0.9 * mean + 0.1 * slope, 0.98 * square + 0.02 * slope**2
        place += _RATE * (mean / (1.0 - 0.9**step)) / (np.sqrt(square / (1.0 - 0.98**step)) + 1e-9)
    return list(_padded(whole / (1.0 + np.exp(-place))))


def _padded(discounts: Floats) -> Floats:
    """With the discount of count 0, which is nothing: ``[orders, kinds, 4]``."""
    return np.pad(discounts, ((0, 0), (0, 0), (1, 0)))


def _slope(sightings: Sequence[Sighting], discounts: Floats, size: int) -> Floats:
    """How the mean log-probability rises with each discount: float64 ``[orders, kinds, 3]``."""
    chances = np.full(len(sightings[0].count), 1.0 / size)
    below, left = [], []
    for sighting, chosen in zip(sightings, discounts, strict=True):
        below.append(chances)
        left.append(sighting.left(chosen))
        chances = sighting.share - sighting.lost(chosen) + left[-1] * chances
    rise = 1.0 / (chances * len(chances))
    slopes = []
    for sighting, lower, share in zip(reversed(sightings), reversed(below), reversed(left), strict=True):
        slopes.append(sighting.slope(rise * lower, -rise))
        rise = rise * share
    return np.stack(slopes[::-1])
