"""Recurrent networks: a stack of LSTM or GRU layers that reads one token and says what may come next.

Papers:
    Hochreiter and Schmidhuber, "Long short-term memory" (1997), with the forget gate of Gers et al. (2000).
    Cho et al., "Learning phrase representations using RNN encoder-decoder" (2014) for the GRU; we use the variant whose reset gate
    acts after the recurrent product, as cuDNN does, since it is the one every library computes fast.
    Gal and Ghahramani (2016) for dropout with one mask a sequence, here between layers only, not inside the recurrence.
    Merity, Keskar and Socher, "Regularizing and optimizing LSTM language models" (2017) for tied embeddings, dropped vocabulary words
    and averaged weights. We depart from it: no weight drop on the recurrent matrices (it forbids the fused kernels), AdamW in place of
    averaged SGD, an exponential average in place of the triggered one, and state never crosses from one piece into the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from corpora.datasets import IGNORE_INDEX
from generators.families.base import Blueprint
from generators.families.gradient import GradientFamily
from generators.families.layers import embedding_dropout, locked_dropout
from generators.onnx_cells import PlainLayer, PlainNetwork, stands_apart
from generators.onnx_graphs import write_recurrent_graph

_SCORING_CHUNK = 1024
"""Held-out pieces are read in stretches of this many tokens with the state carried, so that a long piece fits in memory."""

_LAYER_WEIGHTS = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")

State = list[Tensor | tuple[Tensor, Tensor]]


@dataclass(frozen=True, slots=True)
class RecurrentSettings:
    """The recipe's ``[model]`` table."""

    cell: Literal["lstm", "gru"] = "lstm"
    layers: int = 2
    hidden: int = 512
    embedding: int = 256
    tied: bool = True
    """Whether the output reuses the embedding (through a projection from ``hidden`` to ``embedding``)."""
    dropout: float = 0.25
    """On what enters the first layer, passes between layers and leaves the last."""
    embedding_dropout: float = 0.05
    """Share of the vocabulary dropped in a sequence."""


class RecurrentNetwork(nn.Module):
    """Embedding, stacked cells, output."""

    def __init__(self, vocabulary_size: int, settings: RecurrentSettings) -> None:
        super().__init__()
        self.settings = settings
        cell = nn.LSTM if settings.cell == "lstm" else nn.GRU
        widths = [settings.embedding] + [settings.hidden] * (settings.layers - 1)
        self.embedding = nn.Embedding(vocabulary_size, settings.embedding)
        # One module a layer, since a dropout mask that holds for a whole sequence stands between them.
        self.cells = nn.ModuleList(cell(width, settings.hidden, batch_first=True) for width in widths)
        self.projection = nn.Linear(settings.hidden, settings.embedding) if settings.tied else None
        self.output = nn.Linear(settings.embedding if settings.tied else settings.hidden, vocabulary_size)
        self._initialise()
        if settings.tied:
            self.output.weight = self.embedding.weight

    def _initialise(self) -> None:
        nn.init.normal_(self.embedding.weight, std=self.settings.embedding**-0.5)
        nn.init.zeros_(self.output.bias)
        for cell in self.cells:
            for name, weight in cell.named_parameters():
                if "weight_hh" in name:
                    for gate in weight.data.chunk(weight.shape[0] // weight.shape[1]):
                        nn.init.orthogonal_(gate)
                elif "weight_ih" in name:
                    nn.init.xavier_uniform_(weight)
                else:
                    nn.init.zeros_(weight)
            if self.settings.cell == "lstm":  # remember by default: forget gates open (Jozefowicz et al., 2015)
                cast("Tensor", cell.bias_ih_l0).data[self.settings.hidden : 2 * self.settings.hidden] = 1.0

    def forward(self, tokens: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """Logits ``[batch, time, vocabulary]`` after each of int64 ``[batch, time]`` tokens, and the state to go on from."""
        rate, training = self.settings.dropout, self.training
        values = embedding_dropout(self.embedding, tokens, self.settings.embedding_dropout, training)  # [batch, time, embedding]
        values = locked_dropout(values, rate, training)
        after: State = []
        for index, cell in enumerate(self.cells):
            values, cell_state = cell(values, state[index] if state else None)  # [batch, time, hidden]
            values = locked_dropout(values, rate, training)
            after.append(cell_state)
        if self.projection is not None:
            values = self.projection(values)  # [batch, time, embedding]
        return self.output(values), after


class Recurrent(GradientFamily):
    """LSTM and GRU sequence models."""

    settings_type: ClassVar[type] = RecurrentSettings
    abilities: ClassVar[frozenset[str]] = frozenset({"continue", "score"})

    def __init__(self, blueprint: Blueprint, settings: RecurrentSettings) -> None:
        torch.manual_seed(blueprint.seed)
        self.settings = settings
        self.network = RecurrentNetwork(blueprint.vocabulary_size, settings)
        super().__init__(self.network, blueprint)

    def loss(self, tokens: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """Cross-entropy of the next token."""
        logits, _ = self.network(tokens)
        flat, wanted = logits.flatten(0, 1).float(), targets.flatten()
        loss = functional.cross_entropy(flat, wanted, ignore_index=IGNORE_INDEX, label_smoothing=self.plan.label_smoothing)
        if not self.plan.label_smoothing:
            return loss, loss.detach()
        with torch.no_grad():
            return loss, functional.cross_entropy(flat, wanted, ignore_index=IGNORE_INDEX)

    def score(self, tokens: Tensor, targets: Tensor) -> Tensor:
        """Nats of each target, the state carried from chunk to chunk."""
        state: State | None = None
        scores = []
        for start in range(0, tokens.shape[1], _SCORING_CHUNK):
            piece = slice(start, start + _SCORING_CHUNK)
            logits, state = self.network(tokens[:, piece], state)
            flat, wanted = logits.flatten(0, 1).float(), targets[:, piece].flatten()
            nats = functional.cross_entropy(flat, wanted, ignore_index=IGNORE_INDEX, reduction="none")
            scores.append(nats.view(tokens.shape[0], -1))  # [batch, chunk]
        return torch.cat(scores, dim=1)

    def plain(self) -> PlainNetwork:
        """The averaged weights as arrays."""
        network = self.network
        with self.averaged():
            embedding = _array(network.embedding.weight)
            layers = tuple(PlainLayer(*(_array(getattr(cell, name)) for name in _LAYER_WEIGHTS)) for cell in network.cells)
            output, bias = _array(network.output.weight).T, _array(network.output.bias)
            if network.projection is not None:
                narrow, narrow_bias = _array(network.projection.weight).T, _array(network.projection.bias)
                if stands_apart(self.settings.cell, len(embedding), self.settings.embedding, self.settings.hidden):
                    return PlainNetwork(self.settings.cell, embedding, layers, output, bias, narrow, narrow_bias)
                output, bias = narrow @ output, bias + narrow_bias @ output
        return PlainNetwork(self.settings.cell, embedding, layers, output, bias)

    def export(self, folder: Path) -> list[str]:
        """Write the averaged weights as ``model.onnx``: int8, with the whole sampling loop in the graph."""
        write_recurrent_graph(self.plain(), folder / "model.onnx", quantised=True)
        return ["model.onnx"]


def _array(tensor: Tensor) -> NDArray[np.float32]:
    return np.array(tensor.detach().float().cpu().numpy(), np.float32)
