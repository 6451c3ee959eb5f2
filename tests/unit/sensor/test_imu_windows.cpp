#include <gtest/gtest.h>

#include "tests/unit/sensor/front_end_runner.hpp"
#include "tests/unit/sensor/signals.hpp"

namespace quartet::test {
namespace {

/// Row i: acceleration (i, i + 1, i + 2)·step, rotation (i + 3, …)·step.
NpyArray ramp(std::int64_t samples, double step) {
  std::vector<double> rows;
  for (std::int64_t i = 0; i < samples; ++i) {
    for (int c = 0; c < 6; ++c) rows.push_back(step * static_cast<double>(i + c));
  }
  return array_of(NpyType::f64, {samples, 6}, rows);
}

}  // namespace

TEST(ImuWindows, HalfOverlappingWindowsHoldTheQuantizedSamplesInOrder) {
  const auto out = run_front_end(sensor::imu_windows_kind(), ramp(10, 0.03125),
                                 {{"imu.window", "4"}, {"imu.overlap", "2"}, {"imu.split_gravity", "false"}});
  ASSERT_TRUE(out.has_value()) << out.error().text();
  EXPECT_EQ(out->shape, (std::vector<std::int64_t>{4, 6, 4}));
  const auto values = values_of<std::int8_t>(*out);
  for (int w = 0; w < 4; ++w) {
    for (int c = 0; c < 6; ++c) {
      for (int i = 0; i < 4; ++i)
        EXPECT_EQ(values[static_cast<std::size_t>((w * 6 + c) * 4 + i)], 2 * w + i + c);
    }
  }
}

TEST(ImuWindows, AConstantAccelerationIsGravityAndNothingIsLeftForTheBody) {
  std::vector<double> rows;
  for (int i = 0; i < 128; ++i) rows.insert(rows.end(), {0.5, -0.25, 0.75, 0.1, 0.0, 0.0});
  const auto out = run_front_end(sensor::imu_windows_kind(), array_of(NpyType::f64, {128, 6}, rows));
  ASSERT_TRUE(out.has_value()) << out.error().text();
  EXPECT_EQ(out->shape, (std::vector<std::int64_t>{1, 9, 128}));
  const auto values = values_of<std::int8_t>(*out);
  for (std::size_t i = 0; i < 128; ++i) {
    for (std::size_t axis = 0; axis < 3; ++axis) EXPECT_EQ(values[axis * 128 + i], 0);
    EXPECT_EQ(values[3 * 128 + i], 3);   // 0.1 / 0.03125
    EXPECT_EQ(values[6 * 128 + i], 16);  // 0.5 / 0.03125
  }
}

// Butterworth of third order: |H|² = ½ at the cut-off, 1/(1 + 2^6) an octave above: the body keeps what
// gravity loses.
TEST(ImuWindows, FastMotionStaysInTheBodyAndSlowMotionInGravity) {
  const auto body_peak = [](double hz) {
    std::vector<double> rows;
    for (int i = 0; i < 1280; ++i)
      rows.insert(rows.end(), {2.0 * std::sin(2.0 * std::numbers::pi * hz * i / 50.0), 0, 0, 0, 0, 0});
    const auto out = run_front_end(sensor::imu_windows_kind(), array_of(NpyType::f64, {1280, 6}, rows),
                                   {{"imu.scale", "0.02"}});
    EXPECT_TRUE(out.has_value());
    const auto values = values_of<std::int8_t>(*out);
    const std::size_t last = values.size() - 9 * 128;
    return 0.02 * *std::max_element(values.begin() + static_cast<std::ptrdiff_t>(last),
                                    values.begin() + static_cast<std::ptrdiff_t>(last + 128));
  };
  EXPECT_NEAR(body_peak(6.25), 2.0, 0.04);
  EXPECT_LT(body_peak(0.03), 0.6);
}

TEST(ImuWindows, RawIntegersAreScaledByTheRangesOfTheSensor) {
  std::vector<std::int16_t> rows;
  for (int i = 0; i < 4; ++i) rows.insert(rows.end(), {16384, -16384, 0, 32767, 0, 0});
  const auto out = run_front_end(
      sensor::imu_windows_kind(), array_of(NpyType::i16, {4, 6}, rows),
      {{"imu.window", "4"}, {"imu.overlap", "0"}, {"imu.split_gravity", "false"}, {"imu.scale", "0.5"}});
  ASSERT_TRUE(out.has_value()) << out.error().text();
  const auto values = values_of<std::int8_t>(*out);
  EXPECT_EQ(values[0], 2);  // half of 2 g
  EXPECT_EQ(values[4], -2);
  EXPECT_EQ(values[3 * 4], 70);  // 34.9 rad/s
}

TEST(ImuWindows, FixedPointIsWithinOneOfTheReferenceAndTakesOnlyIntegers) {
  const auto recording = array_of(NpyType::i16, {1000, 6}, noise(20000.0, 6000, 31));
  for (const char* split : {"false", "true"}) {
    const Settings settings{
        {"imu.split_gravity", split}, {"imu.scale", "0.016"}, {"imu.gyro_full_scale_rad_s", "2"}};
    Settings fixed = settings;
    fixed.emplace_back("imu.arithmetic", "fixed");
    const auto a = run_front_end(sensor::imu_windows_kind(), recording, settings),
               b = run_front_end(sensor::imu_windows_kind(), recording, fixed);
    ASSERT_TRUE(a.has_value() && b.has_value());
    EXPECT_EQ(a->shape, b->shape);
    const auto x = values_of<std::int8_t>(*a), y = values_of<std::int8_t>(*b);
    std::size_t differ = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      EXPECT_LE(std::abs(x[i] - y[i]), 1) << i;
      differ += x[i] != y[i] ? 1 : 0;
    }
    EXPECT_LT(differ, x.size() / 200);
  }
  EXPECT_FALSE(
      run_front_end(sensor::imu_windows_kind(), ramp(200, 0.01), {{"imu.arithmetic", "fixed"}}).has_value());
  EXPECT_FALSE(run_front_end(sensor::imu_windows_kind(), recording,
                             {{"imu.arithmetic", "fixed"}, {"imu.gravity_hz", "20"}})
                   .has_value());
}

TEST(ImuWindows, RefusesWhatIsNoRecording) {
  const auto refused = [](const NpyArray& input, const Settings& settings = {}) {
    return !run_front_end(sensor::imu_windows_kind(), input, settings).has_value();
  };
  EXPECT_TRUE(refused(ramp(127, 1.0)));
  EXPECT_TRUE(refused(array_of(NpyType::f64, {6}, std::vector<double>(6))));
  EXPECT_TRUE(refused(array_of(NpyType::u8, {128, 6}, std::vector<std::uint8_t>(768))));
  EXPECT_TRUE(refused(ramp(128, std::nan(""))));
  EXPECT_TRUE(refused(ramp(128, 1.0), {{"imu.overlap", "128"}}));
  EXPECT_TRUE(refused(ramp(128, 1.0), {{"imu.gravity_hz", "25"}}));
}

}  // namespace quartet::test
