#include "frontends/model/onnx/weights.hpp"

#include <algorithm>
#include <cmath>

namespace quartet::onnx_import {

namespace {

/// Per-channel ratio of the bias scale to the accumulator scale, when every one is a whole number.
std::optional<std::vector<double>> whole_ratios(const ConstantQuantization& bias,
                                                const std::vector<double>& units, std::size_t channels) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < channels; ++i) {
    const double ratio = bias.scales[bias.scales.size() == 1 ? 0 : i] / units[units.size() == 1 ? 0 : i];
    const double whole = std::round(ratio);
    if (whole < 1 || std::abs(ratio - whole) > 1e-5 * ratio) return std::nullopt;
    ratios.push_back(whole);
  }
  return ratios;
}

/// Integers of the bias in accumulator units when that is exact; else the real values become the pending
/// offset.
Result<Values> integer_bias(const Converter& c, const Node& node, const Constant& bias, Activation& y,
                            std::size_t channels) {
  if (bias.values.size() != channels && bias.values.size() != 1)
    return c.error(node, "its bias has " + std::to_string(bias.values.size()) + " values for " +
                             std::to_string(channels) + " output channels");
  const std::size_t step = bias.values.size() == 1 ? 0 : 1;
  if (bias.quantized && (bias.quantized->scales.size() == 1 || bias.quantized->scales.size() == channels)) {
    const ConstantQuantization& q = *bias.quantized;
    if (const auto ratios = whole_ratios(q, y.scale, channels)) {
      Values result;
      for (std::size_t i = 0; i < channels; ++i) {
        const double v =
            (*ratios)[i] * (static_cast<double>(q.q[i * step]) - q.zeros[q.zeros.size() == 1 ? 0 : i]);
        if (std::abs(v) > 2147483647.0)
          return c.error(
              node, "the bias of channel " + std::to_string(i) + " is beyond 32 bits in accumulator units");
        result.push_back(static_cast<std::int32_t>(v));
      }
      return result;
    }
  }
  y.offset.clear();
  for (std::size_t i = 0; i < channels; ++i) y.offset.push_back(bias.values[i * step]);
  return Values{};
}

}  // namespace

Result<Weights> symmetric_weights(const Converter& c, const Node& node, const Constant& constant, int axis) {
  if (!constant.quantized) {
    return c.error(node, "its weights are not quantized",
                   "put a Quant (QONNX) or a QuantizeLinear/DequantizeLinear pair on them, or store them as "
                   "integers with DequantizeLinear");
  }
  const ConstantQuantization& source = *constant.quantized;
  if (source.scales.size() > 1 && source.axis != axis)
    return c.error(node, "its weight scales run along axis " + std::to_string(source.axis) +
                             ", not along the output channels (axis " + std::to_string(axis) + ")");
  Weights result{source.q, source.scales, source.type};
  const AxisIndex channel(constant.dims, source.axis);
  for (std::size_t i = 0; i < result.q.size(); ++i) {
    const std::int64_t v =
        std::int64_t{result.q[i]} - source.zeros[source.zeros.size() == 1 ? 0 : channel(i)];
    if (!IntType{16, true, false}.holds(v)) return c.error(node, "its weights need more than 16 bits");
    result.q[i] = static_cast<std::int32_t>(v);
  }
  const auto holds = [&](IntType type) {
    return std::all_of(result.q.begin(), result.q.end(), [&](std::int32_t v) { return type.holds(v); });
  };
  if (!holds(result.type)) result.type = IntType{16, true, false};  // a zero point may need a ninth bit
  if (result.type.bits > 16) result.type = IntType{16, true, false};
  return result;
}

Result<Activation> add_weighted(Converter& c, const Node& node, const Activation& x, Layer layer,
                                Weights weights, Values order, Shape shape, const ConstantPtr& bias,
                                const Dims& dims) {
  const auto channels = static_cast<std::size_t>(shape[0]);
  Activation y;
  y.dims = dims;
  y.layout = x.layout;
  y.stage = Activation::Stage::accumulator;
  y.scale = weights.scales;
  for (double& s : y.scale) s *= x.scale[0];
  Values bias_units;
  if (bias) {
    auto units = integer_bias(c, node, *bias, y, channels);
    if (!units) return pass(units.error());
    bias_units = std::move(*units);
  }
  layer.inputs = {x.tensor};
  const auto id = c.add_constant(
      node,
      Tensor{
          node.name + ".weights", std::move(shape), weights.type, {weights.scales, {0}}, std::move(order)});
  if (!id) return pass(id.error());
  layer.weights = *id;
  if (!bias_units.empty()) {
    const auto bias_id = c.add_constant(
        node, Tensor{node.name + ".bias", {static_cast<int>(channels)}, kInt32, {}, std::move(bias_units)});
    if (!bias_id) return pass(bias_id.error());
    layer.bias = *bias_id;
  }
  const auto index = c.add_layer(node, std::move(layer), dims, x.layout, kInt32, {});
  if (!index) return pass(index.error());
  y.layer = *index;
  y.tensor = c.layer(*index).output;
  return y;
}

}  // namespace quartet::onnx_import
