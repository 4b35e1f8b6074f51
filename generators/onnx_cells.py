"""Recurrent cells as ONNX nodes, from weights as torch keeps them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generators.onnx_nodes import Nodes

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PlainLayer:
    """One recurrent layer as torch keeps it (gates i f g o for an LSTM, r z n for a GRU); G gates."""

    from_input: Matrix
    """float32 ``[G * H, in]``."""
    from_state: Matrix
    """float32 ``[G * H, H]``."""
    input_bias: Matrix
    """float32 ``[G * H]``."""
    state_bias: Matrix
    """float32 ``[G * H]``."""


@dataclass(frozen=True, slots=True)
class PlainNetwork:
    """A trained recurrent network as arrays."""

    cell: str
    """``lstm`` or ``gru``."""
    embedding: Matrix
    """float32 ``[V, E]``."""
    layers: tuple[PlainLayer, ...]
    output: Matrix
    """float32 ``[H, V]``; a projection before a tied output is already multiplied in, unless it is kept apart."""
    output_bias: Matrix
    """float32 ``[V]``."""
    projection: Matrix | None = None
    """float32 ``[H, E]``, where it is kept apart: ``output`` is then the embedding transposed, ``[E, V]``."""
    projection_bias: Matrix | None = None
    """float32 ``[E]``."""

    @property
    def hidden(self) -> int:
        """Channels of a layer."""
        return int(self.layers[0].from_state.shape[1])

    @property
    def vocabulary_size(self) -> int:
        """Tokens."""
        return int(self.embedding.shape[0])


_WORTH_BYTES = 2_000_000


def stands_apart(cell: str, vocabulary_size: int, embedding: int, hidden: int) -> bool:
    """Whether a tied network is written with its embedding and projection apart, one matrix for both ends.

    Multiplied into the first layer and the output they cost nothing to compute, but grow with the vocabulary times the hidden width.
    """
    gates = (4 if cell == "lstm" else 3) * hidden
    multiplied_in = vocabulary_size * (gates + hidden)
    apart = vocabulary_size * embedding + embedding * (gates + hidden)
    return multiplied_in - apart > _WORTH_BYTES


def state_names(network: PlainNetwork) -> list[str]:
    """Names of the recurrent states, all h before all c."""
    kinds = ("h", "c") if network.cell == "lstm" else ("h",)
    return [f"{kind}{layer}" for kind in kinds for layer in range(len(network.layers))]


def recurrent_cells(body: Nodes, network: PlainNetwork, token: str, *, quantised: bool) -> tuple[str, list[str]]:
    """The stacked layers: the top one's output ``[B, H]`` and the new states in the order of their names."""
    hidden, cells = [], []
    below = ""
    for place, layer in enumerate(network.layers):
        step = _lstm_step if network.cell == "lstm" else _gru_step
        fresh = step(body, network, layer, place, below or _read_token(body, network, token, quantised), quantised)
        below = fresh[0]
        hidden.append(fresh[0])
        cells += fresh[1:]
    return below, hidden + cells


def _read_token(body: Nodes, network: PlainNetwork, token: str, quantised: bool) -> str:
    """What a token adds to the first layer's gates ``[B, gates * H]``: a row of the table, or the product with its embedding."""
    row = body.op("GatherND", "table", token)
    if network.projection is None:
        return row
    return body.product(row, *first_input(network), "input0", quantised=quantised)


def first_input(network: PlainNetwork) -> tuple[Matrix, Matrix]:
    """Weights ``[E, gates * H]`` and biases ``[gates * H]`` of what enters the first layer; an LSTM's two biases are added up."""
    first = network.layers[0]
    bias = first.input_bias + (first.state_bias if network.cell == "lstm" else 0.0)
    return gate_columns(network, first.from_input.T), gate_columns(network, bias[None].astype(np.float32))[0]


def _lstm_step(body: Nodes, network: PlainNetwork, layer: PlainLayer, place: int, below: str, quantised: bool) -> list[str]:
    """One LSTM layer: new h and c. Below the first layer stands the table's row, which holds the input's share and both biases."""
    from_state = gate_columns(network, layer.from_state.T)
    if place == 0:
        gates = body.op("Add", below, body.product("h0", from_state, None, "state0", quantised=quantised))
    else:
        both = np.concatenate([gate_columns(network, layer.from_input.T), from_state])  # [in + H, 4H]
        bias = gate_columns(network, (layer.input_bias + layer.state_bias)[None])[0]
        joined = body.op("Concat", below, f"h{place}", axis=1)
        gates = body.product(joined, both, bias, f"both{place}", quantised=quantised)
    width = network.hidden
    soft, tall = body.ops("Split", 2, gates, body.constant([3 * width, width], np.int64), axis=1)
    admit, keep, show = body.ops("Split", 3, body.op("Sigmoid", soft), axis=1, num_outputs=3)
    memory = body.op("Add", body.op("Mul", keep, f"c{place}"), body.op("Mul", admit, body.op("Tanh", tall)))
    return [body.op("Mul", show, body.op("Tanh", memory)), memory]


def _gru_step(body: Nodes, network: PlainNetwork, layer: PlainLayer, place: int, below: str, quantised: bool) -> list[str]:
    """One GRU layer: new h = n + z (h - n), with the reset gate after the product."""
    width = network.hidden
    by_state = body.product(f"h{place}", layer.from_state.T, layer.state_bias, f"state{place}", quantised=quantised)
    by_input = below if place == 0 else body.product(below, layer.from_input.T, layer.input_bias, f"input{place}", quantised=quantised)
    sizes = body.constant([2 * width, width], np.int64)
    state_gates, state_new = body.ops("Split", 2, by_state, sizes, axis=1)
    input_gates, input_new = body.ops("Split", 2, by_input, sizes, axis=1)
    reset, update = body.ops("Split", 2, body.op("Sigmoid", body.op("Add", input_gates, state_gates)), axis=1, num_outputs=2)
    new = body.op("Tanh", body.op("Add", input_new, body.op("Mul", reset, state_new)))
    return [body.op("Add", new, body.op("Mul", update, body.op("Sub", f"h{place}", new)))]


def gate_columns(network: PlainNetwork, columns: Matrix) -> Matrix:
    """LSTM gates i f g o moved to i f o g, so that one sigmoid takes three of them; a GRU's stay."""
    if network.cell != "lstm":
        return columns
    i, f, g, o = np.split(columns, 4, axis=1)
    return np.concatenate([i, f, o, g], axis=1)
