"""A recurrent network and its whole sampling loop as one ONNX graph.

A call of an inference engine costs more than a step of a small network, so the loop is inside: the network, the grammar's masks and state
machine (:class:`corpora.encodings.grammar.LoopTables`), forced tokens, temperature, nucleus sampling (Holtzman et al., "The curious case of
neural text degeneration", 2020) and stopping. Weights are int8 with a scale for every column; the first layer's product with the embedding
is a table made beforehand, so reading a token costs a look-up.

Shapes: B streams, T steps at most, V tokens, L layers, H channels; tables as in ``LoopTables``. Inside the loop every state is ``[B, 1]``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import helper

from generators.onnx_cells import PlainNetwork, gate_columns, recurrent_cells, state_names
from generators.onnx_nodes import Nodes, model_of, quantise, value

TOP_K = 64
"""Only this many of the likeliest tokens can be drawn; nucleus sampling keeps fewer in practice."""

STATES = ("token", "phase", "position", "bar", "pointer")
"""The integer state of a stream, in the order it is packed."""


def write_recurrent_graph(network: PlainNetwork, path: Path, *, quantised: bool) -> None:
    """Write the network with its sampling loop."""
    path.write_bytes(recurrent_graph(network, quantised=quantised).SerializeToString())


def recurrent_graph(network: PlainNetwork, *, quantised: bool) -> onnx.ModelProto:
    """The model: inputs and outputs are named as the fields of ``generators.players.autoregressive``."""
    outer = Nodes("o_")
    count, recurrent = len(network.layers), state_names(network)
    _prepare(outer, network, quantised=quantised)
    body = _body(outer, network, quantised=quantised)
    entering = ["pack_in", "done_in", *(f"{name}_in" for name in recurrent)]
    leaving = ["pack_end", "done_end", *(f"{name}_end" for name in recurrent)]
    outer.ops("Loop", 0, "max_steps", "going_in", *entering, names=[*leaving, "tokens_3d", "logprob_3d"], body=body)
    _finish(outer, network)
    notes = {"cell": network.cell, "layers": str(count), "hidden": str(network.hidden), "vocabulary_size": str(network.vocabulary_size)}
    return model_of(outer, _inputs(network), _outputs(network), notes)


def _inputs(network: PlainNetwork) -> list[onnx.ValueInfoProto]:
    layers, size = len(network.layers), network.vocabulary_size
    states = [value("h", "float", [layers, "B", network.hidden])]
    states += [value("c", "float", [layers, "B", network.hidden])] if network.cell == "lstm" else []
    return [
        *(value(name, "int64", ["B"]) for name in STATES),
        value("done", "bool", ["B"]),
        *states,
        *(value(f"{kind}_mask", "float", [rows, size]) for kind, rows in (("phase", "P"), ("position", "Q"), ("remaining", "R"), ("bar", "N"))),
        value("next_phase", "int64", ["P", size]),
        value("bar_phase_from", "int64", ["P"]),
        *(value(name, "int64", [size]) for name in ("advance", "set_position", "is_bar", "is_end")),
        value("limit", "int64", ["N"]),
        value("forced", "int64", ["B", "N", "F"]),
        value("uniforms", "float", ["T", "B"]),
        *(value(name, "float", [1]) for name in ("temperature", "top_p")),
        *(value(name, "int64", [1]) for name in ("bar_length", "stop_bar", "halt_phase")),
    ]


def _outputs(network: PlainNetwork) -> list[onnx.ValueInfoProto]:
    shape: list[int | str] = [len(network.layers), "B", network.hidden]
    return [
        value("tokens", "int64", ["steps", "B"]),
        value("logprob", "float", ["steps", "B"]),
        *(value(f"{name}_out", "int64", ["B"]) for name in STATES),
        value("done_out", "bool", ["B"]),
        value("h_out", "float", shape),
        *([value("c_out", "float", shape)] if network.cell == "lstm" else []),
    ]


def _prepare(outer: Nodes, network: PlainNetwork, *, quantised: bool) -> None:
    """What is computed once a call: the first layer's table, the state in the loop's shapes, the rules in one table."""
    first = network.layers[0]
    bias = first.input_bias + (first.state_bias if network.cell == "lstm" else 0.0)
    table = gate_columns(network, (network.embedding @ first.from_input.T + bias).astype(np.float32))  # [V, G * H]
    if quantised:
        whole, scale = quantise(table, axis=1)
        outer.op("DequantizeLinear", outer.constant(whole, name="table_int8"), outer.constant(scale, name="table_scale"), called="table", axis=0)
    else:
        outer.constant(table, name="table")
    last_axis, tall, flat = outer.constant([1], np.int64), outer.constant([-1, 1], np.int64), outer.constant([-1], np.int64)
    columns = [outer.op("Unsqueeze", name, last_axis) for name in STATES]
    outer.op("Concat", *columns, called="pack_in", axis=1)  # [B, 5]
    outer.op("Unsqueeze", "done", last_axis, called="done_in")  # [B, 1]
    for kind in sorted({name[0] for name in state_names(network)}):
        names = [f"{kind}{layer}_3d" for layer in range(len(network.layers))]
        outer.ops("Split", len(names), kind, names=names, axis=0, num_outputs=len(names))
        for layer, name in enumerate(names):
            outer.op("Squeeze", name, outer.constant([0], np.int64), called=f"{kind}{layer}_in")  # [B, H]
    outer.op("Unsqueeze", "uniforms", outer.constant([2], np.int64), called="draws")  # [T, B, 1]
    outer.op("Squeeze", outer.op("Shape", "uniforms", start=0, end=1), called="max_steps")
    outer.op("Reciprocal", "temperature", called="sharpness")
    outer.op("Not", outer.op("ReduceMin", "done", keepdims=0), called="going_in")
    for name, kind in (("last_position", "position"), ("last_remaining", "remaining"), ("last_bar", "bar")):
        outer.op("Sub", outer.op("Shape", f"{kind}_mask", start=0, end=1), outer.constant([1], np.int64), called=name)
    outer.op("Squeeze", "last_remaining", called="most_remaining")
    _prepare_rules(outer, network.vocabulary_size, tall)
    _prepare_forced(outer, tall, flat)


def _prepare_rules(outer: Nodes, size: int, tall: str) -> None:
    """``rules [P * V, 7]``: for a phase and a token, what happens to the state; one look-up a step in place of seven."""
    one, zero = outer.constant([1], np.int64), outer.constant([0], np.int64)
    other = outer.op("Gather", "bar_phase_from", "next_phase")  # [P, V]
    full = outer.op("Where", outer.op("GreaterOrEqual", other, zero), other, "next_phase")
    sets = outer.op("GreaterOrEqual", "set_position", zero)
    keeps = outer.op("Where", sets, zero, one)
    lands = outer.op("Add", "advance", outer.op("Where", sets, "set_position", zero))
    inside = outer.op("Sub", one, "is_bar")
    shape = outer.op("Shape", "next_phase")
    columns = ["next_phase", full, *(outer.op("Expand", name, shape) for name in (keeps, lands, "is_bar", inside, "is_end"))]
    outer.op("Concat", *(outer.op("Reshape", column, tall) for column in columns), called="rules", axis=1)
    outer.constant([size], np.int64, name="size")
    outer.constant([min(TOP_K, size)], np.int64, name="top_k")
    phases = outer.op("Shape", "phase_mask", start=0, end=1, called="phases")
    outer.op("Add", outer.op("Mul", "stop_bar", phases), "halt_phase", called="halt_key")


def _prepare_forced(outer: Nodes, tall: str, flat: str) -> None:
    """``forced_flat [B * N * (F + 1)]``: every bar's forced tokens, closed by a free place, so that a pointer never leaves its bar."""
    batch, bars, places = (outer.op("Shape", "forced", start=axis, end=axis + 1) for axis in range(3))
    one = outer.constant([1], np.int64)
    closing = outer.op("Expand", outer.constant([-1], np.int64), outer.op("Concat", batch, bars, one, axis=0))
    outer.op("Reshape", outer.op("Concat", "forced", closing, axis=2), flat, called="forced_flat")
    width = outer.op("Add", places, one, called="bar_width")
    scalar_batch = outer.op("Squeeze", batch)
    rows = outer.op("Range", outer.constant(0, np.int64), scalar_batch, outer.constant(1, np.int64))
    outer.op("Reshape", outer.op("Mul", rows, outer.op("Mul", bars, width)), tall, called="forced_base")  # [B, 1]


def _body(outer: Nodes, network: PlainNetwork, *, quantised: bool) -> onnx.GraphProto:
    """One step."""
    body = Nodes("b_", outer)
    recurrent = state_names(network)
    token, phase, position, bar, pointer = body.ops("Split", 5, "pack", axis=1, num_outputs=5)  # [B, 1] each
    top, after = recurrent_cells(body, network, token, quantised=quantised)
    logits = body.product(top, network.output, network.output_bias, "output", quantised=quantised)  # [B, V]
    here = body.op("Min", bar, "last_bar")
    logprobs = _allowed_logprobs(body, logits, phase, position, here)
    drawn = _draw(body, logprobs)
    place = body.op("Add", body.op("Add", body.op("Mul", here, "bar_width"), pointer), "forced_base")
    wish = body.op("Gather", "forced_flat", place)  # [B, 1]
    given = body.op("GreaterOrEqual", wish, body.constant([0], np.int64))
    chosen = body.op("Where", given, wish, drawn)
    body.op("GatherElements", logprobs, chosen, called="logprob_step", axis=1)
    body.op("Where", "done_before", body.constant([-1], np.int64), chosen, called="token_step")
    _advance(body, chosen, given, (phase, position, bar, pointer))
    for name, new in zip(recurrent, after, strict=True):
        body.op("Where", "done_before", name, new, called=f"{name}_after")
    body.op("Not", body.op("ReduceMin", "done_after", keepdims=0), called="going_after")
    shape: list[int | str] = ["B", network.hidden]
    entering = [value("pack", "int64", ["B", 5]), value("done_before", "bool", ["B", 1]), *(value(name, "float", shape) for name in recurrent)]
    leaving = [value("pack_after", "int64", ["B", 5]), value("done_after", "bool", ["B", 1])]
    leaving += [value(f"{name}_after", "float", shape) for name in recurrent]
    steps = [value("token_step", "int64", ["B", 1]), value("logprob_step", "float", ["B", 1])]
    return helper.make_graph(
        body.nodes,
        "step",
        [value("step", "int64", []), value("going", "bool", []), *entering],
        [value("going_after", "bool", []), *leaving, *steps],
    )


def _allowed_logprobs(body: Nodes, logits: str, phase: str, position: str, here: str) -> str:
    """Log-probabilities ``[B, V]`` among the tokens the grammar allows."""
    left = body.op("Sub", body.op("Gather", "limit", here), position)
    within = body.op("Clip", left, body.constant(0, np.int64), "most_remaining")
    masks = [
        body.op("GatherND", "phase_mask", phase),
        body.op("GatherND", "position_mask", body.op("Min", position, "last_position")),
        body.op("GatherND", "remaining_mask", within),
        body.op("GatherND", "bar_mask", here),
    ]
    return body.op("LogSoftmax", body.op("Sum", logits, *masks), axis=-1)


def _draw(body: Nodes, logprobs: str) -> str:
    """One token ``[B, 1]`` of the nucleus, by the inverse of its distribution at this step's uniform draw."""
    best, which = body.ops("TopK", 2, body.op("Mul", logprobs, "sharpness"), "top_k", axis=1)
    chances = body.op("Softmax", best, axis=-1)
    heaped = body.op("CumSum", chances, body.constant(1, np.int64))
    kept = body.op("Less", body.op("Sub", heaped, chances), "top_p")  # the likeliest always is
    whole = body.op("ReduceMax", body.op("Where", kept, heaped, body.constant([0.0], np.float32)), body.constant([1], np.int64))
    mark = body.op("Mul", body.op("Gather", "draws", "step"), whole)  # [B, 1]
    passed = body.as_int(body.op("LessOrEqual", heaped, mark))
    return body.op("GatherElements", which, body.op("ReduceSum", passed, body.constant([1], np.int64)), axis=1)


def _advance(body: Nodes, chosen: str, given: str, state: tuple[str, str, str, str]) -> None:
    """The grammar's state after the chosen token, kept as it was where a stream is done."""
    phase, position, bar, pointer = state
    rule = body.op("GatherND", "rules", body.op("Add", body.op("Mul", phase, "size"), chosen))  # [B, 7]
    then, if_full, keeps, lands, is_bar, inside, is_end = body.ops("Split", 7, rule, axis=1, num_outputs=7)
    place = body.op("Add", body.op("Mul", position, keeps), lands)
    after = body.op("Where", body.op("GreaterOrEqual", place, "bar_length"), if_full, then)
    bars = body.op("Add", bar, is_bar)
    told = body.op("Mul", body.op("Add", pointer, body.as_int(given)), inside)
    body.op("Where", "done_before", "pack", body.op("Concat", chosen, after, place, bars, told, axis=1), called="pack_after")
    halted = body.op("Equal", body.op("Add", body.op("Mul", bars, "phases"), after), "halt_key")
    ended = body.op("Equal", is_end, body.constant([1], np.int64))
    body.op("Or", "done_before", body.op("Or", halted, ended), called="done_after")


def _finish(outer: Nodes, network: PlainNetwork) -> None:
    """From the loop's shapes to the declared outputs."""
    width_axis = outer.constant([2], np.int64)
    outer.op("Squeeze", "tokens_3d", width_axis, called="tokens")
    drawn = outer.op("GreaterOrEqual", "tokens", outer.constant([0], np.int64))
    logprobs = outer.op("Squeeze", "logprob_3d", width_axis)
    outer.op("Where", drawn, logprobs, outer.constant([0.0], np.float32), called="logprob")
    column = outer.constant([1], np.int64)
    for name, part in zip(STATES, outer.ops("Split", len(STATES), "pack_end", axis=1, num_outputs=len(STATES)), strict=True):
        outer.op("Squeeze", part, column, called=f"{name}_out")
    outer.op("Squeeze", "done_end", column, called="done_out")
    for kind in sorted({name[0] for name in state_names(network)}):
        parts = [outer.op("Unsqueeze", f"{kind}{layer}_end", outer.constant([0], np.int64)) for layer in range(len(network.layers))]
        outer.op("Concat", *parts, called=f"{kind}_out", axis=0)
