"""The family seam: a model idea that owns its update. The loop, the checkpoints and the decoding are shared by all.

Half of the ideas in this house have no single loss (counting models have no gradient, an adversarial pair has two), so the seam is
``training_step``: one whole update, answered with metrics named by their unit. Families trained by gradient descent on one loss
inherit that from :mod:`generators.families.gradient` and write only the loss.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from corpora.datasets import Batch
from generators.errors import UnsupportedAbilityError

ABILITIES = ("continue", "score", "infill", "interpolate", "novelty")
"""What a family can be asked to do."""


@dataclass(frozen=True, slots=True)
class Step:
    """Where training stands."""

    index: int
    """Updates made before this one."""
    progress: float
    """Share of the whole training already done, 0-1: what schedules follow."""
    seed: int
    """Of the recipe; a family draws its noise from ``(seed, index)``, so a resumed run draws the same."""


@dataclass(frozen=True, slots=True)
class Optimisation:
    """How weights are updated; families without a gradient ignore it."""

    learning_rate: float = 2e-3
    """At the top of the schedule."""
    warmup: float = 0.02
    """Share of the training over which the rate rises from zero; after it a cosine falls to ``final_rate``."""
    final_rate: float = 0.05
    """Rate at the end, as a share of ``learning_rate``."""
    weight_decay: float = 0.01
    clip_norm: float = 1.0
    """Gradients are scaled down to this norm."""
    label_smoothing: float = 0.0
    ema_decay: float = 0.999
    """Decay of the running average of weights that is evaluated and exported; 0 = off."""
    precision: str = "auto"
    """``bf16``, ``fp32`` or ``auto`` (bf16 where the processor multiplies in it)."""


@dataclass(frozen=True, slots=True)
class Blueprint:
    """What a family is built from."""

    vocabulary_size: int
    seed: int
    device: str = "cpu"
    optimisation: Optimisation = Optimisation()


class Family(ABC):
    """A model idea. Subclasses name their settings type and what they can do."""

    settings_type: ClassVar[type]
    """A frozen dataclass: the recipe's ``[model]`` table."""
    abilities: ClassVar[frozenset[str]] = frozenset()
    """A subset of :data:`ABILITIES`."""
    counts_once: ClassVar[bool] = False
    """True for families that learn all there is to learn in a single epoch (counting models)."""

    @abstractmethod
    def training_step(self, batch: Batch, step: Step) -> dict[str, float]:
        """Make one whole update and return its metrics, ``nats_per_token`` among them where the family scores."""

    @abstractmethod
    def nats(self, batch: Batch) -> NDArray[np.float64]:
        """Minus the log-probability of every target, float64 ``[batch, time]``; 0 where the target is ignored."""

    @abstractmethod
    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Everything a resumed training needs, by name: weights, optimiser state, counts."""

    @abstractmethod
    def load_arrays(self, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        """Take up what :meth:`arrays` gave."""

    def load_weights(self, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        """Start from what another training learnt, as far as it is knowledge and not the state of an optimiser."""
        self.load_arrays(arrays)

    @abstractmethod
    def __init__(self, blueprint: Blueprint, settings: Any) -> None:
        """Build it untrained; ``settings`` is of ``settings_type``."""

    @abstractmethod
    def export(self, folder: Path) -> list[str]:
        """Write what playing needs into a folder; returns the file names."""

    def exact(self) -> AbstractContextManager[None]:
        """Inside, scores are computed in full precision."""
        return nullcontext()

    @property
    @abstractmethod
    def parameters(self) -> int:
        """Free numbers learnt: weights, or counts kept."""

    def require(self, ability: str) -> None:
        """Refuse what this family cannot do.

        Raises:
            UnsupportedAbilityError: when the family lacks the ability.
        """
        if ability not in self.abilities:
            able = ", ".join(sorted(self.abilities)) or "nothing but learn"
            raise UnsupportedAbilityError(f"{type(self).__name__.lower()} models cannot {ability}; they can {able} (change --generator)")
