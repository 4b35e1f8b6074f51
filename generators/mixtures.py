"""Several models of the same tokens heard as one: a gate decides, token by token, how much each of them is believed.

Chances are multiplied, each raised to its model's weight, and made to sum to 1 again (Hinton, "Training products of experts by minimizing contrastive
divergence", 2002; in text compression Mahoney, "Adaptive weighing of context models for lossless data compression", 2005, who mixes in the
logistic domain, and Mattern, "Mixing strategies in data compression", 2012, for whole alphabets). A weight is linear in what each model shows of its
own certainty: how long a context it recognised, the entropy of its guess, its highest chance. The gate is learnt on held-out text
that none of the models was trained on. We depart from the compressors: their mixers only ever learn as they go; ours is learnt first, and going on
learning from what it has just read (``adapted``) is a choice of its own, to be reported apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generators.families.contexts import Ints

Floats = NDArray[np.float64]

_STEPS = 150
_RATE = 0.03
_DECAY = 1e-4
_LEAST_CHANCE = 1e-6
"""A model that rules something out is not believed more than this."""
_LONGEST_MATCH = 8
ADAPTING_BLOCK = 32
"""Tokens after which an adapting gate moves; it has read them all by then."""
ADAPTING_RATE = 1e-4


@dataclass(frozen=True, slots=True)
class Reading:
    """What one model says all along a text."""

    model: str
    chances: NDArray[np.float32]
    """float32 ``[time, vocabulary]``; rows sum to 1."""
    matched: Ints | None = None
    """int64 ``[time]``: tokens of the context it recognised; None for models that know no such thing."""

    def nats(self, targets: Ints) -> float:
        """Mean of minus the log-probability of int64 ``[time]`` targets."""
        return float(-np.log(np.maximum(_chosen(self.chances, targets), 1e-30)).mean())


@dataclass(frozen=True, slots=True)
class Mixture:
    """A learnt gate over models in a fixed order."""

    models: tuple[str, ...]
    weights: Floats
    """float64 ``[features, models]``."""
    mean: Floats
    """float64 ``[features]``: of each feature on the text it was learnt on."""
    spread: Floats
    """float64 ``[features]``, > 0."""

    def mixed(self, readings: Sequence[Reading]) -> NDArray[np.float32]:
        """The mixture's own chances, float32 ``[time, vocabulary]``; rows sum to 1."""
        return _product(self._features(readings) @ self.weights, _logs(readings))

    def nats(self, readings: Sequence[Reading], targets: Ints) -> Floats:
        """Minus the log-probability of each target with the gate as learnt, float64 ``[time]``."""
        return -np.log(_chosen(self.mixed(readings), targets).astype(np.float64))

    def adapted(self, readings: Sequence[Reading], targets: Ints, rate: float = ADAPTING_RATE) -> Floats:
        """The same with a gate that goes on learning: after every block it descends on the targets it has just been scored on."""
        features, logs, weights = self._features(readings), _logs(readings), self.weights.copy()
        nats = np.empty(len(targets))
        for start in range(0, len(targets), ADAPTING_BLOCK):
            block = slice(start, start + ADAPTING_BLOCK)
            chances = _product(features[block] @ weights, logs[block])
            nats[block] = -np.log(_chosen(chances, targets[block]).astype(np.float64))
            weights += rate * features[block].T @ _pull(chances, logs[block], targets[block])
        return nats

    def _features(self, readings: Sequence[Reading]) -> Floats:
        if tuple(reading.model for reading in readings) != self.models:
            raise ValueError(f"this mixture was learnt for {', '.join(self.models)}, in this order")
        return (_raw_features(readings) - self.mean) / self.spread


def learn_mixture(readings: Sequence[Reading], targets: Ints) -> Mixture:
    """Learn a gate on held-out text: never worse there than the best of the models alone, for it begins from that one or better.

    Args:
        readings: what each model says along the text.
        targets: int64 ``[time]``, what followed.
    """
    raw, logs = _raw_features(readings), _logs(readings)
    mean, spread = raw.mean(axis=0), raw.std(axis=0)
    mean[0], spread = 0.0, np.where(spread > 0, spread, 1.0)
    features = (raw - mean) / spread
    even = np.full(len(readings), 1.0 / len(readings))
    starts = [_constant(row, features.shape[1]) for row in [even, *np.eye(len(readings))]]
    weights = min(starts, key=lambda each: _score(features, logs, targets, each))
    weights = _descended(features, logs, targets, weights)
    return Mixture(tuple(reading.model for reading in readings), weights, mean, spread)


def _constant(row: Floats, features: int) -> Floats:
    """Weights that listen to no feature but the first, which is always 1."""
    return np.concatenate([row[None], np.zeros((features - 1, len(row)))])


def _descended(features: Floats, logs: NDArray[np.float32], targets: Ints, weights: Floats) -> Floats:
    """The best weights that Adam passes through."""
    best, best_nats = weights, np.inf
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, _STEPS + 1):
        chances = _product(features @ weights, logs)
        nats = float(-np.log(_chosen(chances, targets).astype(np.float64)).mean())
        if nats < best_nats:
            best, best_nats = weights, nats
        slope = features.T @ _pull(chances, logs, targets) / len(targets) - _DECAY * weights
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        weights = weights + _RATE * (mean / (1.0 - 0.9**step)) / (np.sqrt(square / (1.0 - 0.99**step)) + 1e-8)
    return best


def _score(features: Floats, logs: NDArray[np.float32], targets: Ints, weights: Floats) -> float:
    return float(-np.log(_chosen(_product(features @ weights, logs), targets).astype(np.float64)).mean())


def _raw_features(readings: Sequence[Reading]) -> Floats:
    """float64 ``[time, features]``: 1, then how certain each model is."""
    columns: list[Floats] = [np.ones(len(readings[0].chances))]
    for reading in readings:
        if reading.matched is not None:
            columns += [(np.minimum(reading.matched, _LONGEST_MATCH) == length).astype(np.float64) for length in range(1, _LONGEST_MATCH + 1)]
        chances = np.maximum(reading.chances, _LEAST_CHANCE)
        columns += [-(chances * np.log(chances)).sum(axis=1), np.log(chances.max(axis=1))]
    return np.stack(columns, axis=1).astype(np.float64)


def _logs(readings: Sequence[Reading]) -> NDArray[np.float32]:
    """float32 ``[time, models, vocabulary]``."""
    return np.stack([np.log(np.maximum(reading.chances, _LEAST_CHANCE)) for reading in readings], axis=1).astype(np.float32)


def _product(weights: Floats, logs: NDArray[np.float32]) -> NDArray[np.float32]:
    """Chances raised to their weights, ``[time, models]``, multiplied and normalised: float32 ``[time, vocabulary]``."""
    summed: NDArray[np.float32] = np.einsum("tm,tmv->tv", weights.astype(np.float32), logs)
    chances = np.exp(summed - summed.max(axis=1, keepdims=True))
    normalised: NDArray[np.float32] = np.maximum(chances / chances.sum(axis=1, keepdims=True), np.float32(1e-30))
    return normalised


def _pull(chances: NDArray[np.float32], logs: NDArray[np.float32], targets: Ints) -> Floats:
    """How the log-probability of each target rises with each model's weight: float64 ``[time, models]``."""
    expected = np.einsum("tv,tmv->tm", chances, logs)
    pull: Floats = logs[np.arange(len(targets)), :, targets].astype(np.float64) - expected
    return pull


def _chosen(chances: NDArray[np.float32], targets: Ints) -> NDArray[np.float32]:
    chosen: NDArray[np.float32] = chances[np.arange(len(targets)), targets]
    return chosen
