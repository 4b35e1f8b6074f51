"""An LSTM trained on tiny-shakespeare for a few minutes of the clock, its schedule fitted to them. Imports torch."""

from __future__ import annotations

import time

import numpy as np
import torch

from corpora.datasets import Batch
from generators.families.base import Blueprint, Optimisation, Step
from generators.families.contexts import Ints
from generators.families.recurrent import Recurrent, RecurrentSettings

THREADS = 2
_BATCH, _WINDOW = 32, 256
_SETTINGS = RecurrentSettings(hidden=512, embedding=128, dropout=0.25, tied=False, embedding_dropout=0.0)
_PLAN = Optimisation(learning_rate=4e-3, weight_decay=0.02, ema_decay=0.998)


def trained_nats(learnt: Ints, test: Ints, size: int, minutes: float) -> tuple[float, int]:
    """Nats per token of int64 ``[time]`` test tokens, read as one stream after the training, and how many tokens the training read."""
    threads = torch.get_num_threads()
    torch.set_num_threads(THREADS)
    try:
        family = Recurrent(Blueprint(size, seed=1, optimisation=_PLAN), _SETTINGS)
        steps = _train(family, learnt, minutes * 60.0)
        with family.exact():
            nats = family.nats(Batch(test[None, :-1], test[None, 1:], np.zeros(1, np.int64)))
    finally:
        torch.set_num_threads(threads)
    return float(nats.mean()), steps * _BATCH * _WINDOW


def _train(family: Recurrent, learnt: Ints, seconds: float) -> int:
    """Updates made until the time is up."""
    rng, began, steps = np.random.default_rng(0), time.perf_counter(), 0
    window = min(_WINDOW, len(learnt) - 2)
    while (spent := time.perf_counter() - began) < seconds:
        starts = rng.integers(0, len(learnt) - window - 1, _BATCH)
        rows = learnt[starts[:, None] + np.arange(window + 1)]  # [batch, window + 1]
        family.training_step(Batch(rows[:, :-1], rows[:, 1:], starts), Step(steps, spent / seconds, 1))
        steps += 1
    return steps
