"""Write a ChannelNet or PowerNet as QONNX: float32 values, and Quant nodes that state their integer grids.

Channels of different widths in one layer become parallel convolutions whose outputs a Concat joins.
"""

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from stack_network import activation_limits

QUANT_DOMAIN = "qonnx.custom_op.general"
OPSET = 13
# HALF_UP is floor(x + 1/2) in such a file; QONNX's reference sends negative ties away from zero.
HALF_UP_PROPERTY = ("quartet.half_up", "towards_positive")


class GraphWriter:
    """Collects nodes and initializers; each method returns the name of the value it produces."""

    def __init__(self, rounding):
        self.nodes, self.initializers, self.rounding = [], [], rounding

    def constant(self, name, value):
        self.initializers.append(numpy_helper.from_array(np.asarray(value, dtype=np.float32), name))
        return name

    def node(self, operator, name, inputs, output=None, **attributes):
        output = output or f"{name}_out"
        self.nodes.append(helper.make_node(operator, inputs, [output], name=name, **attributes))
        return output

    def quant(self, name, value, scale, bits, output=None, zero=0.0, narrow=0):
        inputs = [value, self.constant(f"{name}_scale", scale), self.constant(f"{name}_zero", zero),
                  self.constant(f"{name}_bits", bits)]
        return self.node("Quant", name, inputs, output, domain=QUANT_DOMAIN, signed=1, narrow=narrow,
                         rounding_mode=self.rounding)

    def bipolar(self, name, value, scale):
        return self.node("BipolarQuant", name, [value, self.constant(f"{name}_scale", scale)], domain=QUANT_DOMAIN)


class Part:
    """A run of a layer's output channels of one width: weight codes, bias codes, their real scales."""

    def __init__(self, codes, scale, bias, bias_scale, bits, bias_bits):
        self.codes, self.scale, self.bias, self.bias_scale = codes, scale, bias, bias_scale
        self.bits, self.bias_bits = bits, bias_bits


@torch.no_grad()
def _channel_parts(model, layer):
    scales = model.scales(layer).numpy().astype(np.float32)
    weight, step = model.weight(layer).numpy(), np.float32(model.input_step(layer).item())
    parts, start = [], 0
    for bits, count in model.bits[layer].groups:
        own = scales[start:start + count]
        column = own.reshape(-1, *[1] * (weight.ndim - 1))
        codes = np.round(weight[start:start + count] / column)
        bias_scale = step * own
        bias = np.round(model.biases[layer][start:start + count].numpy().astype(np.float64) / bias_scale)
        parts.append(Part(codes, column, bias, bias_scale, bits, 32))
        start += count
    return parts


@torch.no_grad()
def _power_parts(model, layer):
    weight, bias = (t.numpy() for t in model.quantized(layer))
    scale, bias_scale = 2.0 ** -model.weight_exponents[layer], 2.0 ** -model.bias_exponent(layer)
    return [Part(weight / scale, np.float32(scale), bias / bias_scale, np.float32(bias_scale), 8, 8)]


class ChannelGrid:
    """How a ChannelNet is written."""
    rounding = "ROUND"

    def __init__(self, model, output_scale):
        self.model, self.output_scale = model, output_scale

    def parts(self, layer):
        return _channel_parts(self.model, layer)

    def output(self, layer):
        """(scale, bits, zero point) of the activations that a layer makes."""
        if layer == len(self.model.weights) - 1:
            return self.output_scale, 8, 0
        bits = self.model.bits[layer + 1].inputs
        zero = 0 if bits == 8 else activation_limits(bits)[0] - 2 ** (bits - 1)
        return self.model.input_step(layer + 1).item(), bits, zero


class PowerGrid:
    """How a PowerNet is written."""
    rounding = "HALF_UP"

    def __init__(self, model):
        self.model = model

    def parts(self, layer):
        return _power_parts(self.model, layer)

    def output(self, layer):
        return 2.0 ** -self.model.output_exponents[layer], 8, 0


def _weight(writer, name, part, axes):
    codes = part.codes[:, :, :, 0] if axes == 1 and part.codes.ndim == 4 else part.codes
    scale = part.scale[..., 0] if axes == 1 and np.ndim(part.scale) == 4 else part.scale
    value = writer.constant(f"{name}_weight", codes * scale)
    if part.bits == 1:
        return writer.bipolar(f"{name}_weight_quant", value, scale)
    return writer.quant(f"{name}_weight_quant", value, scale, part.bits, narrow=int(np.ndim(scale) > 0))


def _layer(writer, grid, spec, layer, value, axes):
    """Convolution or linear layer number `layer`, its ReLU and its quantizer; returns the value's name."""
    last = layer == len(spec.convolutions)
    name, parts, made = "fc" if last else spec.convolutions[layer].name, grid.parts(layer), []
    scale, bits, zero = grid.output(layer)
    for part in parts:
        own = name if len(parts) == 1 else f"{name}_w{part.bits}"
        inputs = [value, _weight(writer, own, part, axes),
                  writer.quant(f"{own}_bias_quant", writer.constant(f"{own}_bias", part.bias * part.bias_scale),
                               part.bias_scale, part.bias_bits)]
        if last:
            result = writer.node("Gemm", own, inputs, transB=1)
        else:
            conv = spec.convolutions[layer]
            result = writer.node("Conv", own, inputs, kernel_shape=conv.kernel[:axes], strides=[1] * axes,
                                 pads=conv.padding[:axes] * 2, dilations=[1] * axes, group=1)
            result = writer.node("Relu", f"{own}_relu", [result])
        output = "logits" if last and len(parts) == 1 else None
        made.append(writer.quant(f"{own}_quant", result, scale, bits, output, zero))
    if len(made) == 1:
        return made[0]
    return writer.node("Concat", f"{name}_join", made, "logits" if last else None, axis=1)


def export(grid, path, producer):
    """Write grid.model to `path`. Data of width 1 become sequences: input [1, C, rows], kernels [O, I, k]."""
    spec, writer = grid.model.spec, GraphWriter(grid.rounding)
    axes = 1 if spec.input_shape[2] == 1 else 2
    value = writer.quant("input_quant", "input", 2.0 ** -spec.input_exponent, 8)
    for layer, pool in enumerate(spec.pools()):
        if pool != (1, 1):
            value = writer.node("MaxPool", f"pool{layer + 1}", [value], kernel_shape=pool[:axes], strides=pool[:axes])
        if layer == len(spec.convolutions):
            value = writer.node("Flatten", "flatten", [value], axis=1)
        value = _layer(writer, grid, spec, layer, value, axes)
    graph = helper.make_graph(
        writer.nodes, spec.name,
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, *spec.input_shape[:axes + 1]])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, spec.classes])], writer.initializers)
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(QUANT_DOMAIN, 1)]
    file = helper.make_model(graph, producer_name=producer, opset_imports=opsets, ir_version=7)
    if grid.rounding == "HALF_UP":
        helper.set_model_props(file, dict([HALF_UP_PROPERTY]))
    onnx.save(file, str(path))
