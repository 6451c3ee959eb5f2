// What a layer makes of an accumulator, as a function that never falls: the base of exact thresholds.
#pragma once

#include <cstdint>
#include <optional>

#include "sim/base/requantize.hpp"
#include "workloads/passes/rewrites.hpp"

namespace quartet {

/// One output channel's requantization, which must outlive it. Equal to golden::Requantizer for accumulators within 32 bit.
class MonotoneRule {
 public:
  /// nullopt where the rule may wrap within `reach` (a multiplier above 1 on a large accumulator) or is no function of
  /// the accumulator alone.
  [[nodiscard]] static std::optional<MonotoneRule> of(const Network& network, const Layer& layer, std::size_t channel,
                                                      Reach reach, Rounding rounding);
  /// `accumulator` lies within the reach.
  [[nodiscard]] std::int64_t operator()(std::int64_t accumulator) const;

 private:
  const Requantization* rule_ = nullptr;
  const std::int32_t* thresholds_ = nullptr;
  std::int64_t steps_ = 0, base_ = 0, step_ = 1;
  QuantizedMultiplier multiplier_{};
  Rounding rounding_ = Rounding::double_rounding;
  std::int64_t zero_ = 0, low_ = 0, high_ = 0;
};

}  // namespace quartet
