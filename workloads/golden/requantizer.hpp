// How an accumulator becomes the output type: the four rules of Requantization, as one scalar reference.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/base/requantize.hpp"
#include "workloads/golden/kernel.hpp"

namespace quartet::golden {

class Requantizer {
 public:
  /// `channels`: length of the output's last axis. Fails on scales that no multiplier can hold, on counts
  /// that do not match the channels, and on an empty clamp range.
  [[nodiscard]] static Result<Requantizer> create(const KernelContext& context, std::size_t channels);

  [[nodiscard]] std::int32_t apply(std::int64_t accumulator, std::size_t channel) const;

  /// Channels `first`, `first` + 1, … of one pixel.
  template <class Accumulator, class Out>
  void row(const Accumulator* accumulators, Out* output, std::size_t count, std::size_t first = 0) const {
    for (std::size_t c = 0; c < count; ++c) output[c] = static_cast<Out>(apply(accumulators[c], first + c));
  }

  [[nodiscard]] Requantization::Rule rule() const { return rule_; }
  [[nodiscard]] Rounding rounding() const { return rounding_; }
  [[nodiscard]] QuantizedMultiplier multiplier(std::size_t channel) const {
    return multipliers_[multipliers_.size() == 1 ? 0 : channel];
  }
  [[nodiscard]] int shift() const { return shift_; }
  [[nodiscard]] std::int32_t zero_point() const { return zero_point_; }
  [[nodiscard]] std::int64_t clamp_min() const { return clamp_min_; }
  [[nodiscard]] std::int64_t clamp_max() const { return clamp_max_; }

 private:
  [[nodiscard]] std::int64_t clamp(std::int64_t value) const {
    return std::clamp(value, clamp_min_, clamp_max_);
  }
  [[nodiscard]] std::int64_t count_thresholds(std::int64_t accumulator, std::size_t channel) const;
  [[nodiscard]] Result<void> set_multipliers(const KernelContext& context, std::size_t channels);
  [[nodiscard]] Result<void> set_thresholds(const KernelContext& context, std::size_t channels);

  Requantization::Rule rule_ = Requantization::Rule::none;
  Rounding rounding_ = Rounding::double_rounding;
  std::vector<QuantizedMultiplier> multipliers_;  // multiplier: one, or one a channel
  int shift_ = 0;
  std::vector<std::int32_t>
      thresholds_;  // thresholds: rows of `steps_`, ascending; one row, or one a channel
  std::size_t steps_ = 0;
  std::int64_t threshold_base_ = 0;   // y for a count of 0
  std::int64_t threshold_scale_ = 1;  // y a count of 1 (2 for the bipolar type)
  std::int32_t zero_point_ = 0;
  std::int64_t clamp_min_ = -128;
  std::int64_t clamp_max_ = 127;
};

}  // namespace quartet::golden
