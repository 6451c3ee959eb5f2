#!/usr/bin/python3
"""Exact integer evaluation of a keyword network that export_keywords.py wrote, from its file alone.

Sums are whole numbers below 2^53, computed in float64. A Quant behind sums with the factor M = scale of the sums / scale
of the result rounds sum * M as TensorFlow Lite Micro does (qdq_layers.requantize); thresholds count; a mean is
rounded half away from zero. Arg-max takes the first maximum.

Example: graph_eval.py --model workloads/zoo/kws/kws_ds_cnn.onnx \\
             --inputs workloads/data/kws_synthetic/mfcc.npy --labels workloads/data/kws_synthetic/label.npy
"""

import argparse
import dataclasses

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch.nn import functional

import qdq_layers


@dataclasses.dataclass
class Value:
    """Whole numbers [n, ...] and what they mean: real = scale * (q - zero). sums: no type yet; relu: pending."""
    q: np.ndarray
    scale: np.ndarray
    zero: int = 0
    sums: bool = False
    relu: bool = False


@dataclasses.dataclass
class Weights:
    """Whole numbers and their scale, one or one a channel."""
    q: np.ndarray
    scale: np.ndarray


def _shaped(vector, q):
    """One number a channel (axis 1), to compute with q."""
    return np.asarray(vector).reshape(-1, *[1] * (q.ndim - 2))


class Evaluator:
    """The nodes of a file as functions on batches."""

    def __init__(self, path):
        self.graph = onnx.load(str(path)).graph
        self.constants = {t.name: numpy_helper.to_array(t) for t in self.graph.initializer}
        self.input_shape = [d.dim_value for d in self.graph.input[0].type.tensor_type.shape.dim][1:]
        self.largest_sum = 0

    def logits(self, data, block=128):
        """int8 MFCC [n, 49, 10] -> whole numbers [n, 12]."""
        blocks = [self._run(np.asarray(data[i:i + block])) for i in range(0, len(data), block)]
        return np.concatenate(blocks)

    def _run(self, data):
        q = data.astype(np.int64).reshape(len(data), *self.input_shape)
        self.values = {"input": Value(q, np.ones(1), sums=False)}
        self.fresh = True
        for node in self.graph.node:
            attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
            result = getattr(self, f"_{node.op_type.lower()}")(node, attributes)
            self.values[node.output[0]] = result
        return self.values["logits"].q

    def _scale(self, node):
        return np.asarray(self.constants[node.input[1]], dtype=np.float64).reshape(-1)

    def _dequantizelinear(self, node, attributes):
        return Weights(self.constants[node.input[0]].astype(np.int64), self._scale(node))

    def _bipolarquant(self, node, attributes):
        codes = self.values[node.input[0]].q
        if not np.isin(codes, (-1, 1)).all():
            raise ValueError(f"{node.name}: binary weights are not -1 and +1")
        return Weights(codes, self._scale(node))

    def _quant(self, node, attributes):
        x, scale = self.values[node.input[0]], self._scale(node)
        bits, zero = int(self.constants[node.input[3]]), int(self.constants[node.input[2]])
        signed = attributes.get("signed", 1)
        low, high = (-2 ** (bits - 1), 2 ** (bits - 1) - 1) if signed else (0, 2 ** bits - 1)
        low += attributes.get("narrow", 0) if signed else 0
        if isinstance(x, Weights):
            if x.q.min() < low or x.q.max() > high or not np.array_equal(x.scale, scale):
                raise ValueError(f"{node.name}: weights are not codes of {bits} bits")
            return x
        if self.fresh:
            self.fresh = False
            return Value(x.q, scale, zero)
        factors = x.scale / scale
        low = max(low, 0) if x.relu else low
        if not x.sums and len(factors) == 1 and factors[0] == 1.0 and x.zero == zero:
            return Value(np.clip(x.q, low, high), scale, zero)
        q = x.q - (0 if x.sums else x.zero)
        if len(factors) == 1:
            return Value(qdq_layers.requantize(q, factors[0], low, high), scale, zero)
        channels = [qdq_layers.requantize(q[:, i], factor, low, high) for i, factor in enumerate(factors)]
        return Value(np.stack(channels, axis=1), scale, zero)

    def _multithreshold(self, node, attributes):
        x, table = self.values[node.input[0]], self.constants[node.input[1]].astype(np.float64)
        steps, q = np.ceil(table / x.scale.reshape(-1, 1)), x.q - (0 if x.sums else x.zero)
        count = sum((q >= _shaped(steps[:, i], q)).astype(np.int64) for i in range(steps.shape[1]))
        scale = np.full(1, attributes.get("out_scale", 1.0))
        if attributes["out_dtype"] == b"BIPOLAR":
            return Value(2 * count - 1, scale / 2.0)
        return Value(count + int(attributes["out_bias"] / scale[0]), scale)

    def _convolution(self, node, x, attributes):
        weights = self.values[node.input[1]]
        q, w = torch.from_numpy((x.q - x.zero).astype(np.float64)), torch.from_numpy(weights.q.astype(np.float64))
        axes = w.ndim - 2
        if axes == 1:
            q, w = q[:, :, :, None], w[:, :, :, None]
        pads = list(attributes["pads"])
        top, bottom = pads[0], pads[axes]
        left, right = (pads[1], pads[axes + 1]) if axes == 2 else (0, 0)
        stride = (list(attributes["strides"]) + [1])[:2]
        sums = functional.conv2d(functional.pad(q, (left, right, top, bottom)), w, None, stride, 0, 1, attributes["group"])
        sums = sums[:, :, :, 0] if axes == 1 else sums
        return self._sums(node, x, weights, sums.numpy())

    def _conv(self, node, attributes):
        return self._convolution(node, self.values[node.input[0]], attributes)

    def _gemm(self, node, attributes):
        x, weights = self.values[node.input[0]], self.values[node.input[1]]
        return self._sums(node, x, weights, (x.q - x.zero).astype(np.float64) @ weights.q.T.astype(np.float64))

    def _sums(self, node, x, weights, sums):
        sums = np.rint(sums).astype(np.int64)
        if len(node.input) > 2:
            sums = sums + _shaped(self.values[node.input[2]].q, sums)
        self.largest_sum = max(self.largest_sum, int(np.abs(sums).max()))
        return Value(sums, x.scale * weights.scale, sums=True)

    def _relu(self, node, attributes):
        return dataclasses.replace(self.values[node.input[0]], relu=True)

    def _add(self, node, attributes):
        a, b = (self.values[name] for name in node.input)
        if not np.array_equal(a.scale, b.scale) or a.zero or b.zero:
            raise ValueError(f"{node.name}: operands of different scales")
        return Value(a.q + b.q, a.scale)

    def _globalaveragepool(self, node, attributes):
        x = self.values[node.input[0]]
        axes = tuple(range(2, x.q.ndim))
        count, total = int(np.prod([x.q.shape[i] for i in axes])), x.q.sum(axis=axes, keepdims=True)
        half = count // 2
        return dataclasses.replace(x, q=np.where(total > 0, (total + half) // count, -((half - total) // count)))

    def _transpose(self, node, attributes):
        x = self.values[node.input[0]]
        return dataclasses.replace(x, q=x.q.transpose(attributes["perm"]))

    def _flatten(self, node, attributes):
        x = self.values[node.input[0]]
        return dataclasses.replace(x, q=x.q.reshape(len(x.q), -1))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True, metavar="ONNX")
    parser.add_argument("--inputs", required=True, metavar="NPY", help="int8 MFCC [n, 49, 10]")
    parser.add_argument("--labels", metavar="NPY")
    parser.add_argument("--logits", metavar="NPY", help="write int32 logits [n, 12] here")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    evaluator = Evaluator(arguments.model)
    logits = evaluator.logits(np.load(arguments.inputs))
    print(f"largest sum of a layer: {evaluator.largest_sum}")
    if arguments.labels:
        labels = np.load(arguments.labels)
        correct = int((logits.argmax(axis=1) == labels).sum())
        print(f"{correct}/{len(labels)} = {100 * correct / len(labels):.2f} %")
    if arguments.logits:
        np.save(arguments.logits, logits.astype(np.int32))


if __name__ == "__main__":
    main()
