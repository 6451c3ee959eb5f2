// pow2_scales: every multiplier becomes a power of two, as shift-only hardware has it; what is left of the scale goes
// into the weights, which are rounded again.
//
// With M the multiplier of a channel and 2^k ≥ M·max|w| / w_max the smallest power of two whose weights still fit,
// w' = round(w·M/2^k) and b' = round(b·M/2^k): the real scales of all tensors stay, so that any graph keeps its
// meaning. Weights lose less than one bit where k is a channel's own; with one k a layer (what a MAX78000 shift can
// hold) channels of small multipliers lose more.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "workloads/graph/operator.hpp"
#include "workloads/passes/rewrites.hpp"

namespace quartet {
namespace {

constexpr double kMaxScale = 0x1p30;  // of a requantization scale
constexpr double kMinScale = 0x1p-31;

bool is_power_of_two(double scale) {
  int exponent = 0;
  return std::frexp(scale, &exponent) == 0.5;
}

/// Smallest power of two that is at least `value`.
double power_above(double value) {
  int exponent = 0;
  return std::frexp(value, &exponent) == 0.5 ? value : std::ldexp(1.0, exponent);
}

std::int32_t rounded(double value) {
  constexpr double kMost = std::numeric_limits<std::int32_t>::max();
  return static_cast<std::int32_t>(std::clamp(std::round(value), -kMost, kMost));
}

class Pow2Scales final : public PassRun {
 public:
  Pow2Scales() {
    options_.text("scope", scope_, {"layer", "channel"}, "one power of two a layer (a shift), or one a channel");
    options_.integer("least_bits", least_bits_, "bit", {2, 8}, "layers with narrower weights are left: rounding them again loses too much");
  }

  [[nodiscard]] Result<Network> run(const Network& network) const override {
    Network result = network;
    for (std::size_t i = 0; i < result.layers.size(); ++i) convert(result, i);
    return finish_without_dead(std::move(result));
  }

 private:
  void convert(Network& network, std::size_t index) const {
    const Layer layer = network.layers[index];
    const std::vector<double>& scales = layer.requantization.scales;
    if (layer.requantization.rule != Requantization::Rule::multiplier) return;
    if (layer.weights == kNoTensor) {
      network.notes.push_back(fmt::format("pow2_scales: {} keeps its multipliers: it has no weights to take them", layer.name));
      return;
    }
    if (std::all_of(scales.begin(), scales.end(), is_power_of_two) && (scope_ == "channel" || all_equal(scales))) return;
    const IntType type = network.tensor(layer.weights).type;
    if (type.bipolar || type.bits < least_bits_) {
      network.notes.push_back(fmt::format("pow2_scales: {} keeps its multipliers: its weights have {} bit", layer.name, type.bits));
      return;
    }
    Network changed = network;
    rescale(changed, changed.layers[index]);
    // Rounding up may carry an accumulator beyond 32 bit.
    if (Network checked = changed; infer_and_validate(checked))
      network = std::move(changed);
    else
      network.notes.push_back(fmt::format("pow2_scales: {} keeps its multipliers: its accumulator would leave 32 bit", layer.name));
  }

  static bool all_equal(const std::vector<double>& scales) {
    return std::all_of(scales.begin(), scales.end(), [&](double s) { return s == scales.front(); });
  }

  /// The new multiplier of each channel.
  [[nodiscard]] std::vector<double> powers(const Tensor& weights, const std::vector<double>& scales) const {
    const auto channels = static_cast<std::size_t>(weights.shape.front());
    const std::size_t taps = weights.constant.size() / channels;
    const auto most = static_cast<double>(weights.type.max());
    std::vector<double> out(channels);
    for (std::size_t c = 0; c < channels; ++c) {
      std::int64_t largest = 1;
      for (std::size_t t = c * taps; t < (c + 1) * taps; ++t)
        largest = std::max(largest, std::abs(std::int64_t{weights.constant[t]}));
      const double scale = scales[scales.size() == 1 ? 0 : c];
      // A weight of −2^(b−1) may become −(2^(b−1) − 1): the type is used symmetrically.
      out[c] = std::clamp(power_above(scale * static_cast<double>(largest) / most), kMinScale, kMaxScale);
    }
    if (scope_ == "layer") out.assign(channels, *std::max_element(out.begin(), out.end()));
    return out;
  }

  void rescale(Network& network, Layer& layer) const {
    Tensor weights = network.tensor(layer.weights);
    const std::vector<double> scales = layer.requantization.scales;
    const std::vector<double> power = powers(weights, scales);
    const std::size_t taps = weights.constant.size() / power.size();
    std::optional<Tensor> bias;
    if (layer.bias != kNoTensor) bias = network.tensor(layer.bias);
    for (std::size_t c = 0; c < power.size(); ++c) {
      const double rest = scales[scales.size() == 1 ? 0 : c] / power[c];
      for (std::size_t t = c * taps; t < (c + 1) * taps; ++t) {
        const std::int64_t w = rounded(weights.constant[t] * rest);
        weights.constant[t] = static_cast<std::int32_t>(std::clamp(w, -weights.type.max(), weights.type.max()));
      }
      if (bias) bias->constant[c] = rounded(bias->constant[c] * rest);
    }
    if (!weights.quantization.scales.empty()) weights.quantization.scales = real_scales(weights, scales, power);
    layer.weights = network.add(std::move(weights));
    if (bias) layer.bias = network.add(std::move(*bias));
    layer.requantization.scales = scope_ == "layer" ? std::vector<double>{power.front()} : power;
  }

  // real = scale·w stays what it was.
  static std::vector<double> real_scales(const Tensor& weights, const std::vector<double>& scales,
                                         const std::vector<double>& power) {
    std::vector<double> out;
    for (std::size_t c = 0; c < power.size(); ++c)
      out.push_back(weights.quantization.scale(c) * power[c] / scales[scales.size() == 1 ? 0 : c]);
    return out;
  }

  std::string scope_ = "layer";
  int least_bits_ = 5;
};

}  // namespace

Pass pow2_scales_pass() {
  return {"pow2_scales",
          "rounds every multiplier to a power of two and puts the rest into the weights, which are rounded again; values "
          "change",
          Keeps::nothing, make_run<Pow2Scales>};
}

}  // namespace quartet
