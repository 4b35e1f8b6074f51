"""The whole distribution of a generator at every step: a mixture needs more than the chance of what really followed.

The shipped graph tells only that one. A copy of it, made for the occasion, also says what its last softmax saw; not a weight is changed.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generators.players.autoregressive import Ints, LoopState, Player, free_tables
from generators.players.loop_inputs import closed

_STEPS = 2048
"""A call reads so many tokens, with the state carried from call to call."""


class RevealingPlayer(Player):
    """A player of the copy."""

    def __init__(self, folder: Path) -> None:
        with tempfile.TemporaryDirectory() as place:
            _reveal(folder / "model.onnx", Path(place) / "model.onnx")
            super().__init__(Path(place))

    def distributions(self, tokens: Ints) -> NDArray[np.float32]:
        """Chances of every token after each but the last of int64 ``[time]`` tokens, read as one stream: float32 ``[time - 1, vocabulary]``."""
        tables = free_tables(self.vocabulary_size)
        state = self.first_state(1, int(tokens[0]))
        found = []
        for start in range(1, len(tokens), _STEPS):
            stretch = np.ascontiguousarray(tokens[None, None, start : start + _STEPS], np.int64)
            feed = self._feed(tables, state, closed(stretch), -1)
            feed["draws"] = np.zeros((stretch.shape[2], 1, 1), np.float32)
            feed["sharpness"] = np.ones(1, np.float32)
            names = ["revealed", "h_out", *(["c_out"] if self._has_c else [])]
            revealed, *states = self._session.run(names, feed)
            found.append(np.exp(revealed[:, 0, :]))
            state = _carried(self.first_state(1, int(stretch[0, 0, -1])), states)
        return np.concatenate(found)


def _carried(state: LoopState, states: list[NDArray[np.float32]]) -> LoopState:
    h, c = states if len(states) == 2 else (states[0], state.c)
    return LoopState(state.token, h, c, state.phase, state.position, state.bar, state.pointer, state.done)


def _reveal(source: Path, target: Path) -> None:
    """Copy a graph, with the log-probabilities of every token at every step as one more output."""
    import onnx

    model = onnx.load(source)
    loop = next(node for node in model.graph.node if node.op_type == "Loop")
    body = next(attribute.g for attribute in loop.attribute if attribute.name == "body")
    inside = next(node.output[0] for node in body.node if node.op_type == "LogSoftmax")
    body.output.append(onnx.helper.make_tensor_value_info(inside, onnx.TensorProto.FLOAT, ["B", "V"]))
    loop.output.append("revealed")
    model.graph.output.append(onnx.helper.make_tensor_value_info("revealed", onnx.TensorProto.FLOAT, ["steps", "B", "V"]))
    onnx.save(model, target)
