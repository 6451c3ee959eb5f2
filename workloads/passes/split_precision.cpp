// split_precision: a layer becomes one layer a weight width (8, 4, 2 bit), each with the channels whose weights need no
// more, and a concat behind them: per-channel precision for machines that have one width a kernel call.
//
// The channels then lie in groups; what reads them has its weights turned to that order, so that nothing is moved back.
// Where something else reads them (an output, an addition), only channels that lie in groups already are split.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <numeric>

#include "workloads/passes/channel_flow.hpp"
#include "workloads/passes/rewrites.hpp"

namespace quartet {
namespace {

constexpr std::array kWidths = {2, 4, 8};  // what MPIC and the packed kernels of the MCUs have beside bipolar

/// The narrowest width that holds channel `channel`; the type's own when none is narrower.
int width_of(const Tensor& weights, std::size_t channel) {
  const std::size_t taps = weights.constant.size() / static_cast<std::size_t>(weights.shape.front());
  const auto begin = weights.constant.begin() + static_cast<std::ptrdiff_t>(channel * taps);
  const auto [low, high] = std::minmax_element(begin, begin + static_cast<std::ptrdiff_t>(taps));
  for (const int bits : kWidths) {
    const IntType type{bits, true, false};
    if (bits < weights.type.bits && type.holds(*low) && type.holds(*high)) return bits;
  }
  return weights.type.bits;
}

struct Group {
  int bits = 8;
  std::vector<int> channels;
};

/// Channels by width, the widest first; `merged` of fewer than `least` channels go to the next wider group.
std::vector<Group> groups_of(const Tensor& weights, std::size_t least) {
  std::map<int, std::vector<int>, std::greater<>> by_width;
  for (int c = 0; c < weights.shape.front(); ++c) by_width[width_of(weights, static_cast<std::size_t>(c))].push_back(c);
  std::vector<Group> groups;
  for (auto it = by_width.rbegin(); it != by_width.rend(); ++it) {  // narrow first
    auto wider = std::next(it);
    if (it->second.size() < least && wider != by_width.rend())
      wider->second.insert(wider->second.end(), it->second.begin(), it->second.end());
    else
      groups.push_back({it->first, it->second});
  }
  std::reverse(groups.begin(), groups.end());
  for (Group& group : groups) std::sort(group.channels.begin(), group.channels.end());
  return groups;
}

std::vector<int> order_of(const std::vector<Group>& groups) {
  std::vector<int> order;
  for (const Group& group : groups) order.insert(order.end(), group.channels.begin(), group.channels.end());
  return order;
}

/// Stretches of equal width in the order of the channels: what needs no moving.
std::vector<Group> stretches_of(const std::vector<Group>& groups) {
  std::map<int, int> width;
  for (const Group& group : groups)
    for (const int c : group.channels) width[c] = group.bits;
  std::vector<Group> out;
  for (const auto& [channel, bits] : width) {
    if (out.empty() || out.back().bits != bits) out.push_back({bits, {}});
    out.back().channels.push_back(channel);
  }
  return out;
}

class SplitPrecision final : public PassRun {
 public:
  SplitPrecision() {
    options_.integer("least", least_, "", {1, 4096}, "channels of a group; smaller groups join the next wider one");
  }

  [[nodiscard]] Result<Network> run(const Network& network) const override {
    Network result = network;
    for (std::size_t i = 0; i < result.layers.size(); ++i) {
      if (!may_split(result, result.layers[i])) continue;
      const Tensor& weights = result.tensor(result.layers[i].weights);
      const std::vector<Group> groups = groups_of(weights, static_cast<std::size_t>(least_));
      if (groups.size() == 1) {
        narrow(result, result.layers[i], groups.front().bits);
        continue;
      }
      const auto split_here = split(result, i, groups);
      if (!split_here) return pass(split_here.error());
      i += *split_here;
    }
    return finish_without_dead(std::move(result));
  }

 private:
  static bool may_split(const Network& network, const Layer& layer) {
    if (layer.weights == kNoTensor || layer.placement.hardware_layer >= 0) return false;
    const IntType& type = network.tensor(layer.weights).type;
    const bool dense = layer.attributes.groups == 1 && layer.op != "depthwise_conv2d";
    // A depthwise layer would have to split its input as well.
    return dense && type.is_signed && !type.bipolar && type.bits > kWidths.front() && type.bits <= kWidths.back();
  }

  static void narrow(Network& network, Layer& layer, int bits) {
    if (network.tensor(layer.weights).type.bits == bits) return;
    Tensor weights = network.tensor(layer.weights);
    weights.type.bits = bits;
    layer.weights = network.add(std::move(weights));
  }

  /// How many layers were put in.
  static Result<std::size_t> split(Network& network, std::size_t index, std::vector<Group> groups) {
    const std::string name = network.layers[index].name;
    const std::vector<int> order = order_of(groups);
    if (!std::is_sorted(order.begin(), order.end())) {
      if (const auto flow = channel_flow(network, index)) {
        select_channels(network, index, *flow, order);
        auto valid = finish(std::move(network));
        if (!valid) return pass(valid.error());
        network = std::move(*valid);
        int next = 0;
        for (Group& group : groups)
          for (int& c : group.channels) c = next++;
      } else {
        std::vector<Group> stretches = stretches_of(groups);
        if (stretches.size() > groups.size()) {
          network.notes.push_back(fmt::format("split_precision: {} stays whole: something that cannot be turned reads its channels", name));
          return std::size_t{0};
        }
        groups = std::move(stretches);
      }
    }
    insert_groups(network, index, groups);
    return groups.size();
  }

  static void insert_groups(Network& network, std::size_t index, const std::vector<Group>& groups) {
    const Layer whole = network.layers[index];
    std::vector<Layer> layers;
    Layer concat;
    concat.name = whole.name + ".concat";
    concat.op = "concat";
    concat.output = whole.output;
    concat.requantization.clamp_min = whole.requantization.clamp_min;
    concat.requantization.clamp_max = whole.requantization.clamp_max;
    for (const Group& group : groups) {
      Layer part = whole;
      part.name = fmt::format("{}.w{}", whole.name, group.bits);
      Tensor output = network.tensor(whole.output);
      output.name = part.name;
      output.shape.clear();
      if (output.quantization.scales.size() > 1) output.quantization.scales.clear();
      part.output = network.add(std::move(output));
      select_rows(network, part, group.channels);
      network.tensor(part.weights).type.bits = group.bits;
      concat.inputs.push_back(part.output);
      layers.push_back(std::move(part));
    }
    layers.push_back(std::move(concat));
    const auto at = network.layers.begin() + static_cast<std::ptrdiff_t>(index);
    network.layers.insert(network.layers.erase(at), layers.begin(), layers.end());
  }

  int least_ = 1;
};

}  // namespace

Pass split_precision_pass() {
  return {"split_precision",
          "splits layers by the weight width that their channels need (8, 4, 2 bit) and stores each group in it; no value "
          "changes",
          Keeps::values, make_run<SplitPrecision>};
}

}  // namespace quartet
