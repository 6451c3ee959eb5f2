// The fixed-point windows, step by step as accel/mcu/firmware/src/frontend/imu.c.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "frontends/sensor/imu/imu_windows.hpp"

namespace quartet::sensor {

namespace {

constexpr int kFraction = 14, kCoefficientBits = 30;

std::int32_t to_q30(double x) {
  return static_cast<std::int32_t>(std::llround(std::ldexp(x, kCoefficientBits)));
}

struct Multiplier {
  std::int32_t value = 0;
  int shift = 0;
};
/// x ≈ value / 2^shift with value in [2^30, 2^31).
Result<Multiplier> to_multiplier(double x) {
  constexpr int kMostShift = 62;
  int exponent = 0;
  const double mantissa = std::frexp(x, &exponent);
  const std::int64_t value =
      std::min<std::int64_t>(std::llround(std::ldexp(mantissa, 31)), (std::int64_t{1} << 31) - 1);
  const int shift = 31 - exponent;
  if (shift < 1 || shift > kMostShift)
    return bad_input("imu.scale", "leaves no room for the fixed-point program",
                     "set imu.arithmetic=reference");
  return Multiplier{static_cast<std::int32_t>(value), shift};
}

/// Gravity of one axis; starts at rest at the first value.
class FixedGravity {
 public:
  explicit FixedGravity(const FixedImuTables& t) : t_(t) {}
  std::int32_t next(std::int32_t x) {
    if (!started_) x1_ = x2_ = y1_ = y2_ = z1_ = x;
    started_ = true;
    const std::int64_t sum = std::int64_t{x} + 2 * std::int64_t{x1_} + x2_;
    const auto y = static_cast<std::int32_t>(
        (t_.b * sum + std::int64_t{t_.a1} * y1_ + std::int64_t{t_.a2} * y2_) >> kCoefficientBits);
    const auto z = static_cast<std::int32_t>((t_.c * (std::int64_t{y} + y1_) + std::int64_t{t_.d} * z1_) >>
                                             kCoefficientBits);
    x2_ = x1_, x1_ = x, y2_ = y1_, y1_ = y, z1_ = z;
    return z;
  }

 private:
  const FixedImuTables& t_;
  bool started_ = false;
  std::int32_t x1_ = 0, x2_ = 0, y1_ = 0, y2_ = 0, z1_ = 0;
};

}  // namespace

Result<FixedImuTables> fixed_imu_tables(const ImuParams& p) {
  FixedImuTables t;
  if (p.split_gravity) {
    const double k = std::tan(std::numbers::pi * p.gravity_hz / p.sample_rate_hz),
                 norm = 1.0 / (1.0 + k + k * k);
    constexpr double kMostK = 1.0;  // above a quarter of the sample rate the coefficients no longer fit
    if (k > kMostK)
      return bad_input(
          "imu.gravity_hz",
          "is above a quarter of the sample rate, for which the fixed-point program has no room");
    t.b = to_q30(k * k * norm);
    t.a1 = to_q30(2.0 * (1.0 - k * k) * norm);
    t.a2 = to_q30(-(1.0 - k + k * k) * norm);
    t.c = to_q30(k / (1.0 + k));
    t.d = to_q30((1.0 - k) / (1.0 + k));
  }
  const auto accel = to_multiplier(std::ldexp(p.accel_full_scale_g / p.scale, -15 - kFraction));
  const auto gyro = to_multiplier(std::ldexp(p.gyro_full_scale_rad_s / p.scale, -15 - kFraction));
  if (!accel) return pass(accel.error());
  if (!gyro) return pass(gyro.error());
  t.accel_multiplier = accel->value, t.accel_shift = accel->shift;
  t.gyro_multiplier = gyro->value, t.gyro_shift = gyro->shift;
  return t;
}

std::vector<std::int8_t> fixed_imu_windows(const ImuParams& p, const FixedImuTables& t,
                                           std::span<const std::int16_t> rows) {
  const auto samples = static_cast<std::int64_t>(rows.size()) / kImuColumns;
  const auto quantized = [&](std::int32_t v, bool rotation) {
    const std::int32_t multiplier = rotation ? t.gyro_multiplier : t.accel_multiplier;
    const int shift = rotation ? t.gyro_shift : t.accel_shift;
    const std::int64_t q =
        ((std::int64_t{v} * multiplier + (std::int64_t{1} << (shift - 1))) >> shift) + p.zero_point;
    return static_cast<std::int8_t>(std::clamp<std::int64_t>(q, -128, 127));
  };
  std::vector<std::int8_t> series;
  series.reserve(static_cast<std::size_t>(p.channels() * samples));
  for (std::int64_t channel = 0; channel < p.channels(); ++channel) {
    const bool rotation = channel >= kImuAxes && channel < kImuColumns,
               body = p.split_gravity && channel < kImuAxes;
    FixedGravity gravity(t);
    for (std::int64_t i = 0; i < samples; ++i) {
      const std::int32_t x =
          rows[static_cast<std::size_t>(i * kImuColumns + channel % kImuColumns)] * (1 << kFraction);
      series.push_back(quantized(body ? x - gravity.next(x) : x, rotation));
    }
  }
  std::vector<std::int8_t> out;
  for (std::int64_t w = 0; w < p.windows(samples); ++w) {
    for (std::int64_t channel = 0; channel < p.channels(); ++channel) {
      const auto at = series.begin() + channel * samples + w * (p.window - p.overlap);
      out.insert(out.end(), at, at + p.window);
    }
  }
  return out;
}

}  // namespace quartet::sensor
