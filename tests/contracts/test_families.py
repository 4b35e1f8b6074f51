"""What every family of the catalogue must do, whatever it is."""

import copy
from pathlib import Path

import numpy as np
import pytest
from tiny_pieces import SIZE, tiny_pieces

from corpora.config import config_names
from corpora.datasets import Windowing, held_out_batches, training_batches
from generators.catalogue import FAMILIES, family_class
from generators.errors import UnsupportedAbilityError
from generators.families.base import ABILITIES, Blueprint, Family, Optimisation, Step
from generators.recipes import recipe_named

PIECES, HELD_OUT = tiny_pieces(40), tiny_pieces(6, seed=8)
EVERY = pytest.mark.parametrize("name", sorted(FAMILIES))


def made(name: str) -> Family:
    """The family as its debug recipe makes it, for a tiny vocabulary."""
    recipe = recipe_named(f"debug/{name}")
    return family_class(name)(Blueprint(SIZE, 1, optimisation=Optimisation(learning_rate=1e-2, ema_decay=0.5)), recipe.settings())


def taught(family: Family, epochs: int = 4, steps: int | None = None) -> list[dict[str, float]]:
    metrics, index = [], 0
    for epoch in range(1 if family.counts_once else epochs):
        for batch in training_batches(PIECES, Windowing(128, 600, 1), epoch):
            if index == steps:
                return metrics
            metrics.append(family.training_step(batch, Step(index, 0.5, 1)))
            index += 1
    return metrics


def surprise(family: Family) -> float:
    batches = list(held_out_batches(HELD_OUT, 4096))
    return float(sum(family.nats(batch).sum() for batch in batches) / sum(batch.scored for batch in batches))


@EVERY
def test_it_has_a_debug_recipe(name: str) -> None:
    assert name in config_names("recipes/debug")
    assert recipe_named(f"debug/{name}").family == name


@EVERY
def test_it_learns(name: str) -> None:
    family = made(name)
    before = surprise(family)
    metrics = taught(family)
    assert all(np.isfinite(value) for step in metrics for value in step.values())
    assert surprise(family) < 0.97 * before
    assert family.parameters > 0


@EVERY
def test_scores_are_zero_where_nothing_is_asked(name: str) -> None:
    family = made(name)
    taught(family, steps=2)
    batch = next(held_out_batches(HELD_OUT, 4096))
    nats = family.nats(batch)
    assert nats.shape == batch.targets.shape
    assert (nats[batch.targets < 0] == 0).all()
    assert (nats[batch.targets >= 0] >= 0).all()


@EVERY
def test_what_it_learnt_survives_a_checkpoint(name: str) -> None:
    family, other = made(name), made(name)
    taught(family, steps=3)
    other.load_arrays(copy.deepcopy(family.arrays()))
    assert surprise(other) == surprise(family)
    follow = next(training_batches(PIECES, Windowing(128, 600, 1), 9))
    family.training_step(follow, Step(3, 0.5, 1))
    other.training_step(follow, Step(3, 0.5, 1))
    assert surprise(other) == surprise(family)


@EVERY
def test_it_can_start_from_another_training(name: str) -> None:
    family, other = made(name), made(name)
    taught(family, steps=4)
    other.load_weights(family.arrays())
    assert surprise(other) == pytest.approx(surprise(family))


@EVERY
def test_it_exports_what_it_names(name: str, tmp_path: Path) -> None:
    family = made(name)
    taught(family, steps=1)
    written = family.export(tmp_path)
    assert sorted(written) == sorted(path.name for path in tmp_path.iterdir())


@EVERY
def test_it_says_what_it_can_do(name: str) -> None:
    family = made(name)
    assert family.abilities <= set(ABILITIES)
    for ability in ABILITIES:
        if ability in family.abilities:
            family.require(ability)
        else:
            with pytest.raises(UnsupportedAbilityError, match=f"cannot {ability}"):
                family.require(ability)
