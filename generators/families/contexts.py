"""What counting families share: every context seen, from the shortest to the longest, and how often each token followed it.

A context of length k is a context of length k - 1 with one older token, so contexts form a tree; a context's number on its level is found by
one binary search, for all positions of a batch at once.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from corpora.datasets import Batch
from generators.families.base import Blueprint, Family, Step

Ints = NDArray[np.int64]
Shorts = NDArray[np.int16]
"""Tokens of histories: there may be hundreds of millions."""


@dataclass(frozen=True, slots=True)
class ContextTree:
    """The contexts seen in training, level by level."""

    fan: int
    """Tokens of the vocabulary and one more, which stands before every sequence."""
    levels: tuple[Ints, ...]
    """For each length from 1: sorted int64 ``parent * fan + oldest token``; a context's number is its place here."""

    @classmethod
    def grown(cls, histories: Shorts, fan: int) -> ContextTree:
        """All contexts of ``histories``, int16 ``[positions, longest]``, newest token first."""
        levels = []
        numbers = np.zeros(len(histories), np.int64)
        for column in histories.T:
            keys, numbers = np.unique(numbers * fan + column, return_inverse=True)
            levels.append(keys)
        return cls(fan, tuple(levels))

    def numbers(self, histories: Shorts) -> Ints:
        """Numbers of each position's contexts by length from 0, int64 ``[positions, longest + 1]``; -1 where never seen."""
        found = np.zeros((len(histories), len(self.levels) + 1), np.int64)
        for length, keys in enumerate(self.levels, start=1):
            parents = found[:, length - 1]
            found[:, length] = np.where(parents >= 0, places(keys, parents * self.fan + histories[:, length - 1]), -1)
        return found

    def parents(self, length: int) -> Ints:
        """For each context of a length, its context without the oldest token."""
        return self.levels[length - 1] // self.fan


def places(keys: Ints, wanted: Ints) -> Ints:
    """Place of each wanted key in sorted ``keys``; -1 where it is not there."""
    if not len(keys):
        return np.full(len(wanted), -1, np.int64)
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[place] == wanted, place, -1)


def histories_of(tokens: Ints, longest: int, before: int) -> Ints:
    """For every position of int64 ``[time]`` tokens, itself and the tokens before it, newest first, int64 ``[time, longest]``."""
    if not longest:
        return np.zeros((len(tokens), 0), np.int64)
    padded = np.concatenate([np.full(longest - 1, before, np.int64), tokens])
    return np.stack([padded[longest - 1 - back : len(padded) - back] for back in range(longest)], axis=1)


class CountingFamily(Family):
    """A family that learns by counting: it keeps what it read and makes its tables when first asked."""

    abilities: ClassVar[frozenset[str]] = frozenset({"continue", "score"})
    counts_once: ClassVar[bool] = True

    def __init__(self, blueprint: Blueprint, longest: int) -> None:
        self.vocabulary_size = blueprint.vocabulary_size
        self.longest = longest
        """Tokens of the longest context."""
        self._histories: list[Shorts] = []
        self._targets: list[Ints] = []
        self._ready = False

    @abstractmethod
    def build(self, histories: Shorts, targets: Ints) -> None:
        """Make the tables from every position read: contexts int16 ``[positions, longest]``, newest first, and what followed each."""

    @abstractmethod
    def probabilities(self, histories: Shorts, targets: Ints) -> NDArray[np.float64]:
        """Probability of each target after its context, float64 ``[positions]``, > 0."""

    def training_step(self, batch: Batch, step: Step) -> dict[str, float]:  # noqa: ARG002 (counting has no schedule)
        """Read a batch."""
        histories, targets, _ = self._positions(batch)
        self._histories.append(histories)
        self._targets.append(targets)
        self._ready = False
        return {"tokens": float(len(targets))}

    def nats(self, batch: Batch) -> NDArray[np.float64]:
        """Minus the log-probability of each target."""
        self.prepare()
        histories, targets, scored = self._positions(batch)
        nats = np.zeros(batch.targets.shape)
        nats[scored] = -np.log(self.probabilities(histories, targets))
        return nats

    def prepare(self) -> None:
        """Make the tables, if something was read since they were made."""
        if not self._ready:
            nothing = [np.zeros((0, self.longest), np.int16)], [np.zeros(0, np.int64)]
            self.build(np.concatenate([*nothing[0], *self._histories]), np.concatenate([*nothing[1], *self._targets]))
            self._ready = True

    def histories(self, tokens: Ints) -> Shorts:
        """The context of what follows each of int64 ``[time]`` tokens, int16 ``[time, longest]``, newest first."""
        return histories_of(tokens, self.longest, self.vocabulary_size).astype(np.int16)

    def following(self, histories: Shorts) -> NDArray[np.float64]:
        """Probability of every token after each context, float64 ``[positions, vocabulary]``; rows sum to 1."""
        size = self.vocabulary_size
        every = np.tile(np.arange(size), len(histories))
        return self.probabilities(np.repeat(histories, size, axis=0), every).reshape(len(histories), size)

    def distributions(self, tokens: Ints) -> NDArray[np.float64]:
        """Probability of every token after each of int64 ``[time]`` tokens, float64 ``[time, vocabulary]``; rows sum to 1."""
        self.prepare()
        return self.following(self.histories(tokens))

    def distribution(self, tokens: Ints) -> NDArray[np.float64]:
        """Probability of every token after int64 ``[time]`` tokens, float64 ``[vocabulary]``; sums to 1."""
        self.prepare()
        last: NDArray[np.float64] = self.following(self.histories(tokens)[-1:])[0]
        return last

    def draw(self, tokens: Ints, count: int, rng: np.random.Generator) -> Ints:
        """Continue int64 ``[time]`` tokens by ``count`` more; returns the new ones."""
        whole = list(tokens)
        for _ in range(count):
            chances = self.distribution(np.array(whole[-self.longest - 1 :], np.int64))
            whole.append(int(rng.choice(self.vocabulary_size, p=chances / chances.sum())))
        return np.array(whole[len(tokens) :], np.int64)

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Every position read."""
        histories = [np.zeros((0, self.longest), np.int16), *self._histories]
        return {"histories": np.concatenate(histories), "targets": np.concatenate([np.zeros(0, np.int64), *self._targets])}

    def load_arrays(self, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        """Take up every position read."""
        self._histories, self._targets = [arrays["histories"].astype(np.int16)], [arrays["targets"].astype(np.int64)]
        self._ready = False

    def export(self, folder: Path) -> list[str]:
        """Write the positions read as ``counts.npz``: the tables follow from them."""
        np.savez_compressed(folder / "counts.npz", **self.arrays())  # type: ignore[arg-type]
        return ["counts.npz"]

    def _positions(self, batch: Batch) -> tuple[Shorts, Ints, NDArray[np.bool_]]:
        """Contexts, targets and where they stand in the batch (bool ``[batch, time]``) of all scored positions."""
        scored = batch.targets >= 0
        histories = np.stack([histories_of(row, self.longest, self.vocabulary_size) for row in batch.tokens])  # [batch, time, longest]
        return histories[scored].astype(np.int16), batch.targets[scored], scored
