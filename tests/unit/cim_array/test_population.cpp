#include <gtest/gtest.h>

#include <cmath>

#include "accel/cim/device/population.hpp"
#include "tests/unit/cim_array/small_array.hpp"

namespace quartet::cim {
namespace {

std::vector<float> ramp(std::size_t n) {
  std::vector<float> g(n);
  for (std::size_t i = 0; i < n; ++i) g[i] = 25.0f * static_cast<float>(i % 101) / 100.0f;
  return g;
}

std::vector<float> read(const DevicePopulation& devices, double t, std::uint64_t epoch) {
  std::vector<float> g(devices.programmed().size());
  devices.read(t, epoch, g);
  return g;
}

double correlation(const std::vector<float>& a, const std::vector<float>& b) {
  double sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto x = static_cast<double>(a[i]), y = static_cast<double>(b[i]);
    sa += x, sb += y, saa += x * x, sbb += y * y, sab += x * y;
  }
  const auto n = static_cast<double>(a.size());
  return (sab - sa * sb / n) / std::sqrt((saa - sa * sa / n) * (sbb - sb * sb / n));
}

constexpr RandomKey kKey{7};

}  // namespace

TEST(DevicePopulation, GivesADeviceTheSameFateHoweverManyThereAre) {
  const std::vector<float> many = ramp(5000);
  const DevicePopulation all(test::pcm(), {}, kKey, 0, many, loops());
  for (const std::size_t n : {std::size_t{1}, std::size_t{63}, std::size_t{1500}}) {
    const DevicePopulation few(test::pcm(), {}, kKey, 0, std::span(many).first(n), loops());
    const std::vector<float> expected = read(all, 3600, 4), got = read(few, 3600, 4);
    EXPECT_TRUE(std::equal(got.begin(), got.end(), expected.begin())) << n;
  }
}

TEST(DevicePopulation, WithAllEffectsOffKeepsItsTargetsExactly) {
  const std::vector<float> targets = ramp(300);
  const DevicePopulation devices(test::pcm(), {0, 0, 0, 0}, kKey, 0, targets, loops());
  EXPECT_EQ(devices.programmed(), targets);
  EXPECT_EQ(read(devices, 1e6, 3), targets);
}

TEST(DevicePopulation, ReadsTheSameAgainAtTheSameTimeAndEpochOnly) {
  const std::vector<float> targets = ramp(300);
  const DevicePopulation devices(test::pcm(), {}, kKey, 0, targets, loops());
  const std::vector<float> first = read(devices, 100, 0);
  EXPECT_NE(first, read(devices, 100, 1));
  EXPECT_NE(first, read(devices, 101, 0));
  EXPECT_EQ(first, read(devices, 100, 0));
}

TEST(DevicePopulation, WithoutReadNoiseFallsAsThePowerOfTime) {
  const std::vector<float> targets(200, 12.0f);
  const DevicePopulation devices(test::pcm(), {.read_noise = 0}, kKey, 0, targets, loops());
  const std::vector<float> g = read(devices, 86400, 0);
  for (std::size_t i = 0; i < g.size(); ++i) {
    const double expected = static_cast<double>(devices.programmed()[i]) *
                            std::pow(86420.0 / 20.0, -static_cast<double>(devices.exponents()[i]));
    EXPECT_NEAR(static_cast<double>(g[i]), expected, 2e-6 * expected);
  }
}

TEST(DevicePopulation, WithoutDriftVariabilityHasTheMeanExponent) {
  const std::vector<float> targets(50, 2.0f);
  const DevicePopulation devices(test::pcm(), {.drift_variability = 0}, kKey, 0, targets, loops());
  const double mean = test::pcm().mu_nu(0.08);
  for (const float nu : devices.exponents()) EXPECT_NEAR(static_cast<double>(nu), mean, 1e-7);
}

// 20,000 pairs: a correlation above 4.5 / sqrt(20,000) = 0.032 has significance 6.8e-6.
TEST(DevicePopulation, DrawsPolaritiesKeysAndPurposesIndependently) {
  const std::vector<float> targets(20000, 12.0f);
  const DevicePopulation plus(test::pcm(), {}, kKey, 0, targets, loops()),
      minus(test::pcm(), {}, kKey, 1, targets, loops());
  const DevicePopulation other(test::pcm(), {}, RandomKey{8}, 0, targets, loops());
  EXPECT_LT(std::abs(correlation(plus.programmed(), minus.programmed())), 0.032);
  EXPECT_LT(std::abs(correlation(plus.programmed(), other.programmed())), 0.032);
  EXPECT_LT(std::abs(correlation(plus.programmed(), plus.exponents())), 0.032);
  const auto log_time = static_cast<float>(test::pcm().log_time(25));
  std::vector<float> noise = read(plus, 25, 0);
  for (std::size_t i = 0; i < noise.size(); ++i)
    noise[i] /= plus.programmed()[i] * std::exp(-plus.exponents()[i] * log_time);
  EXPECT_LT(std::abs(correlation(plus.exponents(), noise)), 0.032);
  EXPECT_LT(std::abs(correlation(plus.programmed(), noise)), 0.032);
}

}  // namespace quartet::cim
