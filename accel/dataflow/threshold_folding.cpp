#include "accel/dataflow/threshold_folding.hpp"

#include <algorithm>
#include <limits>

#include "workloads/golden/requantizer.hpp"

namespace quartet::dataflow {
namespace {

/// bias − zero point · sum of weights, of one channel: what the layer adds to the plain sum. 0 for layers without weights.
std::int64_t offset_of(const Network& network, const Layer& layer, std::size_t channel, std::size_t channels) {
  if (layer.weights == kNoTensor) return layer.op == "multi_threshold" ? 0 : -network.tensor(layer.inputs[0]).quantization.zero_point();
  const Values& weights = network.tensor(layer.weights).constant;
  const std::size_t row = weights.size() / channels;
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < row; ++i) sum += weights[channel * row + i];
  const std::int64_t bias = layer.bias == kNoTensor ? 0 : network.tensor(layer.bias).constant[channel];
  return bias - network.tensor(layer.inputs[0]).quantization.zero_point() * sum;
}

std::int32_t to_int32(std::int64_t value) {
  return static_cast<std::int32_t>(std::clamp<std::int64_t>(value, std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()));
}

}  // namespace

std::optional<std::int64_t> threshold_steps(const Network& network, const Layer& layer, std::int64_t max_bits) {
  const Requantization& r = layer.requantization;
  const IntType to = network.tensor(layer.output).type;
  if (r.rule == Requantization::Rule::thresholds) return network.tensor(r.thresholds).shape.at(1);
  if (r.rule == Requantization::Rule::none || to.bits > max_bits || to.bipolar) return std::nullopt;
  const bool falls = std::any_of(r.scales.begin(), r.scales.end(), [](double scale) { return !(scale < 1.0); });
  if (r.rule == Requantization::Rule::multiplier && falls) return std::nullopt;
  return to.max() - to.min();
}

Values fold_into_thresholds(const Network& network, const Layer& layer, IntType accumulator, Rounding rounding) {
  const Tensor& out = network.tensor(layer.output);
  const auto channels = static_cast<std::size_t>(out.shape.empty() ? 1 : out.shape.back());
  const auto steps = static_cast<std::size_t>(threshold_steps(network, layer, std::numeric_limits<int>::max()).value_or(0));
  const golden::KernelContext context{network, layer, rounding, Interpreter::Isa::portable};
  const auto rule = golden::Requantizer::create(context, channels);
  Values rows;
  if (!rule) return rows;
  const std::int64_t scale = out.type.bipolar ? 2 : 1;
  for (std::size_t c = 0; c < channels; ++c) {
    const std::int64_t offset = offset_of(network, layer, c, channels);
    for (std::size_t k = 0; k < steps; ++k) {
      const std::int64_t level = out.type.min() + scale * static_cast<std::int64_t>(k + 1);
      // Least accumulator whose value reaches the level; one above the range when none does.
      std::int64_t low = accumulator.min(), high = accumulator.max() + 1;
      while (low < high) {
        const std::int64_t middle = low + (high - low) / 2;
        if (rule->apply(middle + offset, c) >= level) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      rows.push_back(to_int32(low));
    }
  }
  return rows;
}

}  // namespace quartet::dataflow
