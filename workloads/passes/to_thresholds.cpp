// to_thresholds: a layer's requantization becomes a table of thresholds, as streaming and binary hardware computes it.
//
// Every rule is a function f of the accumulator that never falls. Threshold k is the smallest accumulator with f ≥
// minimum + k, found by bisection over what the accumulator can reach: exact by construction. A bipolar sign or a
// multi_threshold behind the layer is composed with f the same way and disappears.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "workloads/graph/operator.hpp"
#include "workloads/passes/monotone_rule.hpp"

namespace quartet {
namespace {

using Rule = Requantization::Rule;
constexpr std::int32_t kNever = std::numeric_limits<std::int32_t>::max();

/// Smallest accumulator within the reach whose value is at least `wanted`; kNever when there is none.
std::int32_t first_at_least(const MonotoneRule& f, Reach reach, std::int64_t wanted) {
  if (f(reach.high) < wanted) return kNever;
  std::int64_t low = reach.low, high = reach.high;
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    if (f(middle) >= wanted)
      high = middle;
    else
      low = middle + 1;
  }
  return static_cast<std::int32_t>(low);
}

/// What the rule is given: accumulators, or of a requantize layer inputs less their zero point.
std::optional<std::vector<Reach>> reach_of(const Network& network, const Layer& layer) {
  const Operator* op = find_operator(layer.op);
  if (op == nullptr || (op->traits().rules & rule_bit(Rule::thresholds)) == 0) return std::nullopt;
  const Tensor& input = network.tensor(layer.inputs.front());
  if (input.type.bits > 8 || input.quantization.zero_points.size() > 1) return std::nullopt;
  if (layer.weights == kNoTensor) {
    const std::int64_t zero = layer.op == "requantize" ? input.quantization.zero_point() : 0;
    return std::vector<Reach>(static_cast<std::size_t>(network.tensor(layer.output).shape.back()),
                              {input.type.min() - zero, input.type.max() - zero});
  }
  if (network.tensor(layer.weights).type.bits > 8) return std::nullopt;
  return accumulator_reach(network, layer);
}

/// The values from which on each step counts; one row for all channels or one a channel.
struct Steps {
  std::size_t rows = 1, steps = 0;
  std::vector<std::int64_t> values;
  [[nodiscard]] std::int64_t at(std::size_t channel, std::size_t step) const {
    return values[(rows == 1 ? 0 : channel) * steps + step];
  }
};

Steps every_value(const IntType& type) {
  Steps steps{1, static_cast<std::size_t>(type.max() - type.min()), {}};
  for (std::int64_t v = type.min() + 1; v <= type.max(); ++v) steps.values.push_back(v);
  return steps;
}

/// What a layer behind compares the output with; nullopt when it does not.
std::optional<Steps> steps_of(const Network& network, const Layer& layer) {
  const Tensor& input = network.tensor(layer.inputs.front());
  if (layer.op == "sign" && network.tensor(layer.output).type.bipolar) return Steps{1, 1, {input.quantization.zero_point()}};
  if (layer.op != "multi_threshold") return std::nullopt;
  const Tensor& table = network.tensor(layer.requantization.thresholds);
  return Steps{static_cast<std::size_t>(table.shape.front()), static_cast<std::size_t>(table.shape.back()),
               {table.constant.begin(), table.constant.end()}};
}

/// Rows of thresholds on the accumulator; nullopt where the rule may wrap.
std::optional<Tensor> threshold_table(const Network& network, const Layer& layer, const Steps& steps, Rounding rounding) {
  auto reach = reach_of(network, layer);
  if (!reach || steps.steps == 0) return std::nullopt;
  const Requantization& r = layer.requantization;
  const bool by_table = r.rule == Rule::thresholds && network.tensor(r.thresholds).shape.front() > 1;
  const bool one_row = steps.rows == 1 && r.scales.size() <= 1 && !by_table;
  if (one_row) {
    Reach all = reach->front();
    for (const Reach& c : *reach) all = {std::min(all.low, c.low), std::max(all.high, c.high)};
    reach->assign(1, all);
  }
  Tensor table{layer.name + ".thresholds", {static_cast<int>(reach->size()), static_cast<int>(steps.steps)}, kInt32, {}, {}};
  for (std::size_t c = 0; c < reach->size(); ++c) {
    const auto f = MonotoneRule::of(network, layer, c, (*reach)[c], rounding);
    if (!f) return std::nullopt;
    for (std::size_t k = 0; k < steps.steps; ++k)
      table.constant.push_back(first_at_least(*f, (*reach)[c], steps.at(c, k)));
  }
  return table;
}

void use_thresholds(Network& network, Layer& layer, Tensor table) {
  Requantization& r = layer.requantization;
  r.rule = Rule::thresholds;
  r.scales.clear();
  r.shift = 0;
  r.thresholds = network.add(std::move(table));
}

class ToThresholds final : public PassRun {
 public:
  ToThresholds() {
    options_.integer("bits", bits_, "bit", {1, 8}, "widest output that is converted");
    options_.text("rounding", rounding_, {"double", "single"}, "of multipliers, which the thresholds then hold");
  }

  [[nodiscard]] Result<Network> run(const Network& network) const override {
    Network result = network;
    for (std::size_t i = 0; i < result.layers.size(); ++i) {
      while (take_in_reader(result, i)) continue;
      convert(result, i);
    }
    return finish_without_dead(std::move(result));
  }

 private:
  [[nodiscard]] Rounding rounding() const {
    return rounding_ == "single" ? Rounding::single_rounding : Rounding::double_rounding;
  }

  // True when a comparison behind layer `index` went into it.
  [[nodiscard]] bool take_in_reader(Network& network, std::size_t index) const {
    const auto reader = only_reader(network, network.layers[index].output);
    if (!reader) return false;
    const Layer next = network.layers[*reader];
    const auto steps = steps_of(network, next);
    if (!steps) return false;
    auto table = threshold_table(network, network.layers[index], *steps, rounding());
    if (!table) return false;
    Layer& layer = network.layers[index];
    use_thresholds(network, layer, std::move(*table));
    layer.requantization.clamp_min = next.requantization.clamp_min;
    layer.requantization.clamp_max = next.requantization.clamp_max;
    if (next.op == "sign") layer.requantization.clamp_min = -1, layer.requantization.clamp_max = 1;
    layer.output = next.output;
    network.layers.erase(network.layers.begin() + static_cast<std::ptrdiff_t>(*reader));
    return true;
  }

  void convert(Network& network, std::size_t index) const {
    Layer& layer = network.layers[index];
    const IntType type = network.tensor(layer.output).type;
    if (layer.requantization.rule == Rule::thresholds || type.bits > bits_ || type.bipolar) return;
    auto table = threshold_table(network, layer, every_value(type), rounding());
    if (table) return use_thresholds(network, layer, std::move(*table));
    if (layer.weights != kNoTensor)
      network.notes.push_back(fmt::format("to_thresholds: {} keeps its rule: its accumulator may wrap or is wider than 32 bit", layer.name));
  }

  int bits_ = 8;
  std::string rounding_ = "double";
};

}  // namespace

Pass to_thresholds_pass() {
  return {"to_thresholds",
          "turns requantization into threshold tables and takes bipolar signs and thresholds behind a layer in; no value "
          "changes under the rounding that it is told",
          Keeps::told_rounding, make_run<ToThresholds>};
}

}  // namespace quartet
