#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <limits>

#include "workloads/graph/checks.hpp"

namespace quartet {

namespace {

constexpr int kWidestFactor = 16;  // bits: 2^17 · 2^16 · 2^28 taps fit an exact 64-bit accumulator

// |x − zero point| at most, over the input's channels.
std::int64_t largest_input(const Tensor& input) {
  std::int64_t largest = 0;
  const std::vector<std::int32_t>& zero_points = input.quantization.zero_points;
  const auto widen = [&](std::int64_t z) {
    largest = std::max({largest, input.type.max() - z, z - input.type.min()});
  };
  if (zero_points.empty()) widen(0);
  for (const std::int32_t z : zero_points) widen(z);
  return largest;
}

// The largest |accumulator| any input can cause must fit 32 bit: golden kernels and machines rely on it.
void check_narrow_accumulator(const Network& network, const Layer& layer, Findings& findings) {
  const Tensor& weights = network.tensor(layer.weights);
  const std::int64_t input = largest_input(network.tensor(layer.inputs.front()));
  const auto outputs = static_cast<std::size_t>(weights.shape.front());
  const std::size_t taps = weights.constant.size() / outputs;
  const Values* bias = layer.bias == kNoTensor ? nullptr : &network.tensor(layer.bias).constant;
  for (std::size_t o = 0; o < outputs; ++o) {
    std::int64_t reach = 0;
    for (std::size_t i = o * taps; i < (o + 1) * taps; ++i)
      reach += std::abs(std::int64_t{weights.constant[i]}) * input;
    if (bias != nullptr) reach += std::abs(std::int64_t{(*bias)[o]});
    if (reach > std::numeric_limits<std::int32_t>::max()) {
      findings.add(fmt::format("the accumulator of output channel {} can reach {}, beyond 32 bit", o, reach),
                   "scale the weights or the bias down, or split the layer");
      return;
    }
  }
}

void check_bias(const Network& network, const Layer& layer, Findings& findings) {
  const Tensor& bias = network.tensor(layer.bias);
  const int outputs = network.tensor(layer.weights).shape.front();
  if (bias.shape != Shape{outputs}) {
    findings.add(fmt::format("the bias has shape {}, must be {} (one a output channel)",
                             to_string(bias.shape), outputs));
  }
}

}  // namespace

void check_constants(const Network& network, const Layer& layer, Findings& findings) {
  if (layer.weights == kNoTensor) return;
  const Tensor& weights = network.tensor(layer.weights);
  const Tensor& input = network.tensor(layer.inputs.front());
  const auto& zero_points = weights.quantization.zero_points;
  if (std::any_of(zero_points.begin(), zero_points.end(), [](std::int32_t z) { return z != 0; })) {
    findings.add("the weights have a zero point",
                 "weights must be symmetric: subtract the zero point from the values");
  }
  if (layer.bias != kNoTensor) check_bias(network, layer, findings);
  if (input.type.bits > kWidestFactor || weights.type.bits > kWidestFactor) {
    findings.add(fmt::format("{} inputs times {} weights: factors have at most {} bit", input.type.name(),
                             weights.type.name(), kWidestFactor));
  } else if (findings.clean() && input.type.bits <= 8 && weights.type.bits <= 8) {
    check_narrow_accumulator(network, layer, findings);
  }
}

}  // namespace quartet
