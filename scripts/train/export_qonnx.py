"""Write a QuantNet as a QONNX graph: float32 values, and Quant nodes that state their int8 grids."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from network import CLASS_COUNT, INPUT_EXPONENT, INPUT_SHAPE, LAYERS

QUANT_DOMAIN = "qonnx.custom_op.general"
OPSET = 13
BITS = 8


class GraphWriter:
    """Collects nodes and initializers; each method returns the name of the value it produces."""

    def __init__(self):
        self.nodes, self.initializers = [], []
        self.zero_point = self.constant("zero_point", np.float32(0.0))
        self.bit_width = self.constant("bit_width", np.float32(BITS))

    def constant(self, name, value):
        self.initializers.append(numpy_helper.from_array(np.asarray(value, dtype=np.float32), name))
        return name

    def node(self, operator, name, inputs, output=None, **attributes):
        output = output or f"{name}_out"
        self.nodes.append(helper.make_node(operator, inputs, [output], name=name, **attributes))
        return output

    def quant(self, name, value, exponent, output=None):
        scale = self.constant(f"{name}_scale", np.float32(2.0 ** -exponent))
        return self.node("Quant", name, [value, scale, self.zero_point, self.bit_width], output,
                         domain=QUANT_DOMAIN, signed=1, narrow=0, rounding_mode="HALF_UP")


    def from_bytes(self, name, value, exponent):
        """A constant as int8 codes and their scale: a quarter of the bytes of float32."""
        codes = np.round(value * 2.0 ** exponent).astype(np.int8)
        self.initializers.append(numpy_helper.from_array(codes, f"{name}_codes"))
        scale = self.constant(f"{name}_codes_scale", np.float32(2.0 ** -exponent))
        return self.node("DequantizeLinear", name, [f"{name}_codes", scale])


def _parameters(writer, name, model, index, bytes_only):
    """Weight and bias of a layer as quantized constants."""
    weight, bias = (t.detach().numpy() for t in model.quantized(index))
    keep = writer.from_bytes if bytes_only else lambda label, value, _: writer.constant(label, value)
    weight = writer.quant(f"{name}_weight_quant", keep(f"{name}_weight", weight, model.weight_exponents[index]),
                          model.weight_exponents[index])
    bias = writer.quant(f"{name}_bias_quant", writer.constant(f"{name}_bias", bias), model.bias_exponent(index))
    return weight, bias


def export(model, path, producer, bytes_only=False):
    """Write `model` to `path`; the graph maps input [1, 1, 49, 10] to logits [1, 12]. bytes_only: weights as int8."""
    writer = GraphWriter()
    value = writer.quant("input_quant", "input", INPUT_EXPONENT)
    for i, spec in enumerate(LAYERS):
        number = spec.name[len("conv"):]
        weight, bias = _parameters(writer, spec.name, model, i, bytes_only)
        if spec.pool:
            value = writer.node("MaxPool", f"pool{number}", [value], kernel_shape=[spec.pool] * 2,
                                strides=[spec.pool] * 2)
        value = writer.node("Conv", spec.name, [value, weight, bias], kernel_shape=[3, 3], strides=[1, 1],
                            pads=[spec.padding] * 4, dilations=[1, 1], group=1)
        value = writer.node("Relu", f"relu{number}", [value])
        value = writer.quant(f"{spec.name}_quant", value, model.output_exponents[i])
    last = len(LAYERS)
    weight, bias = _parameters(writer, "fc", model, last, bytes_only)
    value = writer.node("Flatten", "flatten", [value], axis=1)
    value = writer.node("Gemm", "fc", [value, weight, bias], transB=1)
    writer.quant("fc_quant", value, model.output_exponents[last], output="logits")

    graph = helper.make_graph(
        writer.nodes, "kws",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, *INPUT_SHAPE])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, CLASS_COUNT])],
        writer.initializers)
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(QUANT_DOMAIN, 1)]
    file = helper.make_model(graph, producer_name=producer, opset_imports=opsets, ir_version=7)
    # HALF_UP here is the accelerator's floor(x + 1/2); QONNX's reference sends negative ties away from zero.
    helper.set_model_props(file, {"quartet.half_up": "towards_positive"})
    onnx.save(file, str(path))
