"""The shared half of every family trained by gradient descent on one loss: AdamW, schedule, clipping, averaged weights.

Loshchilov and Hutter, "Decoupled weight decay regularization" (2019) for AdamW; cosine annealing after theirs of 2017 without restarts;
the exponential average of weights after Polyak and Juditsky (1992), with the early steps weighted as in Tarvainen and Valpola (2017).
"""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from corpora.datasets import Batch
from generators.families.base import Blueprint, Family, Optimisation, Step


def learning_rate(plan: Optimisation, progress: float) -> float:
    """The rate at a share of the training: a linear rise, then half a cosine down to ``final_rate``."""
    if progress < plan.warmup:
        return plan.learning_rate * max(progress / plan.warmup, 0.01)
    fall = (progress - plan.warmup) / max(1.0 - plan.warmup, 1e-9)
    cosine = 0.5 * (1.0 + math.cos(math.pi * min(fall, 1.0)))
    return plan.learning_rate * (plan.final_rate + (1.0 - plan.final_rate) * cosine)


def uses_bf16(precision: str, device: str) -> bool:
    """Whether to multiply in bfloat16: where asked, or where the processor does it in hardware."""
    if precision != "auto":
        return precision == "bf16"
    if device.startswith("cuda"):
        return bool(torch.cuda.is_bf16_supported())
    # Without oneDNN bfloat16 on a CPU is a hundred times slower than float32.
    return bool(torch.backends.mkldnn.is_available() and torch.ops.mkldnn._is_mkldnn_bf16_supported())  # type: ignore[no-untyped-call]


class GradientFamily(Family):
    """A family that writes a network and its loss; everything about the update is here."""

    def __init__(self, module: nn.Module, blueprint: Blueprint) -> None:
        self.plan = blueprint.optimisation
        self.device = torch.device(blueprint.device)
        self.module = module.to(self.device)
        self._bf16 = uses_bf16(self.plan.precision, blueprint.device)
        self._weights = dict(self.module.named_parameters())
        decayed = [weight for weight in self._weights.values() if weight.dim() > 1]
        plain = [weight for weight in self._weights.values() if weight.dim() <= 1]
        groups = [{"params": decayed, "weight_decay": self.plan.weight_decay}, {"params": plain, "weight_decay": 0.0}]
        self._optimiser = torch.optim.AdamW(groups, lr=self.plan.learning_rate, betas=(0.9, 0.99), fused=True)
        self._average = {name: weight.detach().clone() for name, weight in self._weights.items()} if self.plan.ema_decay else {}

    @abstractmethod
    def loss(self, tokens: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """The loss to descend (scalar) and the nats per scored token (scalar) of int64 ``[batch, time]`` tokens and targets."""

    @abstractmethod
    def score(self, tokens: Tensor, targets: Tensor) -> Tensor:
        """Minus the log-probability of each target, float ``[batch, time]``, 0 where ignored; no dropout, no gradient."""

    @property
    def parameters(self) -> int:
        """Weights in the network."""
        return sum(weight.numel() for weight in self._weights.values())

    def training_step(self, batch: Batch, step: Step) -> dict[str, float]:
        """One AdamW update on the batch."""
        rate = learning_rate(self.plan, step.progress)
        for group in self._optimiser.param_groups:
            group["lr"] = rate
        torch.manual_seed((step.seed * 1_000_003 + step.index) % 2**63)  # dropout is a function of the step, so resuming repeats it
        self.module.train()
        with self._autocast():
            loss, nats = self.loss(self._tensor(batch.tokens), self._tensor(batch.targets))
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        norm = nn.utils.clip_grad_norm_(self._weights.values(), self.plan.clip_norm)
        if bool(torch.isfinite(norm)):  # one bad batch must not poison the weights
            self._optimiser.step()
            self._update_average(step.index)
        return {"nats_per_token": float(nats), "gradient_norm": float(norm), "learning_rate": rate}

    def nats(self, batch: Batch) -> NDArray[np.float64]:
        """Scores under the averaged weights."""
        self.module.eval()
        with self.averaged(), torch.inference_mode(), self._autocast():
            nats = self.score(self._tensor(batch.tokens), self._tensor(batch.targets))
        return nats.float().cpu().numpy().astype(np.float64)

    @contextmanager
    def averaged(self) -> Iterator[None]:
        """Inside, the network holds the averaged weights."""
        if not self._average:
            yield
            return
        kept = {name: weight.data for name, weight in self._weights.items()}
        for name, weight in self._weights.items():
            weight.data = self._average[name]
        try:
            yield
        finally:
            for name, weight in self._weights.items():
                weight.data = kept[name]

    @contextmanager
    def exact(self) -> Iterator[None]:
        """Inside, scores are computed in float32."""
        fast, self._bf16 = self._bf16, False
        try:
            yield
        finally:
            self._bf16 = fast

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Weights, their average and AdamW's moments."""
        arrays = {f"weight.{name}": _array(weight) for name, weight in self._weights.items()}
        arrays |= {f"average.{name}": _array(weight) for name, weight in self._average.items()}
        for name, weight in self._weights.items():
            for key, value in self._optimiser.state.get(weight, {}).items():
                arrays[f"optimiser.{key}.{name}"] = _array(value)
        return arrays

    def load_arrays(self, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        """Take up weights, average and moments."""
        self._load(arrays, "weight")
        for name, weight in self._weights.items():
            keys = [key for key in arrays if key.startswith("optimiser.") and key.split(".", 2)[2] == name]
            self._optimiser.state[weight] = {key.split(".", 2)[1]: self._tensor(arrays[key]) for key in keys}

    def load_weights(self, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        """Take up the averaged weights alone, to train on from them."""
        self._load(arrays, "average" if any(key.startswith("average.") for key in arrays) else "weight")

    def _load(self, arrays: Mapping[str, NDArray[np.generic]], source: str) -> None:
        with torch.no_grad():
            for name, weight in self._weights.items():
                weight.copy_(self._tensor(arrays[f"{source}.{name}"]))
            for name, mean in self._average.items():
                mean.copy_(self._tensor(arrays.get(f"average.{name}", arrays[f"weight.{name}"])))

    def _update_average(self, index: int) -> None:
        if not self._average:
            return
        decay = min(self.plan.ema_decay, (1 + index) / (10 + index))
        with torch.no_grad():
            torch._foreach_lerp_(list(self._average.values()), [weight.data for weight in self._weights.values()], 1.0 - decay)

    def _autocast(self) -> torch.autocast:
        return torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=self._bf16)

    def _tensor(self, array: NDArray[np.generic]) -> Tensor:
        return torch.from_numpy(np.array(array)).to(self.device)  # a copy: what a file gave is read-only


def _array(tensor: Tensor) -> NDArray[np.generic]:
    array: NDArray[np.generic] = tensor.detach().cpu().numpy()
    return array
