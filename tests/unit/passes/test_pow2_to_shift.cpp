#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "sim/base/requantize.hpp"
#include "tests/unit/graph/network_builder.hpp"
#include "workloads/passes/pass.hpp"

namespace quartet {

using Rule = Requantization::Rule;
using test::NetworkBuilder;

namespace {

Network scaled(std::vector<double> scales, Quantization input = {}, Quantization output = {},
               IntType type = kInt8) {
  NetworkBuilder b;
  Layer& dense = b.layer("fully_connected", {b.input({4}, kInt8, std::move(input))}, {3, 4}, type);
  dense.requantization.rule = Rule::multiplier;
  dense.requantization.scales = std::move(scales);
  dense.requantization.clamp_min = 0;
  b.quantize_output(std::move(output));
  Network network = b.finish();
  EXPECT_TRUE(infer_and_validate(network)) << test::problems_of(network);
  return network;
}

Requantization converted(const Network& network) {
  const Result<Network> result = run_passes(network, {"pow2_to_shift"});
  EXPECT_TRUE(result) << result.error().text();
  return result->layers[0].requantization;
}

}  // namespace

TEST(Pow2ToShift, ShiftIsSevenPlusTheExponent) {
  for (int exponent = -22; exponent <= 8; ++exponent) {
    const Requantization r = converted(scaled({std::ldexp(1.0, exponent)}));
    EXPECT_EQ(r.rule, Rule::shift) << exponent;
    EXPECT_EQ(r.shift, 7 + exponent);
    EXPECT_TRUE(r.scales.empty());
    EXPECT_EQ(r.clamp_min, 0) << "the clamp stays";
  }
}

TEST(Pow2ToShift, AcceptsEqualScalesOfAllChannels) {
  EXPECT_EQ(converted(scaled({0.25, 0.25, 0.25})).rule, Rule::shift);
}

TEST(Pow2ToShift, LeavesEverythingElse) {
  EXPECT_EQ(converted(scaled({0x1p-23})).rule, Rule::multiplier) << "shift −16";
  EXPECT_EQ(converted(scaled({0x1p9})).rule, Rule::multiplier) << "shift 16";
  EXPECT_EQ(converted(scaled({0.3})).rule, Rule::multiplier);
  EXPECT_EQ(converted(scaled({0.5000000000000001})).rule, Rule::multiplier);
  EXPECT_EQ(converted(scaled({0.5, 0.5, 0.25})).rule, Rule::multiplier);
  EXPECT_EQ(converted(scaled({0.5}, {{1.0}, {3}})).rule, Rule::multiplier) << "input zero point";
  EXPECT_EQ(converted(scaled({0.5}, {}, {{1.0}, {3}})).rule, Rule::multiplier) << "output zero point";
  EXPECT_EQ(converted(scaled({0.5}, {}, {}, {4, true})).rule, Rule::multiplier) << "4-bit output";
  EXPECT_EQ(converted(scaled({0.5}, {}, {}, {8, false})).rule, Rule::multiplier) << "unsigned output";
}

TEST(Pow2ToShift, LeavesAdditionsWhoseScalesBelongToTheirOperands) {
  NetworkBuilder b;
  const TensorId x = b.input({4});
  Layer& add = b.layer("add", {x, x});
  add.requantization.rule = Rule::multiplier;
  add.requantization.scales = {0.5};
  add.attributes.input_scales = {0.5, 0.5};
  Network network = b.finish();
  ASSERT_TRUE(infer_and_validate(network));
  EXPECT_EQ(converted(network).rule, Rule::multiplier);
}

RC_GTEST_PROP(Pow2ToShift, TheShiftEqualsSingleRounding, ()) {
  const int exponent = *rc::gen::inRange(-22, 9);
  const auto acc = *rc::gen::inRange<std::int32_t>(-(1 << 22), 1 << 22);
  const auto multiplier = quantize_multiplier(std::ldexp(1.0, exponent), Rounding::single_rounding);
  RC_ASSERT(shift_round_half_up(acc, 7 + exponent) ==
            multiply_by_quantized(acc, multiplier, Rounding::single_rounding));
}

TEST(Pow2ToShift, DoubleRoundingDiffersByOneOnNegativeTiesAndShortOfPositiveOnes) {
  const auto multiplier = quantize_multiplier(0.25, Rounding::double_rounding);
  for (int acc = -1000; acc <= 1000; ++acc) {
    const bool negative_tie = acc < 0 && (-acc) % 4 == 2;
    const bool short_of_positive_tie = acc > 0 && acc % 4 == 1;
    const int expected = negative_tie ? 1 : short_of_positive_tie ? -1 : 0;
    EXPECT_EQ(shift_round_half_up(acc, 5) - multiply_by_quantized(acc, multiplier, Rounding::double_rounding),
              expected)
        << acc;
  }
}

}  // namespace quartet
