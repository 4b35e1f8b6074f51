"""Against a slow implementation in plain dictionaries, and the search for discounts against finite differences."""

from collections import Counter

import numpy as np
import pytest

from corpora.datasets import Batch
from generators.families import discounts
from generators.families.base import Blueprint
from generators.families.contexts import histories_of
from generators.families.discounts import KINDS, Counts, Sighting, by_counts_of_counts, fitted, kinds_of
from generators.families.ngram import KneserNey, KneserNeySettings

SIZE = 7


def memory_of_two(length: int, seed: int) -> np.ndarray:
    """Tokens that depend on the two before them, with some noise."""
    rng = np.random.default_rng(seed)
    tokens = [1, 2]
    while len(tokens) < length:
        tokens.append((tokens[-1] + 2 * tokens[-2]) % SIZE if rng.random() < 0.7 else int(rng.integers(SIZE)))
    return np.array(tokens, np.int64)


def learnt(tokens: np.ndarray, order: int, held_out: float = 0.0) -> KneserNey:
    family = KneserNey(Blueprint(SIZE, 0), KneserNeySettings(order, held_out))
    family.training_step(batch_of(tokens), None)  # type: ignore[arg-type] # counting asks for no step
    family.prepare()
    return family


def batch_of(tokens: np.ndarray) -> Batch:
    return Batch(tokens[None, :-1], tokens[None, 1:], np.zeros(1, np.int64))


class SlowKneserNey:
    """The textbook, n-gram by n-gram; a token ``None`` stands before the text."""

    def __init__(self, tokens: list[int], order: int) -> None:
        padded = [*[None] * (order - 2), *tokens]
        grams = Counter(tuple(padded[end - order + 1 : end + 1]) for end in range(max(order - 1, 1), len(padded)))
        self.levels = [grams]
        while len(next(iter(grams))) > 1:
            grams = Counter(gram[1:] for gram in grams)  # each longer n-gram counts once
            self.levels.insert(0, grams)

    def __call__(self, context: tuple[int | None, ...], token: int) -> float:
        chance = 1 / SIZE
        for length, grams in enumerate(self.levels):
            before = context[len(context) - length :]
            followers = {gram[-1]: count for gram, count in grams.items() if gram[:-1] == before}
            if not followers:
                continue
            taken = by_counts_of_counts(np.array(list(grams.values())))[0]
            total = sum(followers.values())
            left = sum(taken[min(count, 3)] for count in followers.values())
            count = followers.get(token, 0)
            chance = (count - taken[min(count, 3)] + left * chance) / total
        return chance


@pytest.mark.parametrize("order", [1, 2, 3, 5])
def test_the_textbook_says_the_same(order: int) -> None:
    tokens = memory_of_two(150, 0)
    slow, quick = SlowKneserNey(list(tokens), order), learnt(tokens, order)
    other = memory_of_two(40, 1)
    expected = [slow((*[None] * order, *other[: place + 1])[-(order - 1) :] if order > 1 else (), int(other[place + 1])) for place in range(39)]
    np.testing.assert_allclose(quick.nats(batch_of(other))[0], -np.log(expected), rtol=1e-9)


@pytest.mark.parametrize("held_out", [0.0, 0.1])
def test_whole_distributions_hold_the_same_chances_as_single_ones(held_out: float) -> None:
    family, other = learnt(memory_of_two(900, 0), 4, held_out), memory_of_two(60, 1)
    every = family.distributions(other[:-1])
    np.testing.assert_allclose(every.sum(axis=1), 1.0, atol=1e-12)
    np.testing.assert_allclose(-np.log(every[np.arange(59), other[1:]]), family.nats(batch_of(other))[0])
    np.testing.assert_allclose(family.distribution(other[:20]), every[19])


def test_fitted_discounts_foresee_better() -> None:
    tokens, other = memory_of_two(4000, 0), memory_of_two(2000, 5)
    plain, fit = (learnt(tokens, 6, share).nats(batch_of(other)).sum() / 1999 for share in (0.0, 0.1))
    assert fit < plain - 0.01


def test_matched_is_the_longest_context_seen() -> None:
    family = learnt(np.array([1, 2, 3, 4, 5]), 4)
    assert family.matched(np.array([2, 3, 4]))[-1] == 3
    assert family.matched(np.array([1, 3, 4]))[-1] == 2
    assert family.matched(np.array([1, 4, 3]))[-1] == 1
    assert family.matched(np.array([3, 4, 6]))[-1] == 0


def test_contexts_are_sorted_by_the_variety_of_what_follows() -> None:
    keys = np.array([0 * SIZE + 1, 1 * SIZE + 0, 1 * SIZE + 2, 2 * SIZE + 0, 2 * SIZE + 1, 2 * SIZE + 2, 2 * SIZE + 3])
    counts = Counts.of(keys, np.ones(7, np.int64), SIZE)
    np.testing.assert_array_equal(kinds_of(counts), [0, 1, 2])
    np.testing.assert_array_equal(counts.first, [0, 1, 3, 7])


def counted_bigrams() -> tuple[list[Sighting], list[Counts]]:
    """Two orders of a process, seen at positions of another."""
    tokens, other = memory_of_two(300, 0), memory_of_two(200, 3)
    family = KneserNey(Blueprint(SIZE, 0), KneserNeySettings(3))
    tree, counted = family._count(histories_of(tokens[:-1], 2, SIZE).astype(np.int16), tokens[1:])
    return family._sightings(tree, counted, histories_of(other[:-1], 2, SIZE).astype(np.int16), other[1:]), counted


def test_the_slope_is_what_a_small_change_makes() -> None:
    sightings, _ = counted_bigrams()
    rng = np.random.default_rng(0)
    chosen = np.pad(rng.uniform(0.2, 0.8, (3, KINDS, 3)) * [1, 2, 3], ((0, 0), (0, 0), (1, 0)))

    def score(discounts_of_all: np.ndarray) -> float:
        chances = np.full(199, 1 / SIZE)
        for sighting, of_order in zip(sightings, discounts_of_all, strict=True):
            chances = sighting.share - sighting.lost(of_order) + sighting.left(of_order) * chances
        return float(np.log(chances).mean())

    slope = discounts._slope(sightings, chosen, SIZE)
    for place in np.ndindex(slope.shape):
        moved = [chosen.copy(), chosen.copy()]
        for sign, each in zip((1, -1), moved, strict=True):
            each[place[0], place[1], place[2] + 1] += sign * 1e-5
        assert slope[place] == pytest.approx((score(moved[0]) - score(moved[1])) / 2e-5, abs=1e-6)


def test_fitted_discounts_stay_inside_their_counts() -> None:
    sightings, counted = counted_bigrams()
    for found in fitted(sightings, [by_counts_of_counts(each.counts) for each in counted], SIZE):
        assert found.shape == (KINDS, 4)
        assert (found[:, 0] == 0).all()
        assert ((found[:, 1:] > 0) & (found[:, 1:] < [1, 2, 3])).all()
