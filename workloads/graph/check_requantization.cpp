#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "workloads/graph/checks.hpp"

namespace quartet {

namespace {

constexpr double kMaxScale = 0x1p30;  // the quantized multiplier's shift must stay below 32
constexpr int kMaxShift = 15;         // MAX78000: output_shift plus the weight width's share, docs/cnn.md A2

const char* rule_name(Requantization::Rule rule) {
  static constexpr const char* kNames[] = {"none", "multiplier", "shift", "thresholds"};
  const auto index = static_cast<std::size_t>(rule);
  return index < std::size(kNames) ? kNames[index] : "unknown";
}

void check_scales(const Requantization& r, const Shape& output, Findings& findings) {
  const auto channels = static_cast<std::size_t>(output.back());
  if (r.scales.size() != 1 && r.scales.size() != channels) {
    findings.add(fmt::format("{} requantization scales for {} output channels", r.scales.size(), channels),
                 "give one, or one a channel");
  }
  const auto bad =
      std::find_if(r.scales.begin(), r.scales.end(), [](double s) { return !(s > 0.0 && s <= kMaxScale); });
  if (bad != r.scales.end()) {
    findings.add(fmt::format("requantization scale {:g} of channel {} is not in (0, 2^30]", *bad,
                             bad - r.scales.begin()));
  }
}

void check_threshold_table(const Tensor& thresholds, const Tensor& output, Findings& findings) {
  if (thresholds.shape.size() != 2) {
    findings.add(fmt::format("the thresholds have shape {}, must be channels (or 1) x steps",
                             to_string(thresholds.shape)));
    return;
  }
  const int rows = thresholds.shape[0];
  const int steps = thresholds.shape[1];
  if (rows != 1 && rows != output.shape.back()) {
    findings.add(fmt::format("{} rows of thresholds for {} output channels", rows, output.shape.back()),
                 "give one, or one a channel");
  }
  const std::int64_t most = output.type.bipolar ? 1 : output.type.max() - output.type.min();
  if (steps > most) {
    findings.add(
        fmt::format("{} thresholds a channel count beyond the output type {}", steps, output.type.name()));
  }
  for (int row = 0; row < rows; ++row) {
    const auto begin = thresholds.constant.begin() + std::int64_t{row} * steps;
    if (!std::is_sorted(begin, begin + steps)) {
      findings.add(fmt::format("thresholds of channel {} do not ascend", row), "sort them");
      return;
    }
  }
}

}  // namespace

void check_requantization(const Network& network, const Layer& layer, const Operator& op,
                          Findings& findings) {
  const Requantization& r = layer.requantization;
  const Tensor& output = network.tensor(layer.output);
  const bool known = static_cast<unsigned>(r.rule) <= static_cast<unsigned>(Requantization::Rule::thresholds);
  if (!known || (op.traits().rules & rule_bit(r.rule)) == 0) {
    findings.add(fmt::format("requantization rule '{}' is not defined for {}", rule_name(r.rule), op.name()),
                 op.traits().rules == kOnlyRuleNone ? "put a requantize layer behind it" : "");
    return;
  }
  if (r.rule == Requantization::Rule::multiplier && !op.traits().scales_operands) {
    check_scales(r, output.shape, findings);
  }
  if (r.rule == Requantization::Rule::shift)
    findings.check_range("output shift", r.shift, -kMaxShift, kMaxShift);
  if (r.rule == Requantization::Rule::thresholds) {
    if (r.thresholds == kNoTensor) {
      findings.add("rule thresholds without thresholds");
    } else {
      check_threshold_table(network.tensor(r.thresholds), output, findings);
    }
  }
  if (r.clamp_min > r.clamp_max) {
    findings.add(fmt::format("clamp [{}, {}] is empty", r.clamp_min, r.clamp_max));
  } else if (r.clamp_min > output.type.max() || r.clamp_max < output.type.min()) {
    findings.add(fmt::format("clamp [{}, {}] lies outside the output type {}", r.clamp_min, r.clamp_max,
                             output.type.name()));
  }
}

void check_same_type(const Network& network, const Layer& layer, Findings& findings) {
  const Tensor& output = network.tensor(layer.output);
  for (std::size_t i = 0; i < layer.inputs.size(); ++i) {
    const Tensor& input = network.tensor(layer.inputs[i]);
    if (input.type != output.type) {
      findings.add(fmt::format("input {} is {}, the output {}", i, input.type.name(), output.type.name()),
                   "insert a requantize layer");
      continue;
    }
    const Quantization& a = input.quantization;
    const Quantization& b = output.quantization;
    if (a.zero_points.size() <= 1 && b.zero_points.size() <= 1 && a.zero_point() != b.zero_point()) {
      findings.add(
          fmt::format("input {} has zero point {}, the output {}", i, a.zero_point(), b.zero_point()),
          "give the output the input's quantization, or insert a requantize layer");
    }
    // Scales of one value written in float32 and in decimal agree to 1e-6; without scales no real value is
    // claimed.
    if (a.scales.size() == 1 && b.scales.size() == 1 &&
        std::abs(a.scales[0] - b.scales[0]) > 1e-6 * b.scales[0]) {
      findings.add(fmt::format("input {} has scale {:g}, the output {:g}", i, a.scales[0], b.scales[0]),
                   "insert a requantize layer");
    }
  }
}

}  // namespace quartet
