#!/usr/bin/python3
"""Exact integer evaluation of a QONNX file as stack_export.py writes it, from the file alone.

Values are integers with one scale a channel. A file that declares quartet.half_up rounds like the MAX78000,
floor(acc * 2^s + 1/2); any other by gemmlowp's two roundings (TensorFlow Lite Micro's rule).

Example: stack_eval.py --model har_w4.onnx --inputs x.npy --labels y.npy [--logits logits.npy]
"""

import argparse
import dataclasses

import numpy as np
import onnx
from onnx import numpy_helper

import qdq_layers

BLOCK = 128


@dataclasses.dataclass
class Codes:
    """Integers q [n, C, ...] of value scale[c] * (q - zero); `least`: a ReLU behind an accumulator gives 0."""
    q: np.ndarray
    scale: np.ndarray
    zero: int = 0
    least: float = -np.inf


def _attributes(node):
    return {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}


class File:
    """A graph with its constants on their grids."""

    def __init__(self, path):
        model = onnx.load(str(path))
        self.half_up = any(p.key == "quartet.half_up" for p in model.metadata_props)
        self.nodes = model.graph.node
        self.floats = {t.name: numpy_helper.to_array(t) for t in model.graph.initializer}
        self.constants, self.shape = {}, [d.dim_value for d in model.graph.input[0].type.tensor_type.shape.dim][1:]
        for node in self.nodes:
            if node.op_type in ("Quant", "BipolarQuant") and node.input[0] in self.floats:
                self.constants[node.output[0]] = self._constant(node)

    def _constant(self, node):
        value, scale = (self.floats[name].astype(np.float64) for name in node.input[:2])
        bits = 1 if node.op_type == "BipolarQuant" else int(self.floats[node.input[3]])
        codes = np.where(value >= 0, 1, -1) if bits == 1 else np.round(value / scale)
        top = 1 if bits == 1 else 2 ** (bits - 1)
        if np.abs(codes * scale - value).max() > 1e-4 * np.abs(scale).max() * max(1, np.abs(codes).max() * 1e-3):
            raise ValueError(f"{node.name}: values are not on its grid")
        if np.abs(codes).max() > top:
            raise ValueError(f"{node.name}: codes beyond {bits} bit")
        return Codes(codes.astype(np.int64), scale.reshape(-1))

    def grid(self, node):
        """(scale, zero, low, high) of an activation quantizer."""
        scale, zero, bits = (float(self.floats[name]) for name in node.input[1:])
        return scale, int(zero), -2 ** (int(bits) - 1), 2 ** (int(bits) - 1) - 1

    def requantize(self, x, node):
        scale, zero, low, high = self.grid(node)
        sums = np.moveaxis(x.q, 1, -1)
        ratios = np.broadcast_to(x.scale / scale, sums.shape[-1:])
        codes = np.stack([self._rescale(sums[..., c], ratio) for c, ratio in enumerate(ratios)], axis=-1)
        codes = np.clip(codes + zero, max(low, zero) if x.least == 0 else low, high)
        return Codes(np.moveaxis(codes, -1, 1), np.array([scale]), zero)

    def _rescale(self, sums, ratio):
        if not self.half_up:
            return qdq_layers.requantize(sums, ratio, -2 ** 40)  # saturates to 127; no zero point is above 0
        exponent = int(round(np.log2(ratio)))
        if 2.0 ** exponent != ratio:
            raise ValueError(f"scale ratio {ratio} is not a power of two")
        return sums << exponent if exponent >= 0 else (sums + (1 << (-exponent - 1))) >> -exponent

    def inputs(self, data, node):
        scale, zero, low, high = self.grid(node)
        data = np.asarray(data)
        if data.dtype == np.uint8:
            return Codes(data.astype(np.int64) - 128, np.array([scale]), zero)
        if data.dtype.kind != "f":
            return Codes(data.astype(np.int64), np.array([scale]), zero)
        steps = np.rint(data.astype(np.float32) / np.float32(scale)) + zero
        return Codes(np.clip(steps, low, high).astype(np.int64), np.array([scale]), zero)


def _multiply(x, weight, bias, pads):
    """Sums of a convolution over every axis of the kernels, or of a linear layer."""
    centred = x.q - x.zero
    axes = weight.q.ndim - 2
    if axes:
        centred = np.pad(centred, [(0, 0), (0, 0), *[(p, p) for p in pads[:axes]]])
        windows = np.lib.stride_tricks.sliding_window_view(centred, weight.q.shape[2:], tuple(range(2, 2 + axes)))
        centred = np.moveaxis(windows, 1, 1 + axes).reshape(*[windows.shape[i] for i in (0, *range(2, 2 + axes))], -1)
    flat = weight.q.reshape(len(weight.q), -1).astype(np.float64)
    sums = np.rint(centred.astype(np.float64) @ flat.T).astype(np.int64)  # exact: below 2^53
    scale = x.scale * weight.scale
    units = bias.q * np.rint(bias.scale / scale).astype(np.int64)
    return Codes(np.moveaxis(sums + units, -1, 1), np.broadcast_to(scale, (len(flat),)))


def _max_pool(x, window):
    for axis, size in enumerate(window, 2):
        count = x.q.shape[axis] // size
        kept = np.take(x.q, range(count * size), axis)
        shape = (*kept.shape[:axis], count, size, *kept.shape[axis + 1:])
        x = dataclasses.replace(x, q=kept.reshape(shape).max(axis=axis + 1))
    return x


def run_block(file, data):
    values, result = {}, None
    for node in file.nodes:
        if node.output[0] in file.constants:
            continue
        attributes = _attributes(node)
        x = values.get(node.input[0])
        if node.op_type == "Quant":
            result = file.inputs(data, node) if x is None else file.requantize(x, node)
        elif node.op_type in ("Conv", "Gemm"):
            weight, bias = (file.constants[name] for name in node.input[1:])
            result = _multiply(x, weight, bias, attributes.get("pads", ()))
        elif node.op_type == "Relu":
            result = dataclasses.replace(x, least=0.0)
        elif node.op_type == "MaxPool":
            result = _max_pool(x, attributes["kernel_shape"])
        elif node.op_type == "Concat":
            result = dataclasses.replace(x, q=np.concatenate([values[name].q for name in node.input], axis=1))
        elif node.op_type == "Flatten":
            result = dataclasses.replace(x, q=x.q.reshape(len(x.q), -1))
        else:
            raise ValueError(f"{node.name}: operator {node.op_type} is not supported")
        values[node.output[0]] = result
    return result.q.astype(np.int8)


def run(path, data):
    """Samples of a data file, channels first -> int8 logits [n, classes]."""
    file = File(path)
    data = np.asarray(data).reshape(len(data), *file.shape)
    return np.concatenate([run_block(file, data[i:i + BLOCK]) for i in range(0, len(data), BLOCK)])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True, help="QONNX file")
    parser.add_argument("--inputs", required=True, help=".npy of samples, channels first")
    parser.add_argument("--labels", required=True, help="uint8 .npy")
    parser.add_argument("--logits", help="also write the int8 logits to this .npy file")
    arguments = parser.parse_args()
    logits, labels = run(arguments.model, np.load(arguments.inputs)), np.load(arguments.labels)
    correct = int((logits.argmax(axis=1) == labels).sum())
    print(f"{correct}/{len(labels)} = {100 * correct / len(labels):.2f} %")
    if arguments.logits:
        np.save(arguments.logits, logits)


if __name__ == "__main__":
    main()
