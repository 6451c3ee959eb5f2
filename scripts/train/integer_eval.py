#!/usr/bin/python3
"""Exact integer evaluation of an exported keyword network, from its ONNX file alone.

Per layer: acc = sum(x * w) + bias * 128; y = floor(acc * 2^(s-7) + 1/2) saturated to int8;
ReLU clips to [0, 127]. Max pooling drops trailing rows and columns. Arg-max takes the first
maximum. Everything is int64 arithmetic; the scales serve only to find the shifts s.

Example: integer_eval.py --model workloads/zoo/kws/kws_max78000.onnx \\
             --inputs workloads/data/kws_synthetic/mfcc.npy --labels workloads/data/kws_synthetic/label.npy
"""

import argparse
import dataclasses

import numpy as np
import onnx
from onnx import numpy_helper


@dataclasses.dataclass
class IntegerLayer:
    """One hardware layer; weight int64 [out, in, 3, 3] or [out, in]; pool window = stride, 0 = none."""
    name: str
    weight: np.ndarray
    bias: np.ndarray
    shift: int
    relu: bool
    padding: int = 0
    pool: int = 0


def _attributes(node):
    return {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}


def _exponent(scale):
    exponent = -np.log2(float(scale))
    if exponent != round(exponent):
        raise ValueError(f"scale {scale} is not a power of two")
    return int(round(exponent))


def _codes(values, exponent, name):
    codes = values.astype(np.float64) * 2.0 ** exponent
    if not np.array_equal(codes, np.round(codes)) or np.abs(codes + 0.5).max() > 127.5:
        raise ValueError(f"{name}: values are not int8 multiples of 2^-{exponent}")
    return codes.astype(np.int64)


def load_layers(path):
    """Read a QONNX file of the form Quant -> [MaxPool] -> Conv -> Relu -> Quant ... Flatten -> Gemm -> Quant."""
    graph = onnx.load(path).graph
    constants = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
    quantized, layers = {}, []
    exponent, pool, pending = None, 0, None
    for node in graph.node:
        if node.op_type == "DequantizeLinear":
            constants[node.output[0]] = constants[node.input[0]] * constants[node.input[1]]
        elif node.op_type == "Quant" and node.input[0] in constants:
            step = _exponent(constants[node.input[1]])
            quantized[node.output[0]] = (_codes(constants[node.input[0]], step, node.name), step)
        elif node.op_type == "Quant":
            step = _exponent(constants[node.input[1]])
            if pending is not None:
                pending.shift = 7 + step - exponent - pending.shift
                if not -15 <= pending.shift <= 15:
                    raise ValueError(f"{pending.name}: output shift {pending.shift} is outside -15..15")
                layers.append(pending)
                pending = None
            exponent = step
        elif node.op_type == "MaxPool":
            pool = int(_attributes(node)["kernel_shape"][0])
        elif node.op_type in ("Conv", "Gemm"):
            weight, weight_step = quantized[node.input[1]]
            bias, bias_step = quantized[node.input[2]]
            if bias_step != exponent + weight_step - 7:
                raise ValueError(f"{node.name}: the bias scale is not input scale * weight scale * 128")
            padding = int(_attributes(node).get("pads", [0])[0])
            pending = IntegerLayer(node.name, weight, bias, weight_step, False, padding, pool)
            pool = 0
        elif node.op_type == "Relu":
            pending.relu = True
        elif node.op_type != "Flatten":
            raise ValueError(f"{node.name}: operator {node.op_type} is not supported")
    return layers


def load_exponents(path):
    """[(weight exponent, output exponent)] of the layers of such a file."""
    graph = onnx.load(path).graph
    constants = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
    steps = {node.output[0]: _exponent(constants[node.input[1]]) for node in graph.node if node.op_type == "Quant"}
    weights = [steps[node.input[1]] for node in graph.node if node.op_type in ("Conv", "Gemm")]
    outputs = [steps[node.output[0]] for node in graph.node if node.op_type == "Quant" and node.input[0] not in constants]
    return list(zip(weights, outputs[1:]))


def _max_pool(x, window):
    count, channels, rows, columns = x.shape
    rows, columns = rows // window, columns // window
    x = x[:, :, :rows * window, :columns * window]
    return x.reshape(count, channels, rows, window, columns, window).max(axis=(3, 5))


def _convolve(x, weight, padding):
    """x int64 [n, c, h, w], weight [o, c, kh, kw] -> int64 [n, o, oh, ow]; float64 products are exact here."""
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(x, weight.shape[2:], axis=(2, 3))
    count, _, rows, columns = windows.shape[:4]
    patches = windows.transpose(0, 2, 3, 1, 4, 5).reshape(count * rows * columns, -1)
    sums = patches.astype(np.float64) @ weight.reshape(len(weight), -1).T.astype(np.float64)
    return sums.astype(np.int64).reshape(count, rows, columns, -1).transpose(0, 3, 1, 2)


def requantize(accumulator, shift, relu):
    """floor(acc * 2^(shift-7) + 1/2), saturated to int8, then clipped to [0, 127] if relu."""
    right = 7 - shift
    if right > 0:
        value = (accumulator + (1 << (right - 1))) >> right
    else:
        value = accumulator << -right
    return np.clip(value, 0 if relu else -128, 127)


def run_layers(layers, features):
    """int8 MFCC [n, 49, 10] -> int8 logits [n, 12]."""
    blocks = []
    for start in range(0, len(features), 64):
        x = features[start:start + 64].astype(np.int64)[:, None]
        for layer in layers:
            if layer.pool:
                x = _max_pool(x, layer.pool)
            if layer.weight.ndim == 4:
                accumulator = _convolve(x, layer.weight, layer.padding) + 128 * layer.bias[:, None, None]
            else:
                accumulator = x.reshape(len(x), -1) @ layer.weight.T + 128 * layer.bias
            x = requantize(accumulator, layer.shift, layer.relu)
        blocks.append(x.astype(np.int8))
    return np.concatenate(blocks)


@dataclasses.dataclass
class Score:
    """Result on one labelled set; a tie is a clip whose maximum logit occurs more than once."""
    samples: int
    correct: int
    ties: int
    saturated: int

    @property
    def accuracy(self):
        return self.correct / self.samples

    def __str__(self):
        return (f"{self.correct}/{self.samples} = {100 * self.accuracy:.2f} %, {self.ties} ties, "
                f"{self.saturated} clips with a saturated logit")


def score(logits, labels):
    best = logits.max(axis=1, keepdims=True)
    return Score(len(labels), int((logits.argmax(axis=1) == labels).sum()),
                 int(((logits == best).sum(axis=1) > 1).sum()), int((best[:, 0] == 127).sum()))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True, help="QONNX file")
    parser.add_argument("--inputs", required=True, help="int8 .npy, N x 49 x 10")
    parser.add_argument("--labels", required=True, help="uint8 .npy, N")
    parser.add_argument("--logits", help="also write the int8 logits, N x 12, to this .npy file")
    arguments = parser.parse_args()
    logits = run_layers(load_layers(arguments.model), np.load(arguments.inputs))
    print(score(logits, np.load(arguments.labels)))
    if arguments.logits:
        np.save(arguments.logits, logits)


if __name__ == "__main__":
    main()
