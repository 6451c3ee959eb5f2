"""QONNX files of the keyword networks, with weights stored as bytes (and what narrows their type as Quant nodes)."""

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from keyword_layers import CLASSES, INPUT_SCALE, INPUT_ZERO
from threshold_network import MAP_STEP, STEP, input_step, normalized

QONNX = "qonnx.custom_op.general"
OPSET = 13
BYTE = 8


class Writer:
    """Collects nodes and initializers; each method returns the name of the value it produces."""

    def __init__(self):
        self.nodes, self.initializers, self.known = [], [], set()

    def constant(self, name, value):
        if name not in self.known:
            self.known.add(name)
            self.initializers.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def node(self, operator, name, inputs, output=None, **attributes):
        output = output or f"{name}_out"
        self.nodes.append(helper.make_node(operator, inputs, [output], name=name, **attributes))
        return output

    def quant(self, name, value, scale, bits, zero=0, signed=1, narrow=True, output=None):
        """A Quant node; ties go away from zero, as the multiplier rule rounds. narrow: signed codes without a zero are
        symmetric; a mean has the type of what it is taken of."""
        inputs = [value, self.constant(f"{name}_scale", np.asarray(scale, dtype=np.float32)),
                  self.constant(f"zero_{zero}", np.float32(zero)), self.constant(f"bits_{bits}", np.float32(bits))]
        return self.node("Quant", name, inputs, output, domain=QONNX, signed=signed,
                         narrow=int(narrow and signed and not zero), rounding_mode="HALF_UP")

    def stored(self, name, codes, scale, bits):
        """Weights from int8 codes; one scale, or one a channel (axis 0). bits 1: codes -1 and +1, a bipolar type."""
        scale = np.asarray(scale, dtype=np.float32).reshape(-1)
        scale = scale[0] if len(scale) == 1 else scale
        inputs = [self.constant(f"{name}_codes", codes.astype(np.int8)), self.constant(f"{name}_scale", scale)]
        value = self.node("DequantizeLinear", f"{name}_stored", inputs, axis=0)
        if bits == 1:
            column = np.reshape(scale, (-1, *[1] * (codes.ndim - 1))) if np.ndim(scale) else scale
            return self.node("BipolarQuant", name, [value, self.constant(f"{name}_unit", column)], domain=QONNX)
        return value if bits == BYTE else self.quant(name, value, scale, bits)

    def bias(self, name, units, scale):
        """int32 in accumulator units, whose scale is one number or one a channel."""
        scale = np.asarray(scale, dtype=np.float32).reshape(-1)
        scale = scale[0] if len(scale) == 1 else scale
        inputs = [self.constant(f"{name}_codes", units.astype(np.int32)), self.constant(f"{name}_scale", scale)]
        return self.node("DequantizeLinear", name, inputs, axis=0)

    def save(self, path, name, producer):
        """The graph maps "input" [1, 49, 10], or [1, 1, 49, 10] unless a Transpose reads it, to "logits" [1, 12]."""
        sequence = any(node.op_type == "Transpose" for node in self.nodes)
        shape = [1, 49, 10] if sequence else [1, 1, 49, 10]
        graph = helper.make_graph(
            self.nodes, name, [helper.make_tensor_value_info("input", TensorProto.FLOAT, shape)],
            [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, CLASSES])], self.initializers)
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(QONNX, 1)]
        onnx.save(helper.make_model(graph, producer_name=producer, opset_imports=opsets, ir_version=7), str(path))


def write_convolution(writer, layer, value, weight, bias, sequence):
    """Conv of a table row; sequences have one axis."""
    axes = 1 if sequence else 2
    inputs = [value, weight] + ([bias] if bias else [])
    return writer.node("Conv", layer.name, inputs, kernel_shape=layer.kernel[:axes], strides=layer.stride[:axes],
                       pads=[*layer.padding[:axes], *layer.padding[2:2 + axes]],
                       group=layer.channels if layer.depthwise else 1)


@torch.no_grad()
def scaled_layer(model, index, input_scale):
    """(codes int8, weight scale float32, bias int32, accumulator scale) as the file holds them."""
    scale = np.asarray(torch.as_tensor(model.weight_scale(index)).numpy(), dtype=np.float32).reshape(-1)
    weight = model.weights[index].numpy().astype(np.float64)
    top = 2 ** (model.scheme.weight_bits - 1) - 1
    ratio = weight / scale.astype(np.float64).reshape(-1, *[1] * (weight.ndim - 1))
    codes = np.clip(np.sign(ratio) * np.floor(np.abs(ratio) + 0.5), -top, top)
    sums = scale.astype(np.float64) * float(np.float32(input_scale))
    units = np.round(model.biases[index].numpy().astype(np.float64) / sums)
    return codes, scale, units, sums


def export_scaled(model, path, producer):
    """Write a ScaledNet."""
    writer, network, scheme = Writer(), model.network, model.scheme
    layers = network.layers
    value = writer.quant("input_codes", "input", INPUT_SCALE, BYTE, INPUT_ZERO)
    if scheme.input_bits:
        value = writer.quant("input_narrow", value, model.input_scale(), scheme.input_bits)
    if network.sequence:
        value = writer.node("Transpose", "channels_first", [value], perm=[0, 2, 1])
    maps, scales = {"input": value}, {**model.map_scales, "input": model.input_scale()}

    def signed(layer):
        return 0 if scheme.unsigned_maps and layer.relu else 1

    def parameters(name, index, input_scale):
        codes, scale, units, sums = scaled_layer(model, index, input_scale)
        if network.sequence and codes.ndim == 4:
            codes = codes[:, :, :, 0]
        return (writer.stored(f"{name}_weight", codes, scale, scheme.weight_bits),
                writer.bias(f"{name}_bias", units, sums))

    for i, layer in enumerate(layers):
        source = network.source(i)
        weight, bias = parameters(layer.name, i, scales[source])
        value = write_convolution(writer, layer, maps[source], weight, bias, network.sequence)
        if layer.adds:
            value = writer.quant(f"{layer.name}_operand", value, scales[layer.name], scheme.map_bits)
            value = writer.node("Add", f"{layer.name}_add", [value, maps[layer.adds]])
        if layer.relu:
            value = writer.node("Relu", f"{layer.name}_relu", [value])
        maps[layer.name] = writer.quant(f"{layer.name}_map", value, scales[layer.name], scheme.map_bits, signed=signed(layer))
    value = maps[layers[-1].name]
    if network.pool:
        value = writer.node("GlobalAveragePool", "pool", [value])
        value = writer.quant("pool_map", value, scales[layers[-1].name], scheme.map_bits, signed=signed(layers[-1]),
                             narrow=False)
    value = writer.node("Flatten", "flatten", [value], axis=1)
    weight, bias = parameters("linear", len(layers), scales[layers[-1].name])
    output = "logits" if not scheme.logit_bits else None
    value = writer.node("Gemm", "linear", [value, weight, bias], output, transB=1)
    if scheme.logit_bits:
        writer.quant("logits_map", value, model.logit_scale, scheme.logit_bits, output="logits")
    writer.save(path, f"kws_{network.name}", producer)


def threshold_table(model, gain, shift, channel_scale):
    """Thresholds [channels, steps] on the real sums of the file, half a sum below the first sum that reaches them."""
    bits = model.scheme.activation_bits
    levels = np.zeros(1) if bits == 1 else (np.arange(2 ** bits - 1) + 0.5) * STEP
    first = np.ceil((levels[None, :] - shift[:, None]) / gain[:, None] - 1e-9)
    return ((np.clip(first, -2.0 ** 22, 2.0 ** 22) - 0.5) * channel_scale).astype(np.float32)


def _activation(writer, model, index, value, gain, shift, input_scale):
    """MultiThreshold behind a layer: unsigned steps, or -1 and +1."""
    name, bits = model.network.layers[index].name, model.scheme.activation_bits
    table = writer.constant(f"{name}_thresholds", threshold_table(model, gain, shift, float(np.float32(input_scale))))
    kind = dict(out_dtype="BIPOLAR", out_scale=2.0, out_bias=-1.0) if bits == 1 else \
        dict(out_dtype=f"UINT{bits}", out_scale=1.0, out_bias=0.0)
    return writer.node("MultiThreshold", f"{name}_map", [value, table], domain=QONNX, **kind)


def _narrow_input(writer, model, value):
    """A MultiThreshold a coefficient, as channels [1, 10, 49]: for networks whose first layer covers its whole input."""
    bits = model.scheme.input_bits
    real = (model.input_thresholds().numpy().astype(np.float64) - 0.5 - INPUT_ZERO) * float(np.float32(INPUT_SCALE))
    value = writer.node("Transpose", "channels_first", [value], perm=[0, 2, 1])
    table = writer.constant("input_thresholds", real.astype(np.float32))
    return writer.node("MultiThreshold", "input_map", [value, table], domain=QONNX, out_dtype=f"INT{bits}", out_scale=1.0,
                       out_bias=-2.0 ** (bits - 1))


@torch.no_grad()
def export_thresholds(model, path, producer):
    """Write a ThresholdNet; layers that cover their whole input are matrix products."""
    writer, network, scheme = Writer(), model.network, model.scheme
    value, shapes = writer.quant("input_codes", "input", INPUT_SCALE, BYTE, INPUT_ZERO), network.shapes()
    value, flat = _narrow_input(writer, model, value) if scheme.input_bits else value, False
    for i, layer in enumerate(network.layers):
        codes, gain, shift = normalized(model, i, input_step(model, i))
        input_scale = 1.0 if i or scheme.input_bits else INPUT_SCALE
        bits = scheme.bits(i, model.count)
        if i == 0 and scheme.input_bits:
            codes = codes.transpose(0, 1, 3, 2)  # the thresholds' coefficients are channels
        dense = shapes[layer.name][1:] == (1, 1)
        if dense and not flat:
            value, flat = writer.node("Flatten", f"{layer.name}_flatten", [value], axis=1), True
        codes = codes.reshape(len(codes), -1) if dense else codes
        real = model.is_real(i)
        weight = writer.stored(f"{layer.name}_weight", codes, gain if real else 1.0, bits)
        bias = writer.bias(f"{layer.name}_bias", np.round(shift / gain), gain) if real else None
        if dense:
            value = writer.node("Gemm", layer.name, [value, weight], transB=1)
        else:
            value = write_convolution(writer, layer, value, weight, bias, False)
        if real:
            value = writer.node("Relu", f"{layer.name}_relu", [value])
            value = writer.quant(f"{layer.name}_map", value, MAP_STEP, BYTE)
        else:
            value = _activation(writer, model, i, value, gain, shift, input_scale)
    if network.pool:
        value = writer.node("GlobalAveragePool", "pool", [value])
        value = writer.quant("pool_map", value, MAP_STEP, BYTE, narrow=False)
    if not flat:
        value = writer.node("Flatten", "flatten", [value], axis=1)
    codes, scale = model.codes(model.count - 1)
    step = MAP_STEP if scheme.real_map else input_step(model, model.count - 1)
    file_scale = np.float32(MAP_STEP) if scheme.real_map else np.float32(1.0)
    weight = writer.stored("linear_weight", np.round(codes.numpy()), 1.0, scheme.last_bits)
    bias = writer.bias("linear_bias", np.round(model.bias.numpy() / (scale * step)), file_scale)
    writer.node("Gemm", "linear", [value, weight, bias], "logits", transB=1)
    writer.save(path, f"kws_{network.name}", producer)
