#include "accel/mcu/image/channels.hpp"

#include <algorithm>
#include <optional>

#include "workloads/golden/requantizer.hpp"

namespace quartet::mcu {

namespace {

using golden::Requantizer;

constexpr std::int64_t kFastLimit = std::int64_t{1} << 29;  ///< of an accumulator: four times it is an int32
constexpr std::int32_t kSignMask = -2;
/// Room above the sum of the fast rule.
constexpr std::int64_t kInt32 = std::int64_t{1} << 31;

/// The output does not depend on the input: (c + (0 or -2)) >> 2 is `value`.
q_channel constant(std::int32_t bias, std::int64_t value) {
  return {bias, 0, static_cast<std::int32_t>(value * 4 + 2), 2};
}

/// The constants of the fast rule, before the accumulator's range is looked at.
struct FastRule {
  std::int32_t q = 0;
  int m = 0;
  std::int64_t c = 0;
};

std::optional<FastRule> fast_multiplier(QuantizedMultiplier multiplier, std::int32_t zero_point, Rounding rounding) {
  const bool twice = rounding == Rounding::double_rounding;
  const int n = -multiplier.shift;
  if (n < 0 || (twice && n == 0)) return std::nullopt;
  return FastRule{multiplier.q, n + 1,
                  (std::int64_t{1} << n) + (twice ? 1 : 0) + zero_point * (std::int64_t{1} << (n + 1))};
}

std::optional<FastRule> fast_shift(int shift) {
  if (shift >= 7) return std::nullopt;
  return FastRule{1 << 30, 7 - shift, std::int64_t{1} << (6 - shift)};
}

/// y = (mulh(4a, q) + c + (a < 0 ? sign_mask : 0)) >> m, or nullopt where a 32-bit sum cannot hold it.
std::optional<q_channel> within(const FastRule& rule, std::int32_t bias, Bounds bounds) {
  const std::int64_t largest = 2 * std::max(-bounds.low, bounds.high) + std::abs(rule.c) + 4;
  if (bounds.low <= -kFastLimit || bounds.high >= kFastLimit || largest >= kInt32 || rule.m > 31) return std::nullopt;
  return q_channel{bias, rule.q, static_cast<std::int32_t>(rule.c), rule.m};
}

std::optional<q_channel> fast_channel(const Requantizer& r, std::size_t channel, std::int32_t bias, Bounds bounds) {
  const bool by_multiplier = r.rule() == Requantization::Rule::multiplier;
  const auto rule = by_multiplier ? fast_multiplier(r.multiplier(channel), r.zero_point(), r.rounding())
                                  : fast_shift(r.shift());
  if (by_multiplier && r.multiplier(channel).shift > 0) return std::nullopt;
  // Both rules grow with the accumulator.
  if (const std::int64_t low = r.apply(bounds.low, channel); low == r.apply(bounds.high, channel))
    return constant(bias, low);
  return rule ? within(*rule, bias, bounds) : std::nullopt;
}

std::uint32_t called_rule(const Requantizer& r) {
  switch (r.rule()) {
    case Requantization::Rule::multiplier:
      return r.rounding() == Rounding::double_rounding ? Q_DOUBLE : Q_SINGLE;
    case Requantization::Rule::shift:
      return Q_SHIFT;
    case Requantization::Rule::thresholds:
      return Q_THRESHOLDS;
    case Requantization::Rule::none:
      break;
  }
  return Q_NONE;
}

// Rows of thresholds, and where the count begins: as golden::Requantizer counts.
void add_thresholds(ImageBuilder& builder, Step& step, std::vector<q_channel>& channels) {
  const Network& network = builder.network();
  const Layer& layer = network.layers[static_cast<std::size_t>(step.source)];
  const Tensor& thresholds = network.tensor(layer.requantization.thresholds);
  const IntType out = network.tensor(layer.output).type;
  const auto steps = static_cast<std::size_t>(thresholds.shape.back());
  const std::size_t rows = static_cast<std::size_t>(thresholds.elements()) / steps;
  step.record.table = builder.append(thresholds.constant);
  step.record.out_zero = static_cast<std::int32_t>(out.bipolar ? -1 : out.is_signed ? out.min() : 0);
  for (std::size_t c = 0; c < channels.size(); ++c) {
    const std::size_t row = rows == 1 ? 0 : std::min(c, rows - 1);
    channels[c].q = static_cast<std::int32_t>(row * steps * 4);
    channels[c].c = static_cast<std::int32_t>(steps);
    channels[c].m = out.bipolar ? 2 : 1;
  }
}

}  // namespace

Result<void> add_channels(ImageBuilder& builder, Step& step, std::span<const std::int32_t> bias,
                          std::span<const Bounds> bounds, std::size_t padded) {
  const Network& network = builder.network();
  const Layer& layer = network.layers[static_cast<std::size_t>(step.source)];
  const golden::KernelContext context{network, layer, builder.options().rounding, Interpreter::Isa::portable};
  auto requantizer = Requantizer::create(context, bias.size());
  if (!requantizer) return pass(requantizer.error());
  const Requantizer& r = *requantizer;
  step.record.clamp_min = static_cast<std::int32_t>(r.clamp_min());
  step.record.clamp_max = static_cast<std::int32_t>(r.clamp_max());
  std::vector<q_channel> channels;
  const bool can_be_fast =
      r.rule() == Requantization::Rule::multiplier || r.rule() == Requantization::Rule::shift;
  for (std::size_t c = 0; can_be_fast && c < bias.size(); ++c) {
    const auto fast = fast_channel(r, c, bias[c], bounds[c]);
    if (!fast) break;
    channels.push_back(*fast);
  }
  if (channels.size() == bias.size()) {
    step.record.rule = Q_FAST;
    const bool twice = r.rule() == Requantization::Rule::multiplier && r.rounding() == Rounding::double_rounding;
    step.record.sign_mask = twice ? kSignMask : 0;
  } else {
    channels.clear();
    step.record.rule = called_rule(r);
    for (std::size_t c = 0; c < bias.size(); ++c) {
      q_channel channel{bias[c], 0, 0, 0};
      if (r.rule() == Requantization::Rule::multiplier)
        channel = {bias[c], r.multiplier(c).q, r.multiplier(c).shift, 0};
      if (r.rule() == Requantization::Rule::shift) channel.c = r.shift();
      channels.push_back(channel);
    }
    if (r.rule() == Requantization::Rule::thresholds) add_thresholds(builder, step, channels);
  }
  channels.resize(std::max(padded, channels.size()), constant(0, 0));
  step.record.channels = builder.append(channels);
  return {};
}

Result<void> add_sum_channel(ImageBuilder& builder, Step& step, double scale, Bounds bounds) {
  const Rounding rounding = builder.options().rounding;
  const bool twice = rounding == Rounding::double_rounding;
  const QuantizedMultiplier multiplier = quantize_multiplier(scale, rounding);
  q_channel channel{0, multiplier.q, multiplier.shift, 0};
  step.record.rule = twice ? Q_DOUBLE : Q_SINGLE;
  const auto rule = fast_multiplier(multiplier, step.record.out_zero, rounding);
  if (const auto fast = rule ? within(*rule, 0, bounds) : std::nullopt) {
    channel = *fast;
    step.record.rule = Q_FAST;
    step.record.sign_mask = twice ? kSignMask : 0;
  }
  step.record.channels = builder.append(&channel, sizeof channel);
  return {};
}

}  // namespace quartet::mcu
