"""Writing ONNX graphs by hand, node by node, with int8 weights where asked."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

MICROSOFT = "com.microsoft"
"""The operator domain of ONNX Runtime's own operators."""

_OPSET = 20
_IR_VERSION = 10


class Nodes:
    """A list of nodes under construction; each call of :meth:`op` adds one and returns its output's name."""

    def __init__(self, prefix: str, outer: Nodes | None = None) -> None:
        self.prefix = prefix
        self.nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, NDArray[np.generic]] = outer._constants if outer else {}

    def op(self, kind: str, *inputs: str, called: str = "", domain: str = "", **attributes: Any) -> str:
        """Add a node with one output, named ``called`` where given."""
        return self.ops(kind, 1, *inputs, names=[called] if called else [], domain=domain, **attributes)[0]

    def ops(self, kind: str, outputs: int, *inputs: str, names: list[str] | None = None, domain: str = "", **attributes: Any) -> list[str]:
        """Add a node with several outputs."""
        made = names or [f"{self.prefix}{kind}{len(self.nodes)}_{place}" for place in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), made, domain=domain, **attributes))
        return made

    def constant(self, value: npt.ArrayLike, dtype: type[np.generic] | None = None, name: str = "") -> str:
        """The name of a constant; equal unnamed ones are kept once. Inner graphs see the outer one's."""
        array = np.asarray(value, dtype)
        if not name:
            name = f"k{array.dtype}{array.shape}{array.ravel().tolist()}"
        self._constants.setdefault(name, array)
        return name

    def product(self, left: str, weight: NDArray[np.float32], bias: NDArray[np.float32] | None, name: str, *, quantised: bool) -> str:
        """``left [batch, in] @ weight [in, out] + bias [out]``; int8 weights and inputs where ``quantised``."""
        if not quantised:
            product = self.op("MatMul", left, self.constant(weight, name=name))
            return product if bias is None else self.op("Add", product, self.constant(bias, name=f"{name}_bias"))
        whole, scale = quantise(weight, axis=0)
        parts = [self.constant(whole, name=name), self.constant(scale, name=f"{name}_scale")]
        parts.append(self.constant(np.zeros(weight.shape[1], np.int8), name=f"{name}_zero"))
        if bias is not None:
            parts.append(self.constant(bias, name=f"{name}_bias"))
        return self.product_of(left, *parts)

    def product_of(self, left: str, *parts: str) -> str:
        """``left [batch, in]`` times int8 weights ``[in, out]`` by name, then their scales, zeros and perhaps biases ``[out]``."""
        return self.op("DynamicQuantizeMatMul", left, *parts, domain=MICROSOFT)

    def as_int(self, truth: str) -> str:
        """A bool as int64 0 or 1."""
        return self.op("Cast", truth, to=TensorProto.INT64)

    def initializers(self) -> list[onnx.TensorProto]:
        """All constants."""
        return [numpy_helper.from_array(array, name) for name, array in self._constants.items()]


def quantise(weight: NDArray[np.float32], axis: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Symmetric int8 of a matrix, one scale for each slice across ``axis`` (0: a scale a column, 1: a scale a row)."""
    scale = np.maximum(np.abs(weight).max(axis=axis), 1e-12) / 127.0
    whole = np.round(weight / np.expand_dims(scale, axis)).astype(np.int8)
    return whole, scale.astype(np.float32)


def value(name: str, kind: str, shape: list[int | str]) -> onnx.ValueInfoProto:
    """The declaration of an input or output; ``kind`` is ``int64``, ``float`` or ``bool``."""
    types = {"int64": TensorProto.INT64, "float": TensorProto.FLOAT, "bool": TensorProto.BOOL}
    return helper.make_tensor_value_info(name, types[kind], shape)


def model_of(nodes: Nodes, inputs: list[onnx.ValueInfoProto], outputs: list[onnx.ValueInfoProto], notes: dict[str, str]) -> onnx.ModelProto:
    """The finished model, with ``notes`` a player can read."""
    graph = helper.make_graph(nodes.nodes, "houseband", inputs, outputs, nodes.initializers())
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(MICROSOFT, 1)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION, producer_name="houseband")
    helper.set_model_props(model, notes)
    return model
