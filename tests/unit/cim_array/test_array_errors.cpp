// Named errors with the valid range.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/unit/cim_array/small_array.hpp"

namespace quartet::cim {
namespace {

template <class T>
void expect_error(const Result<T>& result, const std::string& cause) {
  ASSERT_FALSE(result) << cause;
  EXPECT_NE(result.error().text().find(cause), std::string::npos) << result.error().text();
}

AnalogArray small() {
  auto array = AnalogArray::create({.rows = 8, .columns = 4, .device = test::pcm()});
  EXPECT_TRUE(array);
  return std::move(*array);
}

Result<void> program(const WeightBlock& block) {
  return small().program({&block, 1});
}

const std::vector<float> kFour{1, 0, -1, 0.5f};

}  // namespace

TEST(ArrayErrors, NameASizeOutOfRange) {
  expect_error(AnalogArray::create({.rows = 0, .device = test::pcm()}), "0 x 512 cells are out of range");
  expect_error(AnalogArray::create({.rows = 65536, .columns = 65536, .device = test::pcm()}),
               "at most 67108864 cells");
}

TEST(ArrayErrors, NameAConductanceOfZero) {
  DeviceModel device = test::pcm();
  device.g_max_us = 0;
  expect_error(AnalogArray::create({.device = device}), "device.g_max_us = 0");
}

TEST(ArrayErrors, NameEffectsOutOfRange) {
  Nonidealities effects;
  effects.mvm_noise_sigma = -1;
  effects.pair_model = "twin";
  const auto array = AnalogArray::create({.device = test::pcm(), .effects = effects});
  expect_error(array, "effects.mvm_noise_sigma");
  expect_error(array, "choices: physical, recombined");
  effects = {};
  effects.stuck_low_fraction = effects.stuck_high_fraction = 0.6;
  expect_error(AnalogArray::create({.device = test::pcm(), .effects = effects}), "more than all devices");
  effects = {};
  effects.drift_scale = std::nan("");
  expect_error(AnalogArray::create({.device = test::pcm(), .effects = effects}), "effects.drift_scale");
}

TEST(ArrayErrors, NameBlocksThatDoNotFit) {
  expect_error(program({.row = 7, .rows = 2, .columns = 2, .weights = kFour}),
               "the array has 8 rows and 4 columns");
  expect_error(program({.row = -1, .rows = 2, .columns = 2, .weights = kFour}), "not inside");
  expect_error(program({.column = 2147483647, .rows = 2, .columns = 2, .weights = kFour}), "not inside");
  expect_error(program({.rows = 2, .columns = 3, .weights = kFour}), "4 weights for 2 x 3");
  AnalogArray array = small();
  const WeightBlock twice[] = {{.rows = 2, .columns = 2, .weights = kFour},
                               {.row = 1, .column = 1, .rows = 2, .columns = 2, .weights = kFour}};
  expect_error(array.program(twice), "overlaps weight block 0");
}

TEST(ArrayErrors, NameWeightsBeyondFullScaleOrNotNumbers) {
  expect_error(program({.rows = 2, .columns = 2, .full_scale = 0.5, .weights = kFour}), "beyond full scale");
  const std::vector<float> nan{1, 0, std::nanf(""), 0};
  expect_error(program({.rows = 2, .columns = 2, .weights = nan}), "beyond full scale");
  expect_error(program({.rows = 2, .columns = 2, .full_scale = 0, .weights = kFour}), "full scale 0");
}

TEST(ArrayErrors, NameATimeBeforeProgramming) {
  AnalogArray array = small();
  expect_error(array.set_time(-1e-9), "before the end of programming");
  expect_error(array.set_time(std::nan("")), "out of range");
}

TEST(ArrayErrors, NameInputsThatTheArrayCannotTake) {
  AnalogArray array = small();
  const WeightBlock block{.rows = 2, .columns = 2, .weights = kFour};
  ASSERT_TRUE(array.program({&block, 1}));
  std::vector<double> y(2);
  const auto run = [&](const std::vector<float>& x, double unit, double max_code, int batch = 1) {
    return array.mvm(0, {.codes = x, .batch = batch, .unit = unit, .max_code = max_code}, y);
  };
  ASSERT_TRUE(run({1, 1}, 1, 1));
  expect_error(run({1, 2}, 1, 1), "1 inputs are beyond");
  expect_error(run({1, std::nanf("")}, 1, 1), "not numbers");
  expect_error(run({1, INFINITY}, 1, 1), "not numbers");
  expect_error(run({1}, 1, 1), "1 inputs and 2 outputs");
  expect_error(run({1, 1}, 1, 1, 2), "2 MVMs of 2 x 2");
  expect_error(run({1, 1}, 1, 1e9), "2^24");
  expect_error(run({1, 1}, 0, 1), "input unit");
  expect_error(run({1, 1}, std::nan(""), 1), "input unit");
  expect_error(array.mvm(1, {}, {}), "1 blocks");
}

}  // namespace quartet::cim
