"""An exported network read back from its ONNX file alone, and its exact integer evaluation.

Per layer: acc = sum(x * w) + bias in int64; y = acc * M rounded to nearest, ties away from zero, by
gemmlowp's two roundings with M as a 31-bit multiplier and a shift (TensorFlow Lite Micro's rule), saturated
to int8; ReLU clips below 0.
"""

import dataclasses
import math

import numpy as np
import onnx
from onnx import numpy_helper


@dataclasses.dataclass
class QdqLayer:
    """One layer on int8 codes: weight int8 [O, I, KH, KW] or [O, I]; bias int32 in accumulator units."""
    name: str
    weight: np.ndarray
    bias: np.ndarray
    input_scale: float
    weight_scale: float
    output_scale: float = 0.0
    relu: bool = False
    stride: tuple = (1, 1)
    padding: tuple = (0, 0)

    @property
    def linear(self):
        return self.weight.ndim == 2

    def multiplier(self):
        return self.weight_scale * self.input_scale / self.output_scale


@dataclasses.dataclass
class QdqNetwork:
    """input_scale, input_zero: the grid of the data files; input_shape: of one sample, channels first."""
    input_shape: tuple
    input_scale: float
    input_zero: int
    layers: list

    def first_codes(self, data):
        """A data file's samples as the first layer's codes, int64 [n, C, H, W]."""
        shape = (len(data), *self.input_shape, 1)[:4]
        data = np.asarray(data).reshape(shape)
        if data.dtype.kind == "f":
            steps = data.astype(np.float32) / np.float32(self.input_scale)
            codes = np.clip(np.rint(steps + np.float32(self.input_zero)), -128, 127).astype(np.int64)
        else:
            codes = data.astype(np.int64)
        if self.input_zero == 0 and self.input_scale == self.layers[0].input_scale:
            return codes
        return requantize(codes - self.input_zero, self.input_scale / self.layers[0].input_scale)


def _pair(values, missing):
    return (*values, missing)[:2]


def _narrowed(node, codes, scale, constants):
    """Weights whose type a Quant node narrows: the same codes, or the file is not what export_qdq writes."""
    top = 2 ** (int(constants[node.input[3]]) - 1)
    if float(constants[node.input[1]]) != scale or codes.min() < -top or codes.max() >= top:
        raise ValueError(f"{node.name}: weights are not codes of its type")
    return codes, scale


def load(path):
    """Read Quantize/Dequantize pairs, Conv, Relu, Flatten, Gemm as export_qdq writes them."""
    graph = onnx.load(str(path)).graph
    constants = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
    stored, grids, layers = {}, [], []
    for node in graph.node:
        attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        if node.op_type == "DequantizeLinear" and node.input[0] in constants:
            stored[node.output[0]] = (constants[node.input[0]], float(constants[node.input[1]]))
        elif node.op_type == "Quant":
            stored[node.output[0]] = _narrowed(node, *stored[node.input[0]], constants)
        elif node.op_type == "QuantizeLinear":
            grids.append((float(constants[node.input[1]]), int(constants[node.input[2]])))
            if layers and not layers[-1].output_scale:
                layers[-1].output_scale = grids[-1][0]
        elif node.op_type in ("Conv", "Gemm"):
            codes, scale = stored[node.input[1]]
            if node.op_type == "Conv" and codes.ndim == 3:
                codes = codes[:, :, :, None]
            layers.append(QdqLayer(node.name, codes, stored[node.input[2]][0], grids[-1][0], scale))
            if node.op_type == "Conv":
                axes = len(attributes["kernel_shape"])
                layers[-1].stride = _pair(attributes["strides"], 1)
                layers[-1].padding = _pair(attributes["pads"][:axes], 0)
        elif node.op_type == "Relu":
            layers[-1].relu = True
        elif node.op_type not in ("Flatten", "DequantizeLinear"):
            raise ValueError(f"{node.name}: operator {node.op_type} is not supported")
    shape = tuple(d.dim_value for d in graph.input[0].type.tensor_type.shape.dim)[1:]
    return QdqNetwork(shape, *grids[0], layers)


def requantize(accumulator, scale, low=-128, high=127):
    """acc * scale as the integer unit rounds it, saturated to low..high."""
    mantissa, exponent = math.frexp(scale)
    multiplier = int(math.floor(mantissa * 2 ** 31 + 0.5))
    if multiplier == 2 ** 31:
        multiplier, exponent = multiplier // 2, exponent + 1
    product = (accumulator << max(exponent, 0)) * multiplier
    nudged = product + np.where(product >= 0, 2 ** 30, 1 - 2 ** 30)
    value = np.where(nudged >= 0, nudged >> 31, -(-nudged >> 31))
    right = max(-exponent, 0)
    mask = (1 << right) - 1
    threshold = (mask >> 1) + (value < 0)
    value = (value >> right) + ((value & mask) > threshold)
    return np.clip(value, low, high)


def patches(x, layer):
    """Input windows [n, rows, columns, taps] in the order of the weights."""
    rows, columns = layer.padding
    x = np.pad(x, ((0, 0), (0, 0), (rows, rows), (columns, columns)))
    windows = np.lib.stride_tricks.sliding_window_view(x, layer.weight.shape[2:], axis=(2, 3))
    windows = windows[:, :, ::layer.stride[0], ::layer.stride[1]].transpose(0, 2, 3, 1, 4, 5)
    return windows.reshape(*windows.shape[:3], -1)


def run(network, data, block=128):
    """Samples of a data file -> int8 logits [n, classes]."""
    results = []
    for start in range(0, len(data), block):
        x = network.first_codes(data[start:start + block])
        for layer in network.layers:
            x = x.reshape(len(x), -1) if layer.linear else patches(x, layer)
            weight = layer.weight.reshape(len(layer.weight), -1).T.astype(np.float64)
            sums = (x.astype(np.float64) @ weight).astype(np.int64) + layer.bias  # exact: below 2^53
            x = requantize(sums, layer.multiplier(), 0 if layer.relu else -128)
            x = x if layer.linear else x.transpose(0, 3, 1, 2)
        results.append(x.astype(np.int8))
    return np.concatenate(results)
