#include <gtest/gtest.h>

#include <cmath>

#include "tests/unit/cim_array/small_array.hpp"

namespace quartet::cim {
namespace {

using test::all_effects;
using test::array_with;
using test::outputs_of;
using test::random_codes;

std::vector<double> exact_sums(const std::vector<float>& weights, const std::vector<float>& inputs, int rows,
                               int columns, int batch) {
  std::vector<double> sums;
  for (int b = 0; b < batch; ++b) {
    for (int c = 0; c < columns; ++c) {
      std::int64_t sum = 0;
      for (int r = 0; r < rows; ++r)
        sum += static_cast<std::int64_t>(weights[static_cast<std::size_t>(r * columns + c)]) *
               static_cast<std::int64_t>(inputs[static_cast<std::size_t>(b * rows + r)]);
      sums.push_back(static_cast<double>(sum));
    }
  }
  return sums;
}

}  // namespace

TEST(AnalogArray, WithAllEffectsOffMultipliesIntegersExactly) {
  const int shapes[][3] = {{1, 1, 1}, {7, 3, 2}, {64, 32, 9}, {200, 33, 13}, {1024, 70, 100}};
  for (const auto& [rows, columns, batch] : shapes) {
    const auto weights = random_codes(static_cast<std::size_t>(rows * columns), 127, 1);
    const auto inputs = random_codes(static_cast<std::size_t>(rows * batch), 127, 2);
    for (const Isa isa : test::instruction_sets()) {
      AnalogArray array = array_with(weights, rows, columns, Nonidealities::none(), 1, 0, isa);
      ASSERT_TRUE(array.set_time(86400));
      EXPECT_EQ(outputs_of(array, inputs, batch), exact_sums(weights, inputs, rows, columns, batch))
          << rows << " x " << columns;
    }
  }
}

TEST(AnalogArray, IsExactForTheLargestSumsOfWideCodes) {
  constexpr int kRows = 1024;
  const std::vector<float> weights(kRows, 4095.0f), inputs(kRows, 4095.0f);
  auto array = AnalogArray::create(
      {.rows = kRows, .columns = 1, .device = test::pcm(), .effects = Nonidealities::none()});
  ASSERT_TRUE(array);
  const WeightBlock block{.rows = kRows, .columns = 1, .full_scale = 4095, .weights = weights};
  ASSERT_TRUE(array->program({&block, 1}));
  double sum = 0;
  ASSERT_TRUE(array->mvm(0, {.codes = inputs, .batch = 1, .max_code = 4095}, {&sum, 1}));
  EXPECT_EQ(sum, 1024.0 * 4095 * 4095);
}

TEST(AnalogArray, GivesTheSameBitsForEveryBatchSizeOrderAndInstructionSet) {
  constexpr int kRows = 130, kColumns = 45, kBatch = 100;
  const auto weights = random_codes(kRows * kColumns, 127, 3), inputs = random_codes(kRows * kBatch, 127, 4);
  for (const char* form : {"output", "device"}) {
    for (const char* pairs : {"physical", "recombined"}) {
      Nonidealities effects = all_effects();
      effects.mvm_noise_form = form;
      effects.pair_model = pairs;
      std::vector<double> first;
      for (const Isa isa : test::instruction_sets()) {
        AnalogArray array = array_with(weights, kRows, kColumns, effects, 5, 2, isa);
        ASSERT_TRUE(array.set_time(3600, 9));
        for (const int split : {kBatch, 1, 7}) {
          const std::vector<double> outputs = outputs_of(array, inputs, kBatch, split);
          if (first.empty()) first = outputs;
          EXPECT_EQ(first, outputs) << form << ", " << pairs << ", " << split << " a call, instruction set "
                                    << static_cast<int>(isa);
        }
      }
    }
  }
}

TEST(AnalogArray, ComesBackToTheSameWeightsWhenTimeGoesBack) {
  const auto weights = random_codes(40 * 20, 127, 5);
  AnalogArray array = array_with(weights, 40, 20, all_effects());
  const auto programmed = array.effective_weights(0);
  ASSERT_TRUE(array.set_time(25));
  const auto early = array.effective_weights(0);
  ASSERT_TRUE(array.set_time(1e7));
  EXPECT_NE(early, array.effective_weights(0));
  ASSERT_TRUE(array.set_time(25));
  EXPECT_EQ(early, array.effective_weights(0));
  array.set_programmed();
  EXPECT_EQ(programmed, array.effective_weights(0));
}

TEST(AnalogArray, HasOtherDevicesForAnotherSeedArrayOrPlace) {
  const auto weights = random_codes(30 * 10, 127, 6);
  const auto base = array_with(weights, 30, 10, {}, 1, 0).effective_weights(0);
  EXPECT_EQ(base, array_with(weights, 30, 10, {}, 1, 0).effective_weights(0));
  EXPECT_NE(base, array_with(weights, 30, 10, {}, 2, 0).effective_weights(0));
  EXPECT_NE(base, array_with(weights, 30, 10, {}, 1, 1).effective_weights(0));
  auto moved = AnalogArray::create({.rows = 60, .columns = 20, .device = test::pcm()});
  ASSERT_TRUE(moved);
  const WeightBlock block{
      .row = 30, .column = 10, .rows = 30, .columns = 10, .full_scale = 127, .weights = weights};
  ASSERT_TRUE(moved->program({&block, 1}));
  EXPECT_NE(base, moved->effective_weights(0));
}

TEST(AnalogArray, KeepsABlockAsItIsWhateverElseIsProgrammed) {
  const auto a = random_codes(30 * 10, 127, 6), b = random_codes(20 * 10, 127, 7);
  const WeightBlock first{.row = 0, .column = 0, .rows = 30, .columns = 10, .full_scale = 127, .weights = a};
  const WeightBlock second{
      .row = 30, .column = 0, .rows = 20, .columns = 10, .full_scale = 127, .weights = b};
  const auto weights_with = [&](const std::vector<WeightBlock>& blocks, std::size_t index) {
    auto array = AnalogArray::create({.rows = 50, .columns = 10, .device = test::pcm()});
    EXPECT_TRUE(array && array->program(blocks) && array->set_time(100));
    return array->effective_weights(index);
  };
  EXPECT_EQ(weights_with({first}, 0), weights_with({first, second}, 0));
  EXPECT_EQ(weights_with({first, second}, 0), weights_with({second, first}, 1));
}

TEST(AnalogArray, CopiesAreIndependent) {
  const auto weights = random_codes(30 * 10, 127, 6);
  AnalogArray array = array_with(weights, 30, 10, {});
  AnalogArray copy = array;
  ASSERT_TRUE(copy.set_time(1e6));
  EXPECT_NE(array.effective_weights(0), copy.effective_weights(0));
}

// Both devices of a pair carry noise of their own: a weight of 0 does not stay 0.
TEST(AnalogArray, ProgramsBothDevicesOfAZeroWeight) {
  const std::vector<float> weights(2000, 0.0f);
  const auto now = array_with(weights, 200, 10, {}).effective_weights(0);
  double squares = 0, zeros = 0;
  for (const float w : now) {
    squares += static_cast<double>(w) * static_cast<double>(w) / (127.0 * 127.0);
    zeros += w == 0.0f ? 1.0 : 0.0;
  }
  // Two independent devices with std 0.1538 uS each; both exactly 0 in a quarter of the pairs. 2000 pairs: 5
  // sigma.
  EXPECT_NEAR(std::sqrt(squares / 2000), std::sqrt(2.0) * 0.15382 / 25, 5 * 0.00018);
  EXPECT_NEAR(zeros / 2000, 0.25, 5 * 0.0097);
}

TEST(AnalogArray, CountsItsMvms) {
  const auto weights = random_codes(30 * 10, 127, 6), inputs = random_codes(30 * 5, 127, 7);
  AnalogArray array = array_with(weights, 30, 10, {});
  (void)outputs_of(array, inputs, 5);
  (void)outputs_of(array, inputs, 5, 2);
  EXPECT_EQ(array.mvms(), 10u);
}

}  // namespace quartet::cim
