#include "sim/base/requantize.hpp"
#include "tests/unit/passes/pass_support.hpp"

namespace quartet::test {
namespace {

using Rule = Requantization::Rule;

NetworkBuilder dense(IntType type, std::vector<double> scales) {
  NetworkBuilder b;
  multiply_by(b.layer("fully_connected", {b.input({4})}, {2, 4}, type), std::move(scales));
  return b;
}

Values table_of(const Network& network, std::size_t layer = 0) {
  return network.tensor(network.layers[layer].requantization.thresholds).constant;
}

}  // namespace

TEST(ToThresholds, AShiftBySixteenthsCountsFromTheMiddleOfEachStep) {
  NetworkBuilder b;
  Layer& layer = b.layer("fully_connected", {b.input({4})}, {2, 4}, {2, false, false});
  layer.requantization.rule = Rule::shift;
  layer.requantization.shift = 3;  // floor(acc/16 + 1/2)
  const Network network = applied("to_thresholds", validated(b.finish()));
  EXPECT_EQ(network.layers[0].requantization.rule, Rule::thresholds);
  EXPECT_EQ(table_of(network), (Values{8, 24, 40}));
}

TEST(ToThresholds, RoundingOfATieIsTheOneThatItIsTold) {
  const Network network = validated(dense({2, true, false}, {0.25}).finish());
  const Values twice = table_of(applied("to_thresholds", network)), once = table_of(applied("to_thresholds:rounding=single", network));
  const auto first = [](Rounding rounding, int wanted) {
    int acc = -100;
    while (multiply_by_quantized(acc, quantize_multiplier(0.25, rounding), rounding) < wanted) ++acc;
    return acc;
  };
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_EQ(twice[k], first(Rounding::double_rounding, static_cast<int>(k) - 1));
    EXPECT_EQ(once[k], first(Rounding::single_rounding, static_cast<int>(k) - 1));
  }
  EXPECT_NE(twice, once);
}

TEST(ToThresholds, ChannelsWithScalesOfTheirOwnHaveRowsOfTheirOwn) {
  const Network network = applied("to_thresholds", validated(dense({2, false, false}, {0.5, 0.125}).finish()));
  EXPECT_EQ(network.tensor(network.layers[0].requantization.thresholds).shape, (Shape{2, 3}));
  EXPECT_TRUE(network.layers[0].requantization.scales.empty());
}

TEST(ToThresholds, AStepThatNothingReachesIsNeverCounted) {
  NetworkBuilder b = dense({4, false, false}, {0.01});  // 4 inputs of weight 1 reach 508: 5 steps
  const Values table = table_of(applied("to_thresholds", validated(b.finish())));
  ASSERT_EQ(table.size(), 15U);
  EXPECT_EQ(table.back(), std::numeric_limits<std::int32_t>::max());
}

TEST(ToThresholds, ABipolarSignBehindTheLayerGoesIntoIt) {
  NetworkBuilder b = dense(kInt8, {0.25});
  b.quantize_output({{1.0}, {-3}});
  b.layer("sign", {b.last()}, {}, {1, true, true});
  const Network network = applied("to_thresholds", validated(b.finish()));
  ASSERT_EQ(network.layers.size(), 1U);
  EXPECT_TRUE(network.tensor(network.outputs[0]).type.bipolar);
  const Values table = table_of(network);
  ASSERT_EQ(table.size(), 1U) << "one threshold: where the rounded value reaches the zero point";
  const auto multiplier = quantize_multiplier(0.25, Rounding::double_rounding);
  EXPECT_GE(multiply_by_quantized(table[0], multiplier, Rounding::double_rounding), 0);
  EXPECT_LT(multiply_by_quantized(table[0] - 1, multiplier, Rounding::double_rounding), 0);
}

TEST(ToThresholds, LeavesWiderOutputsThanItIsTold) {
  EXPECT_EQ(applied("to_thresholds:bits=4", validated(dense(kInt8, {0.25}).finish())).layers[0].requantization.rule, Rule::multiplier);
  EXPECT_EQ(applied("to_thresholds:bits=8", validated(dense(kInt8, {0.25}).finish())).layers[0].requantization.rule, Rule::thresholds);
}

TEST(ToThresholds, LeavesAMultiplierThatWraps) {
  const Network network = applied("to_thresholds", validated(dense(kInt8, {0x1p29}).finish()));
  EXPECT_EQ(network.layers[0].requantization.rule, Rule::multiplier);
  ASSERT_EQ(network.notes.size(), 1U);
}

}  // namespace quartet::test
