// binarize: weights become their signs times one size a channel: w ≈ α·sign(w), α = mean |w| (Rastegari et al. 2016,
// XNOR-Net, arXiv 1603.05279: the α of least squared error). α goes into the requantization, the bias is divided by it.
//
// Activations stay as they are: where to cut them is learned, not computed. Without training after it the accuracy
// falls far; the pass shows what the hardware gains and gives a start for training.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "workloads/graph/operator.hpp"
#include "workloads/passes/rewrites.hpp"

namespace quartet {
namespace {

using Rule = Requantization::Rule;
constexpr IntType kBipolar{1, true, true};
constexpr int kMaxShift = 15;
constexpr double kMaxScale = 0x1p30;

/// mean |w| of each output channel.
std::vector<double> sizes_of(const Tensor& weights) {
  const auto channels = static_cast<std::size_t>(weights.shape.front());
  const std::size_t taps = weights.constant.size() / channels;
  std::vector<double> sizes(channels, 0.0);
  for (std::size_t i = 0; i < weights.constant.size(); ++i)
    sizes[i / taps] += std::abs(static_cast<double>(weights.constant[i])) / static_cast<double>(taps);
  return sizes;
}

std::int32_t to_int32(double value) {
  constexpr double kMost = std::numeric_limits<std::int32_t>::max();
  return static_cast<std::int32_t>(std::clamp(value, -kMost, kMost));
}

/// The rule on accumulators that are α times smaller; an empty text, or why there is none. A shift has one α a layer.
std::string scale_rule(Network& network, Layer& layer, std::vector<double>& sizes) {
  Requantization& r = layer.requantization;
  if (r.rule == Rule::multiplier) {
    if (r.scales.size() == 1) r.scales.assign(sizes.size(), r.scales.front());
    for (std::size_t c = 0; c < sizes.size(); ++c) r.scales[c] *= sizes[c];
    const bool fits = std::all_of(r.scales.begin(), r.scales.end(), [](double s) { return s <= kMaxScale; });
    return fits ? "" : "its multipliers would exceed 2^30";
  }
  if (r.rule == Rule::shift) {
    double mean = 0.0;
    for (const double size : sizes) mean += size / static_cast<double>(sizes.size());
    const int more = static_cast<int>(std::lround(std::log2(mean)));
    if (r.shift + more > kMaxShift || r.shift + more < -kMaxShift) return "its shift would leave -15 to 15";
    r.shift += more;
    sizes.assign(sizes.size(), std::ldexp(1.0, more));
    return "";
  }
  if (r.rule == Rule::thresholds) {
    const Tensor& old = network.tensor(r.thresholds);
    const auto steps = static_cast<std::size_t>(old.shape.back());
    Tensor table{old.name, {static_cast<int>(sizes.size()), old.shape.back()}, kInt32, {}, {}};
    for (std::size_t c = 0; c < sizes.size(); ++c) {
      const std::size_t row = old.shape.front() == 1 ? 0 : c;
      for (std::size_t k = 0; k < steps; ++k)
        table.constant.push_back(to_int32(std::ceil(old.constant[row * steps + k] / sizes[c])));
    }
    r.thresholds = network.add(std::move(table));
    return "";
  }
  return "its accumulators are the output: nothing can take a size a channel";
}

class Binarize final : public PassRun {
 public:
  Binarize() {
    options_.boolean("ends", ends_, "also the first and the last layer with weights, which usually stay as they are");
  }

  [[nodiscard]] Result<Network> run(const Network& network) const override {
    Network result = network;
    std::vector<std::size_t> weighted;
    for (std::size_t i = 0; i < result.layers.size(); ++i) {
      if (result.layers[i].weights != kNoTensor) weighted.push_back(i);
    }
    for (const std::size_t i : weighted) {
      const bool end = i == weighted.front() || i == weighted.back();
      if ((!end || ends_) && result.tensor(result.layers[i].weights).type != kBipolar) convert(result, i);
    }
    return finish_without_dead(std::move(result));
  }

 private:
  static void convert(Network& network, std::size_t index) {
    Network changed = network;
    const std::string why = rewrite(changed, changed.layers[index]);
    if (why.empty())
      network = std::move(changed);
    else
      network.notes.push_back(fmt::format("binarize: {} keeps its weights: {}", network.layers[index].name, why));
  }

  static std::string rewrite(Network& network, Layer& layer) {
    Tensor weights = network.tensor(layer.weights);
    std::vector<double> sizes = sizes_of(weights);
    if (std::any_of(sizes.begin(), sizes.end(), [](double s) { return s == 0.0; }))
      return "a channel has only zeros (prune_channels removes it)";
    if (std::string why = scale_rule(network, layer, sizes); !why.empty()) return why;
    for (std::int32_t& w : weights.constant) w = w >= 0 ? 1 : -1;
    weights.type = kBipolar;
    if (!weights.quantization.scales.empty()) {
      std::vector<double> scales;
      for (std::size_t c = 0; c < sizes.size(); ++c) scales.push_back(weights.quantization.scale(c) * sizes[c]);
      weights.quantization.scales = std::move(scales);
    }
    layer.weights = network.add(std::move(weights));
    if (layer.bias == kNoTensor) return "";
    Tensor bias = network.tensor(layer.bias);
    for (std::size_t c = 0; c < sizes.size(); ++c) bias.constant[c] = to_int32(std::round(bias.constant[c] / sizes[c]));
    layer.bias = network.add(std::move(bias));
    return "";
  }

  bool ends_ = false;
};

}  // namespace

Pass binarize_pass() {
  return {"binarize", "turns weights into signs times one size a channel; values change, accuracy falls without training after it",
          Keeps::nothing, make_run<Binarize>};
}

}  // namespace quartet
