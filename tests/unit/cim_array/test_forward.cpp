#include <gtest/gtest.h>

#include <cmath>

#include "tests/unit/cim_array/small_array.hpp"

namespace quartet::cim {
namespace {

using test::random_codes;

/// One ideal weight of full scale: the forward pass is the converters alone.
AnalogArray wire() {
  return test::array_with({127.0f}, 1, 1, Nonidealities::none());
}

/// Outputs of a wire in input units.
std::vector<double> through(const Forward& forward, const std::vector<float>& inputs,
                            ConversionCounts& counts) {
  AnalogArray array = wire();
  std::vector<double> outputs(inputs.size());
  const auto ok = forward.run(array, 0, inputs, static_cast<int>(inputs.size()), 0, outputs, counts);
  EXPECT_TRUE(ok) << ok.error().text();
  for (double& y : outputs) y /= 127.0;
  return outputs;
}

}  // namespace

TEST(Forward, WithoutConvertersGivesTheExactSums) {
  const auto weights = random_codes(50 * 7, 127, 1), inputs = random_codes(50 * 4, 255, 2);
  AnalogArray array = test::array_with(weights, 50, 7, Nonidealities::none());
  const Forward forward{.max_input = 255};
  std::vector<double> y(4 * 7);
  ConversionCounts counts;
  ASSERT_TRUE(forward.run(array, 0, inputs, 4, 0, y, counts));
  for (std::size_t b = 0; b < 4; ++b) {
    for (std::size_t c = 0; c < 7; ++c) {
      double sum = 0;
      for (std::size_t r = 0; r < 50; ++r)
        sum += static_cast<double>(weights[r * 7 + c]) * static_cast<double>(inputs[b * 50 + r]);
      EXPECT_EQ(y[b * 7 + c], sum);
    }
  }
  EXPECT_EQ(counts, (ConversionCounts{.mvms = 4}));
}

TEST(Forward, RoundsInputsHalfToEvenThenClampsAndCountsWhatItClamped) {
  ConversionCounts counts;
  const Forward forward{.dac = Quantizer{4.0, 1.0}, .full_scale_input = 4.0};
  EXPECT_EQ(through(forward, {0.5f, 1.5f, 2.5f, -0.5f, -1.5f, 4.4f, 4.6f, -100.0f}, counts),
            (std::vector<double>{0, 2, 2, 0, -2, 4, 4, -4}));
  EXPECT_EQ(counts.dac_clipped, 2u) << "4.4 rounds to 4";
  EXPECT_EQ(counts.dac_conversions, 8u);
}

TEST(Forward, CountsSaturatedConversionsOnly) {
  ConversionCounts counts;
  const Forward forward{.adc = Quantizer{0.5, 0.1}, .max_input = 2.0};
  const std::vector<double> y = through(forward, {0.24f, 0.5f, 0.54f, 0.56f, -2.0f, 0.0f}, counts);
  const double expected[] = {0.2, 0.5, 0.5, 0.5, -0.5, 0.0};
  for (std::size_t i = 0; i < y.size(); ++i) EXPECT_NEAR(y[i], expected[i], 1e-15);
  EXPECT_EQ(counts.adc_saturated, 2u) << "0.54 rounds to 0.5";
  EXPECT_EQ(counts.adc_conversions, 6u);
}

TEST(Forward, FillsTheDacRangeWithNoiseManagement) {
  ConversionCounts counts;
  Forward forward{.dac = Quantizer{1.0, 0.25}, .noise_management = NoiseManagement::abs_max};
  AnalogArray array = test::array_with({127, 0, 0, 127}, 2, 2, Nonidealities::none());
  std::vector<double> y(4);
  ASSERT_TRUE(forward.run(array, 0, std::vector<float>{0.02f, 0.01f, 8.0f, 2.0f}, 2, 0, y, counts));
  EXPECT_NEAR(y[0] / 127, 0.02, 1e-9);
  EXPECT_NEAR(y[1] / 127, 0.01, 1e-9);
  EXPECT_NEAR(y[2] / 127, 8.0, 1e-9);
  EXPECT_NEAR(y[3] / 127, 2.0, 1e-9);
  EXPECT_EQ(counts.dac_clipped, 0u);
}

TEST(Forward, RepeatsSaturatedMvmsAtHalfScaleAndCountsTheCost) {
  ConversionCounts counts;
  const Forward forward{.dac = Quantizer{1.0, 1.0 / 127},
                        .adc = Quantizer{0.3, 0.3 / 127},
                        .bound_management = BoundManagement::iterative};
  const std::vector<double> y = through(forward, {1.0f, 0.25f, 0.5f}, counts);
  EXPECT_NEAR(y[0], 1.0, 0.03);
  EXPECT_NEAR(y[1], 0.25, 0.01);
  EXPECT_NEAR(y[2], 0.5, 0.02);
  EXPECT_EQ(counts.bound_repetitions, 2u + 1u) << "1.0 needs a quarter of the scale, 0.5 a half";
  EXPECT_EQ(counts.mvms, 3u + counts.bound_repetitions);
}

TEST(Forward, StopsRepeatingAtTheLargestFactor) {
  ConversionCounts counts;
  const Forward forward{.dac = Quantizer{1.0, 1.0 / 127},
                        .adc = Quantizer{1e-3, 1e-4},
                        .bound_management = BoundManagement::iterative,
                        .max_bound_factor = 4.0};
  through(forward, {1.0f}, counts);
  EXPECT_EQ(counts.mvms, 4u) << "scales 1, 1/2, 1/4 and 1/8, the first beyond the factor";
}

TEST(Forward, GivesTheSameBitsForEveryBatchSizeWithBoundManagement) {
  constexpr int kRows = 60, kColumns = 9, kBatch = 30;
  const auto weights = random_codes(kRows * kColumns, 127, 1);
  std::vector<float> inputs = random_codes(kRows * kBatch, 127, 2);
  for (float& x : inputs) x /= 127.0f;
  Nonidealities effects = test::all_effects();
  const Forward forward{.dac = *pwm_dac(8, 1.0),
                        .adc = *oscillator_adc(8, 3.0),
                        .noise_management = NoiseManagement::abs_max,
                        .bound_management = BoundManagement::iterative};
  const auto run = [&](std::size_t split, ConversionCounts& counts) {
    AnalogArray array = test::array_with(weights, kRows, kColumns, effects);
    std::vector<double> y(kBatch * kColumns);
    for (std::size_t b = 0; b < kBatch; b += split) {
      EXPECT_TRUE(forward.run(array, 0, {inputs.data() + b * kRows, split * kRows}, static_cast<int>(split),
                              b, {y.data() + b * kColumns, split * kColumns}, counts));
    }
    return y;
  };
  ConversionCounts whole, single, few;
  const std::vector<double> y = run(kBatch, whole);
  EXPECT_EQ(y, run(1, single));
  EXPECT_EQ(y, run(5, few));
  EXPECT_EQ(whole, single);
  EXPECT_EQ(whole, few);
  EXPECT_GT(whole.bound_repetitions, 0u);
}

TEST(Forward, RefusesWhatItCannotRun) {
  AnalogArray array = wire();
  ConversionCounts counts;
  double y = 0;
  const std::vector<float> one{1.0f};
  const auto fails = [&](const Forward& f, const std::vector<float>& in, const char* expected) {
    const auto result = f.run(array, 0, in, 1, 0, {&y, 1}, counts);
    ASSERT_FALSE(result) << expected;
    EXPECT_NE(result.error().text().find(expected), std::string::npos) << result.error().text();
  };
  fails({.dac = Quantizer{0.0, 1.0}}, one, "range ±0");
  fails({.adc = Quantizer{1.0, 0.0}}, one, "step");
  fails({.adc = Quantizer{std::nan(""), 1.0}}, one, "not valid");
  fails({.full_scale_input = 0.0}, one, "full-scale input");
  fails({.noise_management = NoiseManagement::abs_max}, one, "dac");
  fails({.max_input = 0.5}, one, "beyond");
  fails({}, {std::nanf("")}, "not a number");
  fails({.dac = Quantizer{1.0, 0.1}}, {INFINITY}, "infinite");
  fails({}, {1.0f, 1.0f}, "2 inputs");
}

}  // namespace quartet::cim
