"""Write an ArrayNet as a standard ONNX graph: int8 weights, int32 biases, QuantizeLinear pairs."""

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from analog_layers import CODE_LEVELS

OPSET = 13
QONNX = "qonnx.custom_op.general"
BYTE = 8


class QdqWriter:
    """Collects nodes and initializers; each method returns the name of the value it produces."""

    def __init__(self):
        self.nodes, self.initializers = [], []

    def constant(self, name, value):
        self.initializers.append(numpy_helper.from_array(value, name))
        return name

    def node(self, operator, name, inputs, output=None, **attributes):
        output = output or f"{name}_out"
        self.nodes.append(helper.make_node(operator, inputs, [output], name=name, **attributes))
        return output

    def stored(self, name, codes, scale, bits=BYTE):
        """An integer constant with its scale; `codes` have their final type, or a Quant node narrows it to `bits`."""
        inputs = [self.constant(f"{name}_codes", codes), self.constant(f"{name}_scale", np.float32(scale))]
        if bits == BYTE:
            return self.node("DequantizeLinear", name, inputs)
        value = self.node("DequantizeLinear", f"{name}_stored", inputs)
        grid = [inputs[1], self.constant(f"{name}_zero", np.float32(0)), self.constant(f"{name}_bits", np.float32(bits))]
        return self.node("Quant", name, [value, *grid], domain=QONNX, signed=1, narrow=0, rounding_mode="ROUND")

    def quantize(self, name, value, scale, zero=0, output=None):
        """QuantizeLinear to int8 and back."""
        scale = self.constant(f"{name}_scale", np.float32(scale))
        zero = self.constant(f"{name}_zero", np.int8(zero))
        codes = self.node("QuantizeLinear", f"{name}_quantize", [value, scale, zero])
        return self.node("DequantizeLinear", name, [codes, scale, zero], output)


@torch.no_grad()
def integer_layers(model):
    """[(codes int8, bias int32, input scale, weight scale)], scales float32 as the file holds them."""
    result, ranges, levels = [], model.ranges().numpy(), model.recipe.weight_levels
    for i, bias in enumerate(model.biases):
        input_scale = np.float32(ranges[i] / CODE_LEVELS)
        weight_scale = np.float32(float(model.limit(i)) / levels)
        codes = np.round(model.codes(i).numpy() * levels).astype(np.int8)
        units = np.round(bias.numpy().astype(np.float64) / (float(input_scale) * float(weight_scale)))
        result.append((codes, units.astype(np.int32), input_scale, weight_scale))
    return result


def export(model, output_scale, path, producer):
    """Write `model` to `path`. Data of width 1 become sequences: input [1, C, rows], kernels [O, I, k]."""
    spec, writer, layers = model.spec, QdqWriter(), integer_layers(model)
    bits = model.recipe.weight_levels.bit_length() + 1
    axes = 1 if spec.input_shape[2] == 1 else 2
    value = "input"
    if spec.input_scale:
        value = writer.quantize("input_codes", value, spec.input_scale, spec.input_zero)
    for i, (codes, bias, input_scale, weight_scale) in enumerate(layers):
        last = i == len(spec.convolutions)
        name = "fc" if last else spec.convolutions[i].name
        value = writer.quantize(f"{name}_input", value, input_scale)
        if last:
            value = writer.node("Flatten", "flatten", [value], axis=1)
        elif axes == 1:
            codes = codes[:, :, :, 0]
        weight = writer.stored(f"{name}_weight", codes, weight_scale, bits)
        bias = writer.stored(f"{name}_bias", bias, np.float32(input_scale) * np.float32(weight_scale))
        if last:
            value = writer.node("Gemm", name, [value, weight, bias], transB=1)
            break
        conv = spec.convolutions[i]
        value = writer.node("Conv", name, [value, weight, bias], kernel_shape=conv.kernel[:axes],
                            strides=conv.stride[:axes], pads=conv.padding[:axes] * 2)
        value = writer.node("Relu", f"{name}_relu", [value])
    writer.quantize("logits", value, output_scale, output="logits")
    graph = helper.make_graph(
        writer.nodes, spec.name,
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, *spec.input_shape[:axes + 1]])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, spec.classes])],
        writer.initializers)
    opsets = [helper.make_opsetid("", OPSET)] + ([] if bits == BYTE else [helper.make_opsetid(QONNX, 1)])
    file = helper.make_model(graph, producer_name=producer, ir_version=7, opset_imports=opsets)
    onnx.checker.check_model(file)
    onnx.save(file, str(path))
