// Activations as the operators that compute on integers, and the network's outputs, need them.
#include <algorithm>
#include <cmath>

#include "frontends/model/onnx/requantize.hpp"

namespace quartet::onnx_import {

namespace {

using Stage = Activation::Stage;

Result<Activation> unquantized(Converter& c, const Node& node, const Activation& x) {
  if (x.stage == Stage::input)
    return c.error(node, "the network's input is not quantized",
                   "put a Quant or QuantizeLinear directly on the input");
  return c.error(
      node, "it reads the result of '" + c.layer(x.layer).name + "', which is not quantized",
      "put a Quant or QuantizeLinear between '" + c.layer(x.layer).name + "' and '" + node.name + "'");
}

QuantSpec spec_of(const Tensor& tensor, const Activation& x) {
  QuantSpec spec;
  spec.scale = x.scale[0];
  spec.zero = x.zero;
  spec.type = tensor.type;
  spec.min = static_cast<std::int32_t>(tensor.type.min());
  spec.max = static_cast<std::int32_t>(tensor.type.max());
  spec.mode = RoundMode::half_up;
  spec.integer_output = x.integer;
  spec.shifted = x.shifted;
  return spec;
}

/// Accumulators of channels with different scales cannot be compared: they get the coarsest one.
void share_scale(Converter& c, Layer& layer, Activation& x) {
  const double common = *std::max_element(x.scale.begin(), x.scale.end());
  if (std::all_of(x.scale.begin(), x.scale.end(), [&](double s) { return s == common; })) {
    x.scale = {common};
    return;
  }
  layer.requantization.rule = Requantization::Rule::multiplier;
  layer.requantization.scales = x.scale;
  for (double& s : layer.requantization.scales) s /= common;
  x.scale = {common};
  c.notes.add(
      "the output has one scale a channel and no quantizer: its accumulators are brought to the coarsest "
      "scale",
      layer.name);
}

Result<TensorId> settle_accumulator(Converter& c, const Node& node, Activation x) {
  Layer& layer = c.layer(x.layer);
  if (x.stage == Stage::sum)
    return c.error(node, "the output is a sum of values with different scales and has no quantizer",
                   "quantize the output");
  if (auto positive = make_positive(c, node, x); !positive) return pass(positive.error());
  if (auto folded = fold_offset(c, node, x); !folded) return pass(folded.error());
  const bool changed = x.clamped() || x.scale.size() > 1;
  if (changed && x.shared)
    return c.error(node, "an output without quantizer is clamped or scaled, and other nodes read it",
                   "quantize the output");
  share_scale(c, layer, x);
  const auto stored = [&](double real) {
    return static_cast<std::int32_t>(std::clamp(std::round(real / x.scale[0]), -2147483648.0, 2147483647.0));
  };
  layer.requantization.clamp_min = stored(x.low);
  layer.requantization.clamp_max = stored(x.high);
  c.network.tensor(layer.output).quantization = {x.scale, {0}};
  for (const int follower : x.followers) c.output_tensor(follower).quantization = {x.scale, {0}};
  return x.tensor;
}

}  // namespace

Result<Activation> plain(Converter& c, const Node& node, Activation x) {
  if (x.stage != Stage::stored) return unquantized(c, node, x);
  if (!x.per_tensor() || x.has_offset() || !(x.scale[0] > 0))
    return c.error(node, "it reads a value with a pending per-channel scale, a constant or a negative scale",
                   "quantize that value first");
  const Tensor source = c.network.tensor(x.tensor);
  const QuantSpec spec = spec_of(source, x);
  const bool restated =
      source.quantization.scales.empty() || same_scale(source.quantization.scale(), spec.scale);
  if (!restated) {
    Layer layer;
    layer.op = "requantize";
    layer.inputs = {x.tensor};
    layer.requantization.rule = Requantization::Rule::multiplier;
    layer.requantization.scales = {1.0};
    const auto index =
        c.add_layer(node, std::move(layer), x.dims, x.layout, source.type, {{spec.scale}, {spec.zero}});
    if (!index) return pass(index.error());
    x.tensor = c.layer(*index).output;
  }
  if (!x.clamped()) return x;
  return quantize(c, node, std::move(x), spec);
}

Result<Activation> plain_input(Converter& c, const Node& node, std::size_t input) {
  auto x = c.real_activation(node, input);
  if (!x) return x;
  return plain(c, node, std::move(*x));
}

Result<Activation> as_real(Converter& c, const Node& node, Activation x, double scale, std::int32_t zero) {
  if (!x.integer || x.stage != Stage::stored) return c.error(node, "its input is not an integer tensor");
  Tensor& tensor = c.network.tensor(x.tensor);
  if (tensor.quantization.scales.empty()) tensor.quantization = {{scale}, {zero}};
  if (tensor.quantization.zero_point() != zero)
    return c.error(node, "its zero point differs from the one that its input was quantized with",
                   "use one zero point");
  x.integer = false;
  x.scale = {scale};
  x.zero = zero;
  return x;
}

Result<TensorId> settle_output(Converter& c, const Node& node, Activation x) {
  if (x.open()) return settle_accumulator(c, node, std::move(x));
  const auto result = plain(c, node, std::move(x));
  if (!result) return pass(result.error());
  return result->tensor;
}

}  // namespace quartet::onnx_import
