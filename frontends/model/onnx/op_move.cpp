// Concat, Pad, and operators that pass their input on: Identity, Dropout, Cast, Constant.
#include <algorithm>

#include "frontends/model/onnx/integers.hpp"
#include "frontends/model/onnx/operators.hpp"
#include "frontends/model/onnx/quantizer_node.hpp"
#include "frontends/model/onnx/requantize.hpp"

namespace quartet::onnx_import {

namespace {

Result<void> pass_on(Converter& c, const Node& node) {
  if (c.is_constant(node, 0)) {
    c.define(node.outputs.empty() ? "" : node.outputs[0], Value{*c.constant(node, 0, "tensor"), {}});
    return {};
  }
  auto x = c.activation(node, 0);
  if (!x) return pass(x.error());
  c.define(node, std::move(*x));
  return {};
}

/// ONNX axis (not the batch) as the axis of the stored tensor.
Result<int> stored_axis(const Converter& c, const Node& node, const Activation& x, std::int64_t axis) {
  const auto rank = static_cast<std::int64_t>(x.dims.size());
  if (axis < 0) axis += rank;
  if (axis < 1 || axis >= rank)
    return c.error(
        node, "axis " + std::to_string(axis) + " of shape " + to_text(x.dims) + " cannot be joined along");
  if (rank == 2) return 0;
  const bool first = x.layout == Layout::channels_first;
  if (axis == (first ? 1 : rank - 1)) return 2;
  const std::int64_t spatial = first ? axis - 2 : axis - 1;
  return static_cast<int>(spatial);
}

/// The quantizer that alone reads a node's result: operands are brought to its scale.
const Node* following_quantizer(const Converter& c, const Node& node) {
  if (node.outputs.empty() || c.graph.readers.count(node.outputs[0]) == 0 ||
      c.graph.readers.at(node.outputs[0]) != 1)
    return nullptr;
  const auto reader = c.graph.reader.find(node.outputs[0]);
  if (reader == c.graph.reader.end()) return nullptr;
  const Node& next = c.graph.nodes[reader->second];
  return is_quantizer(next) && next.inputs[0] == node.outputs[0] ? &next : nullptr;
}

Result<Activation> join(Converter& c, const Node& node, const std::vector<Activation>& operands,
                        std::int64_t onnx_axis) {
  const Activation& head = operands.front();
  const Tensor first = c.network.tensor(head.tensor);
  const auto axis = stored_axis(c, node, head, onnx_axis);
  if (!axis) return pass(axis.error());
  const auto d = static_cast<std::size_t>(
      onnx_axis < 0 ? onnx_axis + static_cast<std::int64_t>(head.dims.size()) : onnx_axis);
  Layer layer;
  layer.op = "concat";
  layer.attributes.axis = *axis;
  Dims dims = head.dims;
  dims[d] = 0;
  for (const Activation& x : operands) {
    Dims other = x.dims;
    if (other.size() != dims.size() || x.layout != head.layout)
      return c.error(node, "its operands have shapes " + to_text(head.dims) + " and " + to_text(x.dims));
    dims[d] += other[d];
    other[d] = head.dims[d];
    if (other != head.dims)
      return c.error(node, "its operands have shapes " + to_text(head.dims) + " and " + to_text(x.dims));
    const Tensor& tensor = c.network.tensor(x.tensor);
    if (x.integer != head.integer || !same_scale(x.scale[0], head.scale[0]) || x.zero != head.zero ||
        tensor.type != first.type)
      return c.error(
          node, "its operands have different scales or types and no quantizer follows that they could share",
          "quantize all operands with one scale");
    layer.inputs.push_back(x.tensor);
    layer.attributes.input_scales.push_back(x.scale[0]);
  }
  layer.attributes.output_scale = head.scale[0];
  const auto index = c.add_layer(node, std::move(layer), dims, head.layout, first.type, first.quantization);
  if (!index) return pass(index.error());
  Activation y = head;
  y.tensor = c.layer(*index).output;
  y.dims = dims;
  return y;
}

/// Pads of a spatial activation from the attribute (before version 11) or input 1, as [begin…, end…] over all
/// axes.
Result<Dims> read_pads(const Converter& c, const Node& node, std::size_t rank) {
  Dims pads = node.integers("pads");
  if (node.has_input(1)) {
    const auto constant = c.constant(node, 1, "pads");
    if (!constant) return pass(constant.error());
    pads.clear();
    for (const double v : (*constant)->values)
      pads.push_back(static_cast<std::int64_t>(std::clamp(v, -1.0, 1e9)));
  }
  if (pads.size() != 2 * rank)
    return c.error(node,
                   "it has " + std::to_string(pads.size()) + " pads for " + std::to_string(rank) + " axes");
  constexpr std::int64_t kMaxPad = 1 << 20;
  for (const std::int64_t p : pads) {
    if (p < 0 || p > kMaxPad) return c.error(node, "a pad is negative or beyond " + std::to_string(kMaxPad));
  }
  return pads;
}

Result<void> check_pad_value(const Converter& c, const Node& node, const Activation& x) {
  if (node.text("mode", "constant") != "constant")
    return c.error(node, "mode '" + printable(node.text("mode", "")) + "' is not supported",
                   "pad with constant zeros");
  double value = node.real("value", 0.0);
  if (node.has_input(2)) {
    const auto constant = c.constant(node, 2, "pad value");
    if (!constant) return pass(constant.error());
    value = (*constant)->values[0];
  }
  const double zero =
      x.integer ? static_cast<double>(c.network.tensor(x.tensor).quantization.zero_point() + x.shifted) : 0.0;
  if (value != zero)
    return c.error(node, "it pads with " + std::to_string(value) + ", which is not the tensor's zero");
  if (x.has_offset() || x.low > 0 || x.high < 0)
    return c.error(node, "it pads a value with a pending constant, whose stored zero is not its zero",
                   "quantize before the Pad");
  return {};
}

}  // namespace

Result<void> convert_identity(Converter& c, const Node& node) {
  return pass_on(c, node);
}

Result<void> convert_dropout(Converter& c, const Node& node) {
  if (node.has_input(2)) {
    const auto training = c.constant(node, 2, "training_mode");
    if (!training) return pass(training.error());
    if ((*training)->values[0] != 0)
      return c.error(node, "it is in training mode", "export the model for inference");
  }
  if (node.outputs.size() > 1 && c.graph.readers.count(node.outputs[1]) != 0)
    return c.error(node, "its mask output is used");
  return pass_on(c, node);
}

Result<void> convert_cast(Converter& c, const Node& node) {
  if (!c.is_constant(node, 0)) {
    const auto x = c.activation(node, 0);
    if (!x) return pass(x.error());
    if (x->integer) return c.error(node, "it casts quantized integers", "use DequantizeLinear");
  }
  return pass_on(c, node);
}

Result<void> convert_constant(Converter& c, const Node& node) {
  const auto found = node.attributes.find("value");
  if (found != node.attributes.end() && found->second.tensor) {
    c.define(node.outputs.empty() ? "" : node.outputs[0], Value{found->second.tensor, {}});
    return {};
  }
  Constant constant;
  if (node.has("value_float")) {
    constant.values = {node.real("value_float", 0)};
  } else if (node.has("value_int")) {
    constant.values = {static_cast<double>(node.integer("value_int", 0))};
    constant.type = ElementType::int64;
  } else if (node.has("value_floats")) {
    constant.values = node.attributes.at("value_floats").reals;
    constant.dims = {static_cast<std::int64_t>(constant.values.size())};
  } else if (node.has("value_ints")) {
    const auto ints = node.integers("value_ints");
    constant.values.assign(ints.begin(), ints.end());
    constant.dims = {static_cast<std::int64_t>(ints.size())};
    constant.type = ElementType::int64;
  } else {
    return c.error(node, "it has no value that can be read");
  }
  c.define(node, std::move(constant));
  return {};
}

Result<void> convert_concat(Converter& c, const Node& node) {
  if (!node.has("axis")) return c.error(node, "it has no axis");
  const Node* quantizer = following_quantizer(c, node);
  std::vector<Activation> operands;
  for (std::size_t i = 0; i < node.inputs.size(); ++i) {
    auto x = c.activation(node, i);
    if (!x) return pass(x.error());
    if (quantizer != nullptr && !x->integer) {
      auto spec = read_quantizer(c, *quantizer);
      if (!spec) return pass(spec.error());
      spec->integer_output = false;
      x = quantize(c, node, std::move(*x), *spec);
    } else {
      x = plain(c, node, std::move(*x));
    }
    if (!x) return pass(x.error());
    operands.push_back(std::move(*x));
  }
  if (operands.empty()) return c.error(node, "it has no operands");
  auto y = join(c, node, operands, node.integer("axis", 1));
  if (!y) return pass(y.error());
  c.define(node, std::move(*y));
  return {};
}

Result<void> convert_qlinear_concat(Converter& c, const Node& node) {
  const auto output = linear_parameters(c, node, 0);
  if (!output) return pass(output.error());
  if (node.inputs.size() < 5 || (node.inputs.size() - 2) % 3 != 0)
    return c.error(node, "its operands are not triples of tensor, scale and zero point");
  std::vector<Activation> operands;
  for (std::size_t i = 2; i < node.inputs.size(); i += 3) {
    auto x = linear_activation(c, node, i);
    if (!x) return pass(x.error());
    x = quantize(c, node, std::move(*x), linear_spec(*output));
    if (!x) return pass(x.error());
    operands.push_back(std::move(*x));
  }
  auto y = join(c, node, operands, node.integer("axis", 1));
  if (!y) return pass(y.error());
  c.define(node, std::move(*y));
  return {};
}

Result<void> convert_pad(Converter& c, const Node& node) {
  auto x = c.activation(node, 0);
  if (!x) return pass(x.error());
  if (x->stage == Activation::Stage::sum && x->shared)
    return c.error(node, "it pads a sum that is not quantized", "quantize the sum");
  if (auto checked = check_pad_value(c, node, *x); !checked) return checked;
  const std::size_t rank = x->dims.size();
  const auto pads = read_pads(c, node, rank);
  if (!pads) return pass(pads.error());
  const bool first = x->layout == Layout::channels_first;
  if (rank < 3 || rank > 4)
    return c.error(node, "its input has shape " + to_text(x->dims) + ", only maps and sequences are padded");
  const std::size_t space = first ? 2 : 1;
  Layer layer;
  layer.op = "pad";
  Dims dims = x->dims;
  int sides[4] = {0, 0, 0, 0};  // top, left, bottom, right
  for (std::size_t i = 0; i < rank; ++i) {
    dims[i] += (*pads)[i] + (*pads)[i + rank];
    if (dims[i] == x->dims[i]) continue;
    if (i < space || i >= space + rank - 2) return c.error(node, "it pads the batch or the channels");
    sides[i - space] = static_cast<int>((*pads)[i]);
    sides[2 + i - space] = static_cast<int>((*pads)[i + rank]);
  }
  layer.attributes.padding = {sides[0], sides[1], sides[2], sides[3]};
  auto y = c.follow(node, *x, std::move(layer), dims, x->layout);
  if (!y) return pass(y.error());
  c.define(node, std::move(*y));
  return {};
}

}  // namespace quartet::onnx_import
