// Pending per-channel numbers of an open layer go into its weights and bias.
#include <algorithm>
#include <cmath>

#include "frontends/model/onnx/requantize.hpp"

namespace quartet::onnx_import {

namespace {

constexpr double kBiasLimit = 2147483647.0;  // int32

/// The layer's bias, all zeros when it had none.
Result<Values*> bias_of(Converter& c, const Node& node, Layer& layer, std::size_t channels) {
  if (layer.bias == kNoTensor) {
    Tensor bias{layer.name + ".bias", {static_cast<int>(channels)}, kInt32, {}, Values(channels, 0)};
    const auto id = c.add_constant(node, std::move(bias));
    if (!id) return pass(id.error());
    layer.bias = *id;
  }
  return &c.network.tensor(layer.bias).constant;
}

/// The narrowest of the type, and its doublings, that holds every value.
IntType widened(IntType type, const Values& values) {
  const auto fits = [&](IntType t) {
    return std::all_of(values.begin(), values.end(), [&](std::int32_t v) { return t.holds(v); });
  };
  while (!fits(type)) type = IntType{std::min(type.bits * 2, 32), true, false};
  return type;
}

}  // namespace

Result<void> fold_offset(Converter& c, const Node& node, Activation& x) {
  if (!x.has_offset()) return {};
  Layer& layer = c.layer(x.layer);
  if (x.stage != Activation::Stage::accumulator || layer.weights == kNoTensor || x.shared)
    return c.error(node, "a constant is added to a value whose layer has no bias of its own",
                   "quantize the value before the constant is added");
  const auto channels = static_cast<std::size_t>(c.network.tensor(layer.output).shape.back());
  const auto bias = bias_of(c, node, layer, channels);
  if (!bias) return pass(bias.error());
  bool exact = true;
  for (std::size_t i = 0; i < channels; ++i) {
    const double units = x.offset[x.offset.size() == 1 ? 0 : i] / x.scale[x.scale.size() == 1 ? 0 : i];
    const double whole = std::round(units);
    // float32 scales make a whole number look off by some 1e-7 of itself
    exact = exact && std::abs(units - whole) <= 1e-4 + 1e-6 * std::abs(units);
    const double sum = whole + (**bias)[i];
    if (!(std::abs(sum) <= kBiasLimit))
      return c.error(node,
                     "the bias of channel " + std::to_string(i) + " is beyond 32 bits in accumulator units");
    (**bias)[i] = static_cast<std::int32_t>(sum);
  }
  if (!exact) c.notes.add("bias rounded to whole accumulator units", layer.name);
  x.offset = {0.0};
  return {};
}

Result<void> make_positive(Converter& c, const Node& node, Activation& x) {
  const bool positive = std::all_of(x.scale.begin(), x.scale.end(), [](double s) { return s > 0; });
  if (positive) return {};
  Layer& layer = c.layer(x.layer);
  if (x.stage != Activation::Stage::accumulator || layer.weights == kNoTensor || x.shared)
    return c.error(
        node, "a value is scaled by a number that is not positive, and no layer's weights can take its sign",
        "fold it into the weights before export");
  Tensor& weights = c.network.tensor(layer.weights);
  const auto channels = static_cast<std::size_t>(c.network.tensor(layer.output).shape.back());
  const std::size_t row = weights.constant.size() / channels;
  if (x.scale.size() == 1) x.scale.assign(channels, x.scale[0]);
  if (x.offset.size() == 1) x.offset.assign(channels, x.offset[0]);
  for (std::size_t i = 0; i < channels; ++i) {
    if (x.scale[i] > 0) continue;
    const int sign = x.scale[i] < 0 ? -1 : 0;
    for (std::size_t k = 0; k < row; ++k) weights.constant[i * row + k] *= sign;
    if (layer.bias != kNoTensor) c.network.tensor(layer.bias).constant[i] *= sign;
    // A channel that is constant gets units fine enough for its value.
    x.scale[i] = sign != 0 ? -x.scale[i] : (x.offset[i] != 0.0 ? std::abs(x.offset[i]) / 65536.0 : 1.0);
  }
  if (weights.type.bipolar && std::count(weights.constant.begin(), weights.constant.end(), 0) > 0)
    weights.type = IntType{2, true, false};
  weights.type = widened(weights.type, weights.constant);
  return {};
}

}  // namespace quartet::onnx_import
