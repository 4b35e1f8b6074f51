import numpy as np
import pytest

from generators.mixtures import Mixture, Reading, learn_mixture

SIZE = 6


def two_experts(length: int, seed: int) -> tuple[list[Reading], np.ndarray]:
    """Two models that are each right about one half of a text, and show it by being certain, and one that never knows."""
    rng = np.random.default_rng(seed)
    targets = rng.integers(SIZE, size=length)
    knows = rng.random(length) < 0.5
    first, second = (_guesses(targets, mask, rng) for mask in (knows, ~knows))
    matched = np.where(knows, 7, 2)
    return [Reading("one", first, matched), Reading("two", second), Reading("none", np.full((length, SIZE), 1 / SIZE, np.float32))], targets


def _guesses(targets: np.ndarray, knows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    chances = np.full((len(targets), SIZE), 1 / SIZE) + 0.05 * rng.random((len(targets), SIZE))
    right = np.where(rng.random(len(targets)) < 0.9, targets, rng.integers(SIZE, size=len(targets)))
    chances[knows, right[knows]] += 4.0
    return (chances / chances.sum(axis=1, keepdims=True)).astype(np.float32)


def test_mixed_chances_sum_to_one() -> None:
    readings, targets = two_experts(400, 0)
    mixture = learn_mixture(readings, targets)
    np.testing.assert_allclose(mixture.mixed(readings).sum(axis=1), 1.0, atol=1e-5)


def test_two_who_know_different_things_know_more_together() -> None:
    readings, targets = two_experts(2000, 0)
    mixture = learn_mixture(readings, targets)
    other, wanted = two_experts(2000, 1)
    assert mixture.nats(other, wanted).mean() < 0.75 * min(reading.nats(wanted) for reading in other)


@pytest.mark.parametrize("seed", range(4))
def test_never_worse_than_the_best_model_where_it_was_learnt(seed: int) -> None:
    rng = np.random.default_rng(seed)
    targets = rng.integers(SIZE, size=200)
    noise = [rng.dirichlet(np.ones(SIZE) * 0.3, 200).astype(np.float32) for _ in range(3)]
    readings = [Reading(str(place), chances) for place, chances in enumerate(noise)]
    best = min(Reading("", np.maximum(chances, 1e-6)).nats(targets) for chances in noise)
    assert learn_mixture(readings, targets).nats(readings, targets).mean() <= best + 1e-4


def test_adapting_sees_a_target_only_after_it_was_scored() -> None:
    readings, targets = two_experts(300, 0)
    mixture = learn_mixture(readings, targets)
    changed = targets.copy()
    changed[200:] = (changed[200:] + 1) % SIZE
    one, two = mixture.adapted(readings, targets), mixture.adapted(readings, changed)
    np.testing.assert_array_equal(one[:200], two[:200])


def test_adapting_helps_where_the_gate_learnt_something_else() -> None:
    readings, targets = two_experts(1500, 0)
    wrong = learn_mixture(readings, np.random.default_rng(99).integers(SIZE, size=1500))
    assert wrong.adapted(readings, targets, rate=1e-3)[500:].mean() < wrong.nats(readings, targets)[500:].mean()


def test_adapting_at_no_rate_is_the_gate_as_learnt() -> None:
    readings, targets = two_experts(100, 0)
    mixture = learn_mixture(readings, targets)
    np.testing.assert_allclose(mixture.adapted(readings, targets, rate=0.0), mixture.nats(readings, targets), rtol=1e-5)


def test_models_must_come_in_the_order_learnt() -> None:
    readings, targets = two_experts(50, 0)
    mixture: Mixture = learn_mixture(readings, targets)
    with pytest.raises(ValueError, match="one, two, none"):
        mixture.mixed(readings[::-1])
