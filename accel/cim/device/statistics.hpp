// What sampled devices do: statistics with standard errors, beside the closed forms.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "accel/cim/device/expectations.hpp"
#include "accel/cim/device/population.hpp"

namespace quartet::cim {

struct SampleStatistics {
  double n = 0, mean = 0, std = 0, kurtosis = 3, zero_share = 0;
  [[nodiscard]] double se_mean() const;
  /// From the sample's own kurtosis: std sqrt((kurtosis − 1) / 4 n).
  [[nodiscard]] double se_std() const;
};
[[nodiscard]] SampleStatistics statistics_of(std::span<const float> values);

/// One line of a device study.
struct DeviceStatistics {
  double g_target_us = 0;
  std::string stage;                    ///< programmed | nu | drifted_no_read_noise | drifted_with_read_noise
  std::optional<double> t_inference_s;  ///< drifted stages
  SampleStatistics sample;              ///< uS; nu: a number
  Moments expected;                     ///< closed form
  double expected_zero_share = 0;

  /// (sample − expected) ÷ standard error; 0 where neither spreads.
  [[nodiscard]] double z_mean() const;
  [[nodiscard]] double z_std() const;
};

struct DeviceStudy {
  std::vector<double> targets_us;  ///< 0 to g_max
  std::vector<double> times_s;     ///< after programming, ≥ 0
  std::int64_t devices = 20000;    ///< a target
  std::uint64_t seed = 1;
};
inline constexpr std::int64_t kMaxStudyDevices = 10'000'000;

/// For each target: programmed, nu, then both drifted stages at each time. The samples of a target depend on
/// the seed and the target alone. `place` prefixes the options in errors ("--").
[[nodiscard]] Result<std::vector<DeviceStatistics>> study_devices(const DeviceModel& model,
                                                                  const DeviceStudy& study,
                                                                  const std::string& place);

}  // namespace quartet::cim
