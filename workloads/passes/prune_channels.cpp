// prune_channels: output channels of little weight disappear, with everything that reads them.
//
// A channel's weight is the sum of |w|·scale (Li et al. 2017, arXiv 1608.08710: the L1 norm of a filter). With fraction
// 0 only channels go that give the zero point for every input, so that no value changes.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "workloads/passes/channel_flow.hpp"
#include "workloads/passes/monotone_rule.hpp"

namespace quartet {
namespace {

/// The rule gives the zero point for every accumulator of the reach, whatever the rounding.
bool gives_zero(const Network& network, const Layer& layer, std::size_t channel, Reach reach) {
  const std::int64_t zero = network.tensor(layer.output).quantization.zero_point();
  for (const Rounding rounding : {Rounding::double_rounding, Rounding::single_rounding}) {
    const auto f = MonotoneRule::of(network, layer, channel, reach, rounding);
    if (!f || (*f)(reach.low) != zero || (*f)(reach.high) != zero) return false;
  }
  return true;
}

/// A follower makes zero of zero (the zero point counts as zero) in this channel.
bool keeps_zero(const Network& network, const Layer& layer, std::size_t channel) {
  const Tensor& from = network.tensor(layer.inputs.front());
  const Tensor& to = network.tensor(layer.output);
  if (layer.op == "sign" || layer.op == "multi_threshold") return false;
  if (layer.op != "requantize" && layer.weights == kNoTensor) return from.quantization.zero_point() == to.quantization.zero_point();
  if (from.quantization.zero_points.size() > 1 || to.quantization.zero_points.size() > 1) return false;
  const std::int64_t bias = layer.bias == kNoTensor ? 0 : network.tensor(layer.bias).constant[channel];
  return gives_zero(network, layer, channel, {bias, bias});
}

/// A layer whose constants lie by channel stands before any reshape, behind which channels are many elements.
bool has_own_channels(const Network& network, const ChannelFlow& flow) {
  bool reshaped = false;
  for (const std::size_t i : flow.followers) {
    const Layer& layer = network.layers[i];
    if (reshaped && (layer.op == "requantize" || layer.weights != kNoTensor)) return false;
    reshaped = reshaped || layer.op == "reshape";
  }
  return true;
}

std::vector<double> sizes_of(const Network& network, const Layer& layer) {
  const Tensor& weights = network.tensor(layer.weights);
  const auto channels = static_cast<std::size_t>(weights.shape.front());
  const std::size_t taps = weights.constant.size() / channels;
  const bool real = weights.quantization.scales.size() == channels;
  const std::vector<double>& scales = layer.requantization.scales;
  std::vector<double> sizes(channels, 0.0);
  for (std::size_t c = 0; c < channels; ++c) {
    const double scale = real ? weights.quantization.scales[c] : scales.size() == channels ? scales[c] : 1.0;
    for (std::size_t t = c * taps; t < (c + 1) * taps; ++t) sizes[c] += scale * std::abs(static_cast<double>(weights.constant[t]));
  }
  return sizes;
}

class PruneChannels final : public PassRun {
 public:
  PruneChannels() {
    options_.real("fraction", fraction_, "", {0.0, 0.95}, "of each layer's output channels that go; 0: those that never do anything");
    options_.integer("multiple", multiple_, "", {1, 64}, "what stays is a multiple of this many channels, as kernels want them");
  }

  [[nodiscard]] Result<Network> run(const Network& network) const override {
    Network result = network;
    for (std::size_t i = 0; i < result.layers.size(); ++i) {
      const auto flow = result.layers[i].weights == kNoTensor ? std::nullopt : channel_flow(result, i);
      if (!flow) continue;
      const std::vector<int> keep = fraction_ > 0.0 ? largest(result, result.layers[i]) : audible(result, i, *flow);
      const int channels = result.tensor(result.layers[i].weights).shape.front();
      if (static_cast<int>(keep.size()) == channels) continue;
      select_channels(result, i, *flow, keep);
      result.notes.push_back(fmt::format("prune_channels: {} keeps {} of {} channels", result.layers[i].name, keep.size(), channels));
      // Shapes are there again for the next layer.
      auto valid = finish(std::move(result));
      if (!valid) return valid;
      result = std::move(*valid);
    }
    return finish_without_dead(std::move(result));
  }

 private:
  /// How many of `channels` stay when `wanted` should.
  [[nodiscard]] int whole(int wanted, int channels) const {
    const int up = (std::max(wanted, 1) + multiple_ - 1) / multiple_ * multiple_;
    return std::min(up, channels);
  }

  [[nodiscard]] std::vector<int> largest(const Network& network, const Layer& layer) const {
    const std::vector<double> sizes = sizes_of(network, layer);
    std::vector<int> order(sizes.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return sizes[static_cast<std::size_t>(a)] > sizes[static_cast<std::size_t>(b)]; });
    const auto channels = static_cast<int>(sizes.size());
    const int gone = static_cast<int>(std::floor(fraction_ * channels));
    order.resize(static_cast<std::size_t>(whole(channels - gone, channels)));
    std::sort(order.begin(), order.end());
    return order;
  }

  // Every channel but those that are zero here and behind every layer that follows.
  [[nodiscard]] std::vector<int> audible(const Network& network, std::size_t producer, const ChannelFlow& flow) const {
    const Layer& layer = network.layers[producer];
    const auto channels = network.tensor(layer.weights).shape.front();
    std::vector<int> all(static_cast<std::size_t>(channels));
    std::iota(all.begin(), all.end(), 0);
    const bool narrow = network.tensor(layer.inputs.front()).type.bits <= 8 && network.tensor(layer.weights).type.bits <= 8;
    if (!narrow || network.tensor(layer.output).quantization.zero_points.size() > 1 || !has_own_channels(network, flow)) return all;
    const std::vector<Reach> reach = accumulator_reach(network, layer);
    std::vector<int> keep, silent;
    for (int c = 0; c < channels; ++c) {
      const auto channel = static_cast<std::size_t>(c);
      const bool quiet = gives_zero(network, layer, channel, reach[channel]) &&
                         std::all_of(flow.followers.begin(), flow.followers.end(),
                                     [&](std::size_t i) { return keeps_zero(network, network.layers[i], channel); });
      (quiet ? silent : keep).push_back(c);
    }
    const auto wanted = static_cast<std::size_t>(whole(static_cast<int>(keep.size()), channels));
    for (std::size_t i = 0; keep.size() < wanted; ++i) keep.push_back(silent[i]);
    std::sort(keep.begin(), keep.end());
    return keep;
  }

  double fraction_ = 0.25;
  int multiple_ = 1;
};

}  // namespace

Pass prune_channels_pass() {
  return {"prune_channels",
          "removes the output channels of least weight with everything that reads them; values change, but with fraction=0, "
          "which removes what never does anything",
          Keeps::nothing, make_run<PruneChannels>};
}

}  // namespace quartet
