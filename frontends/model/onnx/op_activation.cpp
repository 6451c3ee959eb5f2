// Relu, Clip, Abs, Sign, Softmax.
#include <algorithm>
#include <cmath>

#include "frontends/model/onnx/operators.hpp"
#include "frontends/model/onnx/requantize.hpp"

namespace quartet::onnx_import {

namespace {

Result<void> clamp(Converter& c, const Node& node, double low, double high) {
  auto x = c.real_activation(node, 0);
  if (!x) return pass(x.error());
  if (x->stage == Activation::Stage::input)
    return c.error(node, "the network's input is changed before its first quantizer",
                   "put a Quant or QuantizeLinear directly on the input");
  if (!(low <= high)) return c.error(node, "its limits are in the wrong order");
  x->low = std::clamp(x->low, low, high);
  x->high = std::clamp(x->high, low, high);
  c.define(node, std::move(*x));
  return {};
}

/// Limit of Clip: an attribute before version 11, then an optional input.
Result<double> limit(const Converter& c, const Node& node, const std::string& key, std::size_t input,
                     double fallback) {
  if (!node.has_input(input)) return node.real(key, fallback);
  const auto constant = c.constant(node, input, key);
  if (!constant) return pass(constant.error());
  return (*constant)->values[0];
}

/// A layer on plain integers whose result has its own meaning.
Result<void> unary(Converter& c, const Node& node, const char* op, IntType type,
                   const Quantization& quantization, double beta) {
  const auto x = plain_input(c, node, 0);
  if (!x) return pass(x.error());
  Layer layer;
  layer.op = op;
  layer.inputs = {x->tensor};
  layer.attributes.beta = beta;
  const auto index = c.add_layer(node, std::move(layer), x->dims, x->layout, type, quantization);
  if (!index) return pass(index.error());
  Activation y;
  y.tensor = c.layer(*index).output;
  y.dims = x->dims;
  y.layout = x->layout;
  y.scale = {quantization.scale()};
  y.zero = quantization.zero_point();
  c.define(node, std::move(y));
  return {};
}

}  // namespace

Result<void> convert_relu(Converter& c, const Node& node) {
  return clamp(c, node, 0, HUGE_VAL);
}

Result<void> convert_clip(Converter& c, const Node& node) {
  const auto low = limit(c, node, "min", 1, -HUGE_VAL);
  if (!low) return pass(low.error());
  const auto high = limit(c, node, "max", 2, HUGE_VAL);
  if (!high) return pass(high.error());
  return clamp(c, node, *low, *high);
}

Result<void> convert_abs(Converter& c, const Node& node) {
  const auto x = plain_input(c, node, 0);
  if (!x) return pass(x.error());
  Layer layer;
  layer.op = "abs";
  auto y = c.follow(node, *x, std::move(layer), x->dims, x->layout);
  if (!y) return pass(y.error());
  c.define(node, std::move(*y));
  return {};
}

Result<void> convert_sign(Converter& c, const Node& node) {
  c.notes.add("Sign of 0 is +1 (ONNX: 0)", node.name);
  return unary(c, node, "sign", IntType{1, true, true}, {{1.0}, {0}}, 1.0);
}

Result<void> convert_softmax(Converter& c, const Node& node) {
  const auto x = c.real_activation(node, 0);
  if (!x) return pass(x.error());
  constexpr std::int64_t kLastAxisVersion = 13;  // before, axis 1 and all axes after it were one
  const auto rank = static_cast<std::int64_t>(x->dims.size());
  std::int64_t axis = node.integer("axis", c.graph.opset < kLastAxisVersion ? 1 : -1);
  if (axis < 0) axis += rank;
  const std::int64_t channel =
      x->layout == Layout::channels_first ? std::min<std::int64_t>(1, rank - 1) : rank - 1;
  const bool alone =
      std::count_if(x->dims.begin(), x->dims.end(), [](std::int64_t d) { return d != 1; }) <= 1;
  if (axis < 0 || axis >= rank ||
      (axis != channel && !(alone && x->dims[static_cast<std::size_t>(axis)] != 1)))
    return c.error(node, "its axis is not the channel axis of shape " + to_text(x->dims));
  if (x->open()) {
    c.notes.add(
        "a softmax without quantizers around it is left out: the outputs are its inputs, in the same order",
        node.name);
    if (c.graph.readers.count(node.outputs.empty() ? "" : node.outputs[0]) == 0 ||
        std::find(c.graph.outputs.begin(), c.graph.outputs.end(), node.outputs[0]) == c.graph.outputs.end())
      return c.error(node, "it reads an unquantized value and is not the graph's output",
                     "put a Quant or QuantizeLinear before it");
    c.define(node, *x);
    return {};
  }
  constexpr double kSoftmaxScale = 1.0 / 256;  // TFLite int8 softmax
  return unary(c, node, "softmax", kInt8, {{kSoftmaxScale}, {-128}}, 1.0);
}

}  // namespace quartet::onnx_import
