"""A recurrent network and its whole sampling loop as one ONNX graph.

A call of an inference engine costs more than a step of a small network, so the loop is inside: the network, the grammar's masks and state
machine, forced tokens, temperature, nucleus sampling and stopping. Weights are int8 with a scale for every column; the first layer's product
with the embedding is a table made beforehand, so reading a token costs a look-up; where the vocabulary is so large that the table would weigh
more than the network, the embedding stands apart and serves as the output's matrix too. With so small a network every node of the graph counts:
the state machine is one table row of multipliers and addends a step (see :mod:`generators.players.loop_inputs`, which prepares the inputs).

Source: Holtzman et al., "The curious case of neural text degeneration" (2020) for nucleus sampling. We depart in one point: the token at the
nucleus's edge keeps only as much of its chance as fits under ``top_p``, which saves finding the edge.

Shapes: B streams, T steps at most, V tokens, L layers, H channels, K columns of state; inside the loop every state is ``[B, 1]``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import helper

from generators.onnx_cells import PlainNetwork, first_input, recurrent_cells, state_names
from generators.onnx_nodes import Nodes, model_of, quantise, value
from generators.players.loop_inputs import COLUMNS

TOP_K = 32
"""Only this many of the likeliest tokens can be drawn; nucleus sampling keeps fewer in practice."""

_PARTS = ("place", "bar_row", "position", "then", "if_full", "bar", "token", "until")
"""What the state splits into: ``place`` is three columns (stream, row and pointer of the forced tokens), the others one."""
_CARRIED = ("pack", "place", "bar_row", "position", "phase", "token", "done")


def write_recurrent_graph(network: PlainNetwork, path: Path, *, quantised: bool) -> None:
    """Write the network with its sampling loop."""
    path.write_bytes(recurrent_graph(network, quantised=quantised).SerializeToString())


def recurrent_graph(network: PlainNetwork, *, quantised: bool) -> onnx.ModelProto:
    """The model; :class:`generators.players.autoregressive.Player` runs it."""
    outer = Nodes("o_")
    recurrent = state_names(network)
    _first_table(outer, network, quantised=quantised)
    for kind in sorted({name[0] for name in recurrent}):
        names = [f"{kind}{layer}_3d" for layer in range(len(network.layers))]
        outer.ops("Split", len(names), kind, names=names, axis=0, num_outputs=len(names))
        for layer, name in enumerate(names):
            outer.op("Squeeze", name, outer.constant([0], np.int64), called=f"{kind}{layer}_in")  # [B, H]
    outer.constant([min(TOP_K, network.vocabulary_size)], np.int64, name="top_k")
    body = _body(outer, network, quantised=quantised)
    entering = [*(f"{name}_in" for name in (*_CARRIED, *recurrent))]
    leaving = [*(f"{name}_end" for name in (*_CARRIED, *recurrent))]
    outer.op("Squeeze", outer.op("Shape", "draws", start=0, end=1), called="most_steps")
    outer.ops("Loop", 0, "most_steps", "going_in", *entering, names=[*leaving, "tokens", "logprobs"], body=body)
    for kind in sorted({name[0] for name in recurrent}):
        parts = [outer.op("Unsqueeze", f"{kind}{layer}_end", outer.constant([0], np.int64)) for layer in range(len(network.layers))]
        outer.op("Concat", *parts, called=f"{kind}_out", axis=0)
    notes = {"cell": network.cell, "layers": str(len(network.layers)), "hidden": str(network.hidden), "vocabulary_size": str(network.vocabulary_size)}
    return model_of(outer, _inputs(network), _outputs(network), notes)


def _first_table(outer: Nodes, network: PlainNetwork, *, quantised: bool) -> None:
    """``table``: what each token adds to the first layer's gates, ``[V, gates * H]``; its embedding ``[V, E]`` where that stands apart."""
    weights, bias = first_input(network)
    table = network.embedding if network.projection is not None else (network.embedding @ weights + bias).astype(np.float32)
    if not quantised:
        outer.constant(table, name="table")
        return
    whole, scale = quantise(table, axis=1)
    # Written as a cast and a product, the engine works it out once, when it loads.
    floats = outer.op("Cast", outer.constant(whole, name="table_int8"), to=onnx.TensorProto.FLOAT)
    outer.op("Mul", floats, outer.constant(scale[:, None], name="table_scale"), called="table")
    if network.projection is not None:  # the output's columns are the embedding's rows: the same whole numbers and scales
        outer.op("Transpose", "table_int8", called="output_int8", perm=[1, 0])
        outer.op("Squeeze", "table_scale", outer.constant([1], np.int64), called="output_scale")


def _inputs(network: PlainNetwork) -> list[onnx.ValueInfoProto]:
    size = network.vocabulary_size
    kinds = {"pack": len(COLUMNS), "place": 3, "bar_row": 1, "position": 1, "phase": 1, "token": 1}
    return [
        *(value(f"{name}_in", "int64", ["B", width]) for name, width in kinds.items()),
        value("done_in", "bool", ["B", 1]),
        value("going_in", "bool", []),
        *_recurrent_values(network, ""),
        *(value(f"{kind}_mask", "float", [rows, size]) for kind, rows in (("phase", "P"), ("position", "Q"), ("remaining", "R"), ("bar", "N"))),
        value("limit", "int64", ["N"]),
        value("rules", "int64", ["P", size, 2 * len(COLUMNS)]),
        value("caps", "int64", [1, len(COLUMNS)]),
        value("forced", "int64", ["B", "N", "F", 1]),
        value("draws", "float", ["T", "B", 1]),
        value("sharpness", "float", [1]),
        *(value(name, "int64", []) for name in ("last_position", "last_remaining")),
        value("bar_length", "int64", [1]),
    ]


def _outputs(network: PlainNetwork) -> list[onnx.ValueInfoProto]:
    return [
        value("tokens", "int64", ["steps", "B", 1]),
        value("logprobs", "float", ["steps", "B", 1]),
        value("pack_end", "int64", ["B", len(COLUMNS)]),
        value("phase_end", "int64", ["B", 1]),
        value("done_end", "bool", ["B", 1]),
        *_recurrent_values(network, "_out"),
    ]


def _recurrent_values(network: PlainNetwork, ending: str) -> list[onnx.ValueInfoProto]:
    kinds = sorted({name[0] for name in state_names(network)}, reverse=True)
    return [value(f"{kind}{ending}", "float", [len(network.layers), "B", network.hidden]) for kind in kinds]


def _body(outer: Nodes, network: PlainNetwork, *, quantised: bool) -> onnx.GraphProto:
    """One step."""
    body = Nodes("b_", outer)
    recurrent = state_names(network)
    top, after = recurrent_cells(body, network, "token", quantised=quantised)
    logits = _logits(body, network, top, quantised=quantised)
    logprobs = _allowed_logprobs(body, logits)
    wish = body.op("GatherND", "forced", "place")  # [B, 1]
    chosen = body.op("Where", body.op("GreaterOrEqual", wish, body.constant([0], np.int64)), wish, _draw(body, logprobs))
    body.op("GatherElements", logprobs, chosen, called="logprob_step", axis=1)
    body.op("Where", "done", body.constant([-1], np.int64), chosen, called="token_step")
    _advance(body, chosen)
    for name, new in zip(recurrent, after, strict=True):
        body.op("Where", "done", name, new, called=f"{name}_after")
    body.op("Not", body.op("ReduceMin", "done_after", keepdims=0), called="going_after")
    entering, leaving = _carried_values(network, ""), _carried_values(network, "_after")
    steps = [value("token_step", "int64", ["B", 1]), value("logprob_step", "float", ["B", 1])]
    numbers = [value("step", "int64", []), value("going", "bool", [])]
    return helper.make_graph(body.nodes, "step", [*numbers, *entering], [value("going_after", "bool", []), *leaving, *steps])


def _logits(body: Nodes, network: PlainNetwork, top: str, *, quantised: bool) -> str:
    """``[B, V]`` from the top layer's ``[B, H]``."""
    if network.projection is None:
        return body.product(top, network.output, network.output_bias, "output", quantised=quantised)
    narrow = body.product(top, network.projection, network.projection_bias, "projection", quantised=quantised)  # [B, E]
    if not quantised:
        return body.product(narrow, network.output, network.output_bias, "output", quantised=False)
    zero = body.constant(np.zeros(network.vocabulary_size, np.int8), name="output_zero")
    return body.product_of(narrow, "output_int8", "output_scale", zero, body.constant(network.output_bias, name="output_bias"))


def _carried_values(network: PlainNetwork, ending: str) -> list[onnx.ValueInfoProto]:
    widths = {"pack": len(COLUMNS), "place": 3}
    ints = [value(f"{name}{ending}", "int64", ["B", widths.get(name, 1)]) for name in _CARRIED[:-1]]
    floats = [value(f"{name}{ending}", "float", ["B", network.hidden]) for name in state_names(network)]
    return [*ints, value(f"done{ending}", "bool", ["B", 1]), *floats]


def _allowed_logprobs(body: Nodes, logits: str) -> str:
    """Log-probabilities ``[B, V]`` among the tokens the grammar allows."""
    left = body.op("Sub", body.op("Gather", "limit", "bar_row"), "position")
    nothing = body.constant(0, np.int64)
    masks = [
        body.op("GatherND", "phase_mask", "phase"),
        body.op("GatherND", "position_mask", body.op("Clip", "position", nothing, "last_position")),
        body.op("GatherND", "remaining_mask", body.op("Clip", left, nothing, "last_remaining")),
        body.op("GatherND", "bar_mask", "bar_row"),
    ]
    return body.op("LogSoftmax", body.op("Sum", logits, *masks), axis=-1)


def _draw(body: Nodes, logprobs: str) -> str:
    """One token ``[B, 1]``: where this step's uniform draw, already scaled by ``top_p``, falls among the likeliest tokens' heaped chances."""
    best, which = body.ops("TopK", 2, logprobs, "top_k", axis=1)
    chances = body.op("Softmax", body.op("Mul", best, "sharpness"), axis=-1)
    heaped = body.op("CumSum", chances, body.constant(1, np.int64))
    passed = body.as_int(body.op("LessOrEqual", heaped, body.op("Gather", "draws", "step")))
    return body.op("GatherElements", which, body.op("ReduceSum", passed, body.constant([1], np.int64)), axis=1)


def _advance(body: Nodes, chosen: str) -> None:
    """The state after the chosen token, kept as it was where a stream is done."""
    width = len(COLUMNS)
    rule = body.op("GatherND", "rules", body.op("Concat", "phase", chosen, axis=1))  # [B, 2K]
    factor, addend = body.ops("Split", 2, rule, body.constant([width, width], np.int64), axis=1)
    new = body.op("Min", body.op("Add", body.op("Mul", "pack", factor), addend), "caps")
    body.op("Where", "done", "pack", new, called="pack_after")
    sizes = body.constant([3, *[1] * (len(_PARTS) - 1)], np.int64)
    names = [f"{name}_after" for name in _PARTS]
    body.ops("Split", len(_PARTS), "pack_after", sizes, names=names, axis=1)
    full = body.op("GreaterOrEqual", "position_after", "bar_length")
    body.op("Where", full, "if_full_after", "then_after", called="phase_after")
    body.op("Equal", "until_after", "phase_after", called="done_after")
