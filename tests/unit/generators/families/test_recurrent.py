from itertools import pairwise

import numpy as np
import pytest
import torch
from tiny_pieces import SIZE, tiny_pieces

from corpora.datasets import Batch, Windowing, held_out_batches, training_batches
from generators.families import recurrent
from generators.families.base import Blueprint, Optimisation, Step
from generators.families.gradient import learning_rate
from generators.families.recurrent import Recurrent, RecurrentSettings

SMALL = {"hidden": 32, "embedding": 16, "layers": 2}
GOLDEN = {"lstm": (3.7090, 3.4383), "gru": (3.7053, 3.2871)}
"""Nats per token at the first and the twentieth step of a seeded run in float32."""


def made(cell: str = "lstm", **plan: float) -> Recurrent:
    optimisation = Optimisation(precision="fp32", **{"learning_rate": 1e-2, "ema_decay": 0.9, **plan})  # type: ignore[arg-type]
    return Recurrent(Blueprint(SIZE, 1, optimisation=optimisation), RecurrentSettings(cell=cell, dropout=0.1, **SMALL))  # type: ignore[arg-type]


def losses(family: Recurrent, steps: int) -> list[float]:
    batches = list(training_batches(tiny_pieces(64), Windowing(64, 512, seed=1), 0))
    return [family.training_step(batches[step % len(batches)], Step(step, step / steps, seed=1))["nats_per_token"] for step in range(steps)]


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_golden_losses(cell: str) -> None:
    found = losses(made(cell), 20)
    assert (found[0], found[-1]) == pytest.approx(GOLDEN[cell], abs=0.02)


def test_the_same_seed_gives_the_same_losses() -> None:
    assert losses(made(), 4) == losses(made(), 4)


def test_a_long_piece_scores_the_same_in_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    family = made()
    batch = next(held_out_batches(tiny_pieces(3, bars=9), 4096))
    whole = family.nats(batch)
    monkeypatch.setattr(recurrent, "_SCORING_CHUNK", 7)
    np.testing.assert_allclose(family.nats(batch), whole, atol=1e-5)
    assert (whole[batch.targets < 0] == 0).all()


def test_scores_are_log_probabilities() -> None:
    family = made("gru")
    every = np.arange(SIZE)
    context = np.tile([2, 3, 4], (SIZE, 1))
    targets = np.full((SIZE, 3), -100)
    targets[:, 2] = every
    assert np.exp(-family.nats(Batch(context, targets, np.zeros(SIZE, np.int64)))[:, 2]).sum() == pytest.approx(1.0, abs=1e-5)


def test_evaluation_reads_the_averaged_weights() -> None:
    family = made()
    losses(family, 8)
    batch = next(held_out_batches(tiny_pieces(3), 4096))
    averaged = family.nats(batch)
    raw = dict(family.network.named_parameters())["output.bias"].detach().clone()
    with family.averaged():
        assert not torch.equal(family.network.output.bias, raw)
    assert torch.equal(family.network.output.bias, raw)
    family._average = {}
    assert not np.allclose(family.nats(batch), averaged)


def test_a_batch_that_explodes_leaves_the_weights_alone() -> None:
    family = made()
    batch = next(training_batches(tiny_pieces(4), Windowing(64, 512, 1), 0))
    before = family.network.output.bias.detach().clone()
    with torch.no_grad():
        kept = family.network.embedding.weight.clone()
        family.network.embedding.weight.fill_(float("nan"))
    family.training_step(batch, Step(0, 0.5, 1))
    with torch.no_grad():
        family.network.embedding.weight.copy_(kept)
    assert torch.equal(family.network.output.bias, before)


def test_tied_and_untied_outputs() -> None:
    tied = Recurrent(Blueprint(SIZE, 1), RecurrentSettings(**SMALL))  # type: ignore[arg-type]
    untied = Recurrent(Blueprint(SIZE, 1), RecurrentSettings(tied=False, **SMALL))  # type: ignore[arg-type]
    assert tied.network.output.weight is tied.network.embedding.weight
    assert untied.parameters - tied.parameters == SIZE * 32 - (32 * 16 + 16)
    assert tied.plain().output.shape == untied.plain().output.shape == (32, SIZE)


def test_the_schedule_rises_then_falls() -> None:
    plan = Optimisation(learning_rate=1.0, warmup=0.1, final_rate=0.05)
    rates = [learning_rate(plan, progress) for progress in np.linspace(0, 1, 101)]
    assert rates[0] == pytest.approx(0.01)
    assert max(rates) == pytest.approx(1.0) == rates[10]
    assert rates[-1] == pytest.approx(0.05)
    assert all(early >= late for early, late in pairwise(rates[10:]))
