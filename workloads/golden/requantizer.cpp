#include "workloads/golden/requantizer.hpp"

#include <cmath>
#include <limits>
#include <string>

namespace quartet::golden {
namespace {

__extension__ using Int128 = __int128;

bool fits_int32(std::int64_t v) {
  return v >= std::numeric_limits<std::int32_t>::min() && v <= std::numeric_limits<std::int32_t>::max();
}

std::int64_t saturate_int64(Int128 v) {
  constexpr Int128 kMin = std::numeric_limits<std::int64_t>::min();
  constexpr Int128 kMax = std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(std::clamp(v, kMin, kMax));
}

/// The multiplier rule on accumulators beyond 32 bit (operands wider than 8 bit): the same roundings, nothing
/// wraps.
std::int64_t multiply_wide(std::int64_t x, QuantizedMultiplier m, Rounding rounding) {
  if (rounding == Rounding::single_rounding) {
    const int total = 31 - m.shift;
    return saturate_int64((static_cast<Int128>(x) * m.q + (Int128{1} << (total - 1))) >> total);
  }
  const int left = std::max(m.shift, 0);
  const int right = std::max(-m.shift, 0);
  const Int128 high = ((static_cast<Int128>(x) * m.q) * (Int128{1} << left) + (Int128{1} << 30)) >> 31;
  const Int128 mask = (Int128{1} << right) - 1;
  const Int128 threshold = (mask >> 1) + (high < 0 ? 1 : 0);
  return saturate_int64((high >> right) + ((high & mask) > threshold ? 1 : 0));
}

}  // namespace

Result<Requantizer> Requantizer::create(const KernelContext& context, std::size_t channels) {
  const Requantization& r = context.layer.requantization;
  const IntType type = context.output().type;
  Requantizer result;
  result.rule_ = r.rule;
  result.rounding_ = context.rounding;
  result.clamp_min_ = std::max<std::int64_t>(r.clamp_min, type.min());
  result.clamp_max_ = std::min<std::int64_t>(r.clamp_max, type.max());
  if (result.clamp_min_ > result.clamp_max_) {
    return context.refuse("the clamp range " + std::to_string(r.clamp_min) + " to " +
                          std::to_string(r.clamp_max) + " has no value of the output type " + type.name());
  }
  if (r.rule == Requantization::Rule::multiplier) {
    if (auto ok = result.set_multipliers(context, channels); !ok) return pass(ok.error());
  } else if (r.rule == Requantization::Rule::thresholds) {
    if (auto ok = result.set_thresholds(context, channels); !ok) return pass(ok.error());
  } else if (r.rule == Requantization::Rule::shift) {
    if (r.shift < -15 || r.shift > 15) {
      return context.refuse("the output shift is " + std::to_string(r.shift), "give a shift from -15 to 15");
    }
    result.shift_ = r.shift;
  }
  return result;
}

Result<void> Requantizer::set_multipliers(const KernelContext& context, std::size_t channels) {
  const std::vector<double>& scales = context.layer.requantization.scales;
  if (scales.size() != 1 && scales.size() != channels) {
    return context.refuse(std::to_string(scales.size()) + " requantization scales for " +
                              std::to_string(channels) + " output channels",
                          "give one scale, or one a channel");
  }
  for (const double scale : scales) {
    if (!(scale >= 0.0) || !(scale <= 0x1p30)) {
      return context.refuse("the requantization scale " + std::to_string(scale) + " is not from 0 to 2^30");
    }
    multipliers_.push_back(quantize_multiplier(scale, context.rounding));
  }
  zero_point_ = context.output().quantization.zero_point();
  return {};
}

Result<void> Requantizer::set_thresholds(const KernelContext& context, std::size_t channels) {
  const TensorId id = context.layer.requantization.thresholds;
  if (id < 0 || static_cast<std::size_t>(id) >= context.network.tensors.size()) {
    return context.refuse("the threshold rule has no threshold tensor");
  }
  const Tensor& tensor = context.network.tensor(id);
  if (tensor.shape.size() != 2 || tensor.constant.size() != static_cast<std::size_t>(tensor.elements()) ||
      (tensor.shape[0] != 1 && static_cast<std::size_t>(tensor.shape[0]) != channels)) {
    return context.refuse("the thresholds have the shape " + to_string(tensor.shape) + " for " +
                              std::to_string(channels) + " output channels",
                          "give [channels or 1, steps]");
  }
  steps_ = static_cast<std::size_t>(tensor.shape[1]);
  thresholds_ = tensor.constant;
  for (std::size_t row = 0; row * steps_ < thresholds_.size(); ++row) {
    const auto first = thresholds_.begin() + static_cast<std::ptrdiff_t>(row * steps_);
    if (!std::is_sorted(first, first + static_cast<std::ptrdiff_t>(steps_))) {
      return context.refuse("the thresholds of channel " + std::to_string(row) + " do not ascend");
    }
  }
  const IntType type = context.output().type;
  threshold_base_ = type.is_signed ? type.min() : 0;
  threshold_scale_ = type.bipolar ? 2 : 1;
  return {};
}

std::int64_t Requantizer::count_thresholds(std::int64_t accumulator, std::size_t channel) const {
  const std::size_t row = thresholds_.size() == steps_ ? 0 : channel;
  const auto first = thresholds_.begin() + static_cast<std::ptrdiff_t>(row * steps_);
  return std::upper_bound(first, first + static_cast<std::ptrdiff_t>(steps_), accumulator) - first;
}

std::int32_t Requantizer::apply(std::int64_t accumulator, std::size_t channel) const {
  std::int64_t value = accumulator;
  switch (rule_) {
    case Requantization::Rule::none:
      break;
    case Requantization::Rule::multiplier:
      value = fits_int32(accumulator) ? multiply_by_quantized(static_cast<std::int32_t>(accumulator),
                                                              multiplier(channel), rounding_)
                                      : multiply_wide(accumulator, multiplier(channel), rounding_);
      value = std::clamp<std::int64_t>(value, -(std::int64_t{1} << 62), std::int64_t{1} << 62) + zero_point_;
      break;
    case Requantization::Rule::shift:
      // Beyond 2^54 every result saturates any output type, and a left shift could overflow.
      value = shift_round_half_up(
          std::clamp<std::int64_t>(accumulator, -(std::int64_t{1} << 54), std::int64_t{1} << 54), shift_);
      break;
    case Requantization::Rule::thresholds:
      value = threshold_base_ + threshold_scale_ * count_thresholds(accumulator, channel);
      break;
  }
  return static_cast<std::int32_t>(clamp(value));
}

}  // namespace quartet::golden
