#include "workloads/passes/monotone_rule.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace quartet {

std::optional<MonotoneRule> MonotoneRule::of(const Network& network, const Layer& layer, std::size_t channel, Reach reach,
                                             Rounding rounding) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
  const Requantization& r = layer.requantization;
  const Tensor& output = network.tensor(layer.output);
  const std::int64_t widest = std::max(std::abs(reach.low), std::abs(reach.high));
  if (widest >= kMost) return std::nullopt;
  MonotoneRule rule;
  rule.rule_ = &r;
  rule.rounding_ = rounding;
  rule.low_ = std::max<std::int64_t>(r.clamp_min, output.type.min());
  rule.high_ = std::min<std::int64_t>(r.clamp_max, output.type.max());
  if (r.rule == Requantization::Rule::multiplier) {
    rule.multiplier_ = quantize_multiplier(r.scales[r.scales.size() == 1 ? 0 : channel], rounding);
    rule.zero_ = output.quantization.zero_point();
    if (rule.multiplier_.shift > 0 && widest > (kMost >> rule.multiplier_.shift)) return std::nullopt;
  }
  if (r.rule == Requantization::Rule::thresholds) {
    const Tensor& table = network.tensor(r.thresholds);
    rule.steps_ = table.shape.back();
    rule.thresholds_ = table.constant.data() + (table.shape.front() == 1 ? 0 : static_cast<std::int64_t>(channel) * rule.steps_);
    rule.base_ = output.type.is_signed ? output.type.min() : 0;
    rule.step_ = output.type.bipolar ? 2 : 1;
  }
  return rule;
}

std::int64_t MonotoneRule::operator()(std::int64_t accumulator) const {
  std::int64_t value = accumulator;
  if (rule_->rule == Requantization::Rule::multiplier)
    value = std::int64_t{multiply_by_quantized(static_cast<std::int32_t>(accumulator), multiplier_, rounding_)} + zero_;
  if (rule_->rule == Requantization::Rule::shift) value = shift_round_half_up(accumulator, rule_->shift);
  if (rule_->rule == Requantization::Rule::thresholds)
    value = base_ + step_ * (std::upper_bound(thresholds_, thresholds_ + steps_, accumulator) - thresholds_);
  return std::clamp(value, low_, high_);
}

}  // namespace quartet
