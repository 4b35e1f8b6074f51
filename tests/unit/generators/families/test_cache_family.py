import numpy as np
import pytest

from generators.families.cache import Cache, CacheSettings

SIZE = 5


def test_nothing_read_is_a_uniform_guess() -> None:
    np.testing.assert_allclose(Cache(SIZE).distribution(), 1 / SIZE)


@pytest.mark.parametrize("order", [1, 2, 8])
def test_every_guess_sums_to_one_and_rules_nothing_out(order: int) -> None:
    reading = Cache(SIZE, CacheSettings(order)).reading(np.random.default_rng(0).integers(SIZE, size=300))
    np.testing.assert_allclose(reading.chances.sum(axis=1), 1.0, atol=1e-6)
    assert (reading.chances > 0).all()


def test_by_hand() -> None:
    """After 1 2 1 2 1, where the second 2 and the third 1 were no news to their longer context."""
    cache = Cache(SIZE, CacheSettings(order=2, discount=0.5))
    for token in (1, 2, 1, 2, 1):
        cache.read(token)
    # Of length 1: after 1 came 2 twice, after 2 came 1 twice. Of length 0: 1 at the start and after the first 2, and 2 once.
    unigram = (1 - 0.5) / 3 + (0.5 * 2 / 3) / SIZE
    assert cache.distribution()[2] == pytest.approx((2 - 0.5) / 2 + 0.5 / 2 * unigram)
    assert cache.distribution()[3] == pytest.approx(0.5 / 2 * (0.5 * 2 / 3) / SIZE)


def test_it_knows_only_the_past() -> None:
    """What is guessed before a token is the same whatever the token is."""
    tokens = np.random.default_rng(1).integers(SIZE, size=80)
    other = tokens.copy()
    other[50:] = (other[50:] + 1) % SIZE
    one, two = Cache(SIZE).reading(tokens), Cache(SIZE).reading(other)
    np.testing.assert_array_equal(one.chances[:51], two.chances[:51])
    np.testing.assert_array_equal(one.matched[:51], two.matched[:51])
    assert not np.array_equal(one.chances[51], two.chances[51])


def test_a_passage_read_before_is_recognised() -> None:
    passage = np.random.default_rng(2).integers(SIZE, size=40)
    reading = Cache(SIZE).reading(np.concatenate([passage, passage]))
    assert reading.matched[0] == -1
    assert (reading.matched[50:] == 7).all()
    again = reading.chances[np.arange(50, 80), passage[10:]]
    assert again.min() > 0.19
    assert again.mean() > 0.4
