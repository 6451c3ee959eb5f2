// fold_batch_norm: a scale and offset per channel behind an open accumulator goes into the layer that makes it.
//
// In an integer network a batch normalization is one of three layers behind a convolution of rule none: a 1×1
// depthwise convolution (weights γ, bias β), a requantize layer with a scale a channel, or thresholds a channel. No
// rounding lies between the two, so that folding is exact as long as the new weights fit 8 bit.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "workloads/graph/operator.hpp"
#include "workloads/passes/rewrites.hpp"

namespace quartet {
namespace {

constexpr int kWidestWeight = 8;

/// Every accumulator leaves the layer as it is.
bool is_open(const Network& network, const Layer& layer) {
  if (layer.weights == kNoTensor || layer.requantization.rule != Requantization::Rule::none) return false;
  if (layer.placement.hardware_layer >= 0) return false;
  const Tensor& output = network.tensor(layer.output);
  if (output.quantization.zero_points.size() > 1) return false;
  if (network.tensor(layer.inputs.front()).type.bits > 8 || network.tensor(layer.weights).type.bits > 8) return false;
  const std::int64_t low = std::max<std::int64_t>(output.type.min(), layer.requantization.clamp_min);
  const std::int64_t high = std::min<std::int64_t>(output.type.max(), layer.requantization.clamp_max);
  const std::vector<Reach> reach = accumulator_reach(network, layer);
  return std::all_of(reach.begin(), reach.end(), [&](const Reach& r) { return r.low >= low && r.high <= high; });
}

bool is_channel_scale(const Network& network, const Layer& layer) {
  const Attributes& a = layer.attributes;
  const Shape& shape = network.tensor(layer.inputs.front()).shape;
  return layer.op == "depthwise_conv2d" && a.kernel == Size2{} && a.stride == Size2{} && a.padding == Padding{} &&
         network.tensor(layer.weights).shape.front() == shape.back();
}

// γ and β of each channel: the value behind is γ·(acc − zero) + β.
struct Affine {
  std::vector<std::int64_t> gamma, beta;
};

std::optional<Affine> affine_of(const Network& network, const Layer& layer, std::size_t channels) {
  const std::int64_t zero = network.tensor(layer.inputs.front()).quantization.zero_point();
  Affine affine{std::vector<std::int64_t>(channels, 1), std::vector<std::int64_t>(channels, 0)};
  if (layer.op == "multi_threshold") return affine;  // compares stored values
  if (layer.op != "requantize" && !is_channel_scale(network, layer)) return std::nullopt;
  for (std::size_t c = 0; c < channels; ++c) {
    if (layer.weights != kNoTensor) affine.gamma[c] = network.tensor(layer.weights).constant[c];
    affine.beta[c] = -zero * affine.gamma[c];
    if (layer.bias != kNoTensor) affine.beta[c] += network.tensor(layer.bias).constant[c];
  }
  return affine;
}

/// Symmetric enough for every value; nullopt beyond 8 bit.
std::optional<IntType> type_for(const Values& values, IntType type) {
  const auto held = [&](const IntType& t) {
    return std::all_of(values.begin(), values.end(), [&](std::int32_t v) { return t.holds(v); });
  };
  if (held(type)) return type;
  const int first = type.bipolar ? 2 : type.bits;
  for (int bits = first; bits <= kWidestWeight; ++bits) {
    if (held({bits, true, false})) return IntType{bits, true, false};
  }
  return std::nullopt;
}

/// Weights and bias of `layer` times γ plus β; false when they do not fit.
bool scale_constants(Network& network, Layer& layer, const Affine& affine) {
  Tensor weights = network.tensor(layer.weights);
  const std::size_t channels = affine.gamma.size(), taps = weights.constant.size() / channels;
  Tensor bias{layer.name + ".bias", {static_cast<int>(channels)}, kInt32, {}, Values(channels, 0)};
  if (layer.bias != kNoTensor) bias = network.tensor(layer.bias);
  for (std::size_t c = 0; c < channels; ++c) {
    for (std::size_t t = c * taps; t < (c + 1) * taps; ++t) {
      const std::int64_t scaled = weights.constant[t] * affine.gamma[c];
      if (!kInt32.holds(scaled)) return false;
      weights.constant[t] = static_cast<std::int32_t>(scaled);
    }
    const std::int64_t sum = bias.constant[c] * affine.gamma[c] + affine.beta[c];
    if (!bias.type.holds(sum) || sum == std::numeric_limits<std::int32_t>::min()) return false;
    bias.constant[c] = static_cast<std::int32_t>(sum);
  }
  const auto type = type_for(weights.constant, weights.type);
  if (!type) return false;
  weights.type = *type;
  const bool plain = std::all_of(affine.gamma.begin(), affine.gamma.end(), [](std::int64_t g) { return g == 1; });
  if (!plain) layer.weights = network.add(std::move(weights));
  const bool zero = std::all_of(bias.constant.begin(), bias.constant.end(), [](std::int32_t b) { return b == 0; });
  if (layer.bias != kNoTensor || !zero) layer.bias = network.add(std::move(bias));
  return true;
}

/// The network with layer `second` folded into `first`; nullopt when that is not exact.
std::optional<Network> folded(const Network& network, std::size_t first, std::size_t second) {
  Network result = network;
  Layer& layer = result.layers[first];
  const Layer& scale = network.layers[second];
  if (scale.placement.hardware_layer >= 0) return std::nullopt;
  const auto channels = static_cast<std::size_t>(network.tensor(layer.output).shape.back());
  const auto affine = affine_of(network, scale, channels);
  if (!affine || !scale_constants(result, layer, *affine)) return std::nullopt;
  layer.requantization = scale.requantization;
  layer.output = scale.output;
  result.layers.erase(result.layers.begin() + static_cast<std::ptrdiff_t>(second));
  // Sums beyond 32 bit are the only thing that can be wrong now.
  Network checked = result;
  if (!infer_and_validate(checked)) return std::nullopt;
  return checked;
}

Result<Network> run(const Network& network) {
  Network result = network;
  for (std::size_t i = 0; i < result.layers.size(); ++i) {
    // One after the other: a scale behind a scale follows.
    for (bool again = true; again && is_open(result, result.layers[i]);) {
      const auto reader = only_reader(result, result.layers[i].output);
      auto next = reader ? folded(result, i, *reader) : std::nullopt;
      again = next.has_value();
      if (next) result = std::move(*next);
    }
  }
  return finish_without_dead(std::move(result));
}

}  // namespace

Pass fold_batch_norm_pass() {
  return {"fold_batch_norm",
          "folds a scale and offset a channel (1x1 depthwise, requantize, thresholds) into the open accumulator "
          "before it; no value changes",
          Keeps::values, plain_run<run>};
}

}  // namespace quartet
