// Each effect alone against its formula.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "tests/unit/cim_array/small_array.hpp"

namespace quartet::cim {
namespace {

using test::array_with;
using test::outputs_of;
using test::random_codes;

constexpr int kRows = 96, kColumns = 8, kBatch = 6;
const std::vector<float> kWeights = random_codes(kRows * kColumns, 127, 1);
const std::vector<float> kInputs = random_codes(kRows * kBatch, 127, 2);
constexpr double kReal = 1.0 / (127.0 * 127.0);  // full-scale weights × inputs a code product

std::vector<double> run(const Nonidealities& effects) {
  AnalogArray array = array_with(kWeights, kRows, kColumns, effects);
  return outputs_of(array, kInputs, kBatch);
}

double weight(int r, int c) {
  return static_cast<double>(kWeights[static_cast<std::size_t>(r * kColumns + c)]) / 127.0;
}
double input(int b, int r) {
  return static_cast<double>(kInputs[static_cast<std::size_t>(b * kRows + r)]) / 127.0;
}

/// Compares with y = f(b, c, exact y), in full-scale weights × inputs.
void expect_outputs(const Nonidealities& effects, const std::function<double(int, int, double)>& f,
                    double tolerance) {
  const std::vector<double> exact = run(Nonidealities::none()), outputs = run(effects);
  double changed = 0;
  for (int b = 0; b < kBatch; ++b) {
    for (int c = 0; c < kColumns; ++c) {
      const auto i = static_cast<std::size_t>(b * kColumns + c);
      EXPECT_NEAR(outputs[i] * kReal, f(b, c, exact[i] * kReal), tolerance)
          << "MVM " << b << ", column " << c;
      changed = std::max(changed, std::abs(outputs[i] - exact[i]) * kReal);
    }
  }
  EXPECT_GT(changed, 100 * tolerance) << "the effect does nothing";
}

class Halving final : public ITemperatureEffect {
 public:
  void apply(std::span<float> g_us, double temperature_k) const override {
    for (float& g : g_us) g *= temperature_k > 300 ? 0.5f : 1.0f;
  }
};

}  // namespace

TEST(ArrayEffects, IrDropFollowsThePolynomialOfTheReference) {
  Nonidealities effects = Nonidealities::none();
  effects.ir_drop = true;
  effects.ir_drop_g_ratio = 5000;
  effects.ir_drop_scale = 0.7;
  expect_outputs(
      effects,
      [](int b, int c, double y) {
        double current = 0, position = 0;
        for (int r = 0; r < kRows; ++r) {
          const double product = weight(r, c) * input(b, r), rest = 1.0 - static_cast<double>(r) / kRows;
          current += std::abs(product);
          position += product * (1.0 - rest * rest);
        }
        const double a = kRows / 5000.0 * current;
        return y - 0.7 * a * (0.5 - 0.2 * a + 0.05 * a * a) * position;
      },
      2e-6);
}

TEST(ArrayEffects, IrDropCountsRowsOfThePhysicalArray) {
  Nonidealities effects = Nonidealities::none();
  effects.ir_drop = true;
  effects.ir_drop_g_ratio = 500;
  auto array = AnalogArray::create({.rows = 10, .columns = 1, .device = test::pcm(), .effects = effects});
  ASSERT_TRUE(array);
  const std::vector<float> one{127.0f};
  const WeightBlock block{.row = 4, .rows = 1, .columns = 1, .full_scale = 127, .weights = one};
  ASSERT_TRUE(array->program({&block, 1}));
  double y = 0;
  ASSERT_TRUE(array->mvm(0, {.codes = one, .batch = 1, .unit = 1.0 / 127, .max_code = 127}, {&y, 1}));
  const double a = 10.0 / 500.0;
  EXPECT_NEAR(y * kReal, 1.0 - a * (0.5 - 0.2 * a + 0.05 * a * a) * (1.0 - 0.6 * 0.6), 1e-7);
}

TEST(ArrayEffects, VoltageDropScalesAndCompresses) {
  Nonidealities effects = Nonidealities::none();
  effects.voltage_drop = true;
  effects.voltage_offset = 0.1;
  effects.series_resistance = 0.05;
  expect_outputs(
      effects, [](int, int, double y) { return y * 0.9 / (1.0 + 0.05 * std::abs(y)); }, 1e-12);
}

TEST(ArrayEffects, NonlinearityCompresses) {
  Nonidealities effects = Nonidealities::none();
  effects.nonlinearity = true;
  effects.s_shape = 0.03;
  expect_outputs(
      effects, [](int, int, double y) { return y / (1.0 + 0.03 * std::abs(y)); }, 1e-12);
}

TEST(ArrayEffects, OffMeansExactWhateverTheStrength) {
  Nonidealities strong = test::all_effects();
  const Nonidealities off = Nonidealities::none();
  strong.programming_noise = strong.drift = strong.drift_variability = strong.read_noise = strong.stuck =
      strong.mvm_noise = strong.output_noise = strong.ir_drop = strong.voltage_drop = strong.nonlinearity =
          false;
  EXPECT_TRUE(strong.exact());
  EXPECT_EQ(run(strong), run(off));
}

TEST(ArrayEffects, EachSwitchAloneChangesTheResult) {
  const std::vector<double> exact = run(Nonidealities::none());
  Nonidealities strengths = test::all_effects();
  strengths.programming_noise = strengths.drift = strengths.drift_variability = strengths.read_noise =
      strengths.stuck = strengths.mvm_noise = strengths.output_noise = strengths.ir_drop =
          strengths.voltage_drop = strengths.nonlinearity = false;
  bool Nonidealities::*const switches[] = {&Nonidealities::programming_noise, &Nonidealities::drift,
                                           &Nonidealities::read_noise,        &Nonidealities::stuck,
                                           &Nonidealities::mvm_noise,         &Nonidealities::output_noise,
                                           &Nonidealities::ir_drop,           &Nonidealities::voltage_drop,
                                           &Nonidealities::nonlinearity};
  for (bool Nonidealities::*const which : switches) {
    Nonidealities one = strengths;
    one.*which = true;
    EXPECT_FALSE(one.exact());
    AnalogArray array = array_with(kWeights, kRows, kColumns, one);
    ASSERT_TRUE(array.set_time(3600));
    EXPECT_NE(outputs_of(array, kInputs, kBatch), exact) << "switch " << (&which - switches);
  }
}

// 4000 outputs: the standard deviation is known to 1.1 %; 4.5 of these have significance 6.8e-6, as has the
// mean.
TEST(ArrayEffects, OutputNoiseHasItsStandardDeviationAndIsNewInEveryMvm) {
  Nonidealities effects = Nonidealities::none();
  effects.output_noise = true;
  effects.output_noise_sigma = 0.3;
  constexpr int kMany = 500;
  AnalogArray array = array_with(kWeights, kRows, kColumns, effects);
  const std::vector<double> y = outputs_of(array, std::vector<float>(kRows * kMany, 0.0f), kMany);
  double sum = 0, squares = 0, neighbours = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    sum += y[i] * kReal;
    squares += y[i] * y[i] * kReal * kReal;
    if (i >= kColumns) neighbours += y[i] * y[i - kColumns] * kReal * kReal;
  }
  const auto n = static_cast<double>(y.size());
  EXPECT_LT(std::abs(sum / n), 4.5 * 0.3 / std::sqrt(n));
  EXPECT_NEAR(std::sqrt(squares / n), 0.3, 4.5 * 0.3 / std::sqrt(2 * n));
  EXPECT_LT(std::abs(neighbours / n), 4.5 * 0.09 / std::sqrt(n)) << "two MVMs share their noise";
}

// 40,000 devices: shares within 4.5 standard errors, significance 6.8e-6 each.
TEST(ArrayEffects, StuckDevicesHaveTheirShareAndKeepTheirConductance) {
  Nonidealities effects = Nonidealities::none();
  effects.stuck = true;
  effects.stuck_low_fraction = 0.1;
  effects.stuck_high_fraction = 0.05;
  effects.drift = true;
  const std::vector<float> half(40000, 63.5f);  // plus at half, minus at 0
  AnalogArray array = array_with(half, 400, 100, effects);
  ASSERT_TRUE(array.set_time(1e6));
  double low_plus = 0, high_minus = 0, high_plus = 0;
  for (const float w : array.effective_weights(0)) {
    low_plus += w == 0.0f || w == -127.0f ? 1 : 0;
    high_minus += w == -127.0f || w < -50.0f ? 1 : 0;
    high_plus += w == 127.0f || w == 0.0f ? 1 : 0;
  }
  const double n = 40000;
  // Plus stuck low: w = 0 (minus free) or −127 (minus high); the rare case of both high is also 0.
  EXPECT_NEAR(low_plus / n, 0.1 + 0.05 * 0.05, 4.5 * std::sqrt(0.1 * 0.9 / n));
  EXPECT_NEAR(high_minus / n, 0.05 * (1 - 0.05), 4.5 * std::sqrt(0.05 * 0.95 / n));
  EXPECT_NEAR(high_plus / n, 0.05 + 0.1 * 0.95, 4.5 * std::sqrt(0.15 * 0.85 / n));
}

TEST(ArrayEffects, TemperatureActsThroughItsHookOnly) {
  const auto with_hook = [](double kelvin) {
    auto array = AnalogArray::create({.rows = kRows,
                                      .columns = kColumns,
                                      .device = test::pcm(),
                                      .temperature = std::make_shared<Halving>(),
                                      .temperature_k = kelvin});
    EXPECT_TRUE(array);
    const WeightBlock block{.rows = kRows, .columns = kColumns, .full_scale = 127, .weights = kWeights};
    EXPECT_TRUE(array->program({&block, 1}) && array->set_time(100));
    return array->effective_weights(0);
  };
  AnalogArray plain = array_with(kWeights, kRows, kColumns, {});
  ASSERT_TRUE(plain.set_time(100));
  EXPECT_EQ(with_hook(300), plain.effective_weights(0));
  std::vector<float> halved = plain.effective_weights(0);
  for (float& w : halved) w *= 0.5f;
  EXPECT_EQ(with_hook(350), halved);
}

// The recombined pair folds the off device's noise into the weight and has no off device afterwards.
TEST(ArrayEffects, PairModelsAgreeAsProgrammedAndPartLater) {
  Nonidealities physical, recombined;
  recombined.pair_model = "recombined";
  AnalogArray a = array_with(kWeights, kRows, kColumns, physical),
              b = array_with(kWeights, kRows, kColumns, recombined);
  const auto largest_difference = [&] {
    float largest = 0;
    const auto x = a.effective_weights(0), y = b.effective_weights(0);
    for (std::size_t i = 0; i < x.size(); ++i) largest = std::max(largest, std::abs(x[i] - y[i]));
    return largest;
  };
  EXPECT_LT(largest_difference(), 127 * 1e-6f) << "rounding";
  ASSERT_TRUE(a.set_time(3600) && b.set_time(3600));
  EXPECT_GT(largest_difference(), 1.0f);
}

}  // namespace quartet::cim
