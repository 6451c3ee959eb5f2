// Windows of an inertial sensor, as the human activity sets have them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/base/error.hpp"
#include "sim/config/parameter_set.hpp"

namespace quartet::sensor {

struct ImuParams {
  double sample_rate_hz = 50.0;
  int window = 128, overlap = 64;
  bool split_gravity = true;
  double gravity_hz = 0.3;
  double accel_full_scale_g = 2.0, gyro_full_scale_rad_s = 34.9065850399;
  double scale = 0.03125;
  int zero_point = 0;
  std::string arithmetic = "reference";  ///< reference | fixed

  /// Below "imu."; the fields must outlive the set.
  void declare(ParameterSet& set);
  [[nodiscard]] Result<void> check() const;
  [[nodiscard]] int channels() const { return split_gravity ? 9 : 6; }
  /// Whole windows in a recording; 0: it is shorter than one.
  [[nodiscard]] std::int64_t windows(std::int64_t samples) const {
    return samples < window ? 0 : 1 + (samples - window) / (window - overlap);
  }
};

/// Columns of a recording: acceleration xyz, rotation xyz.
inline constexpr std::int64_t kImuAxes = 3, kImuColumns = 6;

/// Constants of the fixed-point program. The filter runs on int16 values with 14 fractional bits:
/// y = (b·(x + 2x₁ + x₂) + a1·y₁ + a2·y₂) / 2^30, z = (c·(y + y₁) + d·z₁) / 2^30; the output is (v·multiplier
/// + half) / 2^shift.
struct FixedImuTables {
  std::int32_t b = 0, a1 = 0, a2 = 0, c = 0, d = 0;
  std::int32_t accel_multiplier = 0, gyro_multiplier = 0;
  int accel_shift = 0, gyro_shift = 0;
};
/// Fails (bad_input) where imu.scale leaves no room.
[[nodiscard]] Result<FixedImuTables> fixed_imu_tables(const ImuParams& params);
/// windows × channels × window, bit for bit what the firmware computes; `rows` is a recording of kImuColumns
/// columns.
[[nodiscard]] std::vector<std::int8_t> fixed_imu_windows(const ImuParams& params,
                                                         const FixedImuTables& tables,
                                                         std::span<const std::int16_t> rows);

}  // namespace quartet::sensor
