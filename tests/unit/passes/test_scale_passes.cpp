// pow2_scales and binarize.
#include "tests/unit/passes/pass_support.hpp"

namespace quartet::test {
namespace {

using Rule = Requantization::Rule;

/// Two channels with weights {127, 64} and {10, -20}, bias {100, -100}.
NetworkBuilder dense(std::vector<double> scales, int bits = 8) {
  NetworkBuilder b;
  Layer& layer = b.layer("fully_connected", {b.input({2})}, {2, 2});
  multiply_by(layer, std::move(scales));
  Tensor& weights = b.network.tensor(layer.weights);
  weights.constant = bits == 8 ? Values{127, 64, 10, -20} : Values{1, -1, 1, 1};
  weights.type.bits = bits;
  b.network.layers[0].bias = b.constant({2}, kInt32, Values{100, -100});
  return b;
}

}  // namespace

TEST(Pow2Scales, PutsTheRestOfTheScaleIntoWeightsAndBias) {
  const Network network = applied("pow2_scales", validated(dense({0.375}).finish()));
  const Layer& layer = network.layers[0];
  EXPECT_EQ(layer.requantization.scales, (std::vector<double>{0.5}));
  EXPECT_EQ(network.tensor(layer.weights).constant, (Values{95, 48, 8, -15})) << "three quarters, rounded away from zero";
  EXPECT_EQ(network.tensor(layer.bias).constant, (Values{75, -75}));
}

TEST(Pow2Scales, AChannelOfItsOwnUsesAllItsBits) {
  const Network network = applied("pow2_scales:scope=channel", validated(dense({0.375}).finish()));
  EXPECT_EQ(network.layers[0].requantization.scales, (std::vector<double>{0.5, 0.0625}));
  const Values& weights = network.tensor(network.layers[0].weights).constant;
  EXPECT_EQ(weights[3], -120) << "-20·0.375/0.0625";
}

TEST(Pow2Scales, FollowedByPow2ToShiftGivesAShiftAlone) {
  const auto result = run_passes(validated(dense({0.375}).finish()), std::vector<std::string>{"pow2_scales", "pow2_to_shift"});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->layers[0].requantization.rule, Rule::shift);
  EXPECT_EQ(result->layers[0].requantization.shift, 6);
}

TEST(Pow2Scales, LeavesPowersOfTwoNarrowWeightsAndLayersWithoutWeightsAndSaysSo) {
  const Network done = validated(dense({0.25}).finish());
  EXPECT_EQ(network_hash(applied("pow2_scales", done)), network_hash(done));
  const Network narrow = applied("pow2_scales", validated(dense({0.375}, 2).finish()));
  EXPECT_EQ(narrow.layers[0].requantization.scales, (std::vector<double>{0.375}));
  EXPECT_EQ(narrow.notes.size(), 1U);
  NetworkBuilder b;
  multiply_by(b.layer("requantize", {b.input({2})}), {0.3});
  EXPECT_EQ(applied("pow2_scales", validated(b.finish())).notes.size(), 1U);
}

TEST(Pow2Scales, KeepsTheRealValueOfTheWeights) {
  NetworkBuilder b = dense({0.375});
  b.network.tensor(b.network.layers[0].weights).quantization = {{0.01, 0.02}, {}};
  const Network network = applied("pow2_scales", validated(b.finish()));
  const Tensor& weights = network.tensor(network.layers[0].weights);
  EXPECT_NEAR(weights.quantization.scale(0) * weights.constant[0], 0.01 * 127, 0.01);
  EXPECT_NEAR(weights.quantization.scale(1) * weights.constant[3], 0.02 * -20, 0.02);
}

TEST(Binarize, PutsTheMeanSizeOfAChannelIntoItsMultiplier) {
  const Network network = applied("binarize:ends=true", validated(dense({0.1}).finish()));
  const Layer& layer = network.layers[0];
  EXPECT_EQ(network.tensor(layer.weights).constant, (Values{1, 1, 1, -1}));
  EXPECT_TRUE(network.tensor(layer.weights).type.bipolar);
  EXPECT_DOUBLE_EQ(layer.requantization.scales[0], 0.1 * 95.5);
  EXPECT_DOUBLE_EQ(layer.requantization.scales[1], 0.1 * 15);
  EXPECT_EQ(network.tensor(layer.bias).constant, (Values{1, -7})) << "100/95.5 and -100/15";
}

TEST(Binarize, DividesThresholdsUpwards) {
  NetworkBuilder b = dense({0.1});
  Layer& layer = b.network.layers[0];
  layer.requantization.rule = Rule::thresholds;
  layer.requantization.scales.clear();
  layer.requantization.thresholds = b.constant({1, 1}, kInt32, Values{100});
  b.network.tensor(layer.output).type = {1, true, true};
  const Network network = applied("binarize:ends=true", validated(b.finish()));
  EXPECT_EQ(network.tensor(network.layers[0].requantization.thresholds).constant, (Values{2, 7})) << "100/95.5 and 100/15";
}

TEST(Binarize, ShiftsFurtherByTheNearestPowerOfTwo) {
  NetworkBuilder b = dense({0.1});
  b.network.layers[0].requantization = {.rule = Rule::shift, .scales = {}, .shift = -3};
  const Network network = applied("binarize:ends=true", validated(b.finish()));
  EXPECT_EQ(network.layers[0].requantization.shift, 3) << "the mean size is 55.25: 2^6";
  EXPECT_EQ(network.tensor(network.layers[0].bias).constant, (Values{2, -2}));
}

TEST(Binarize, LeavesTheEndsUnlessItIsToldOtherwise) {
  NetworkBuilder b;
  multiply_by(b.layer("fully_connected", {b.input({2})}, {2, 2}), {0.1});
  multiply_by(b.layer("fully_connected", {b.last()}, {2, 2}), {0.1});
  multiply_by(b.layer("fully_connected", {b.last()}, {2, 2}), {0.1});
  const Network network = applied("binarize", validated(b.finish()));
  std::vector<bool> bipolar;
  for (const Layer& layer : network.layers) bipolar.push_back(network.tensor(layer.weights).type.bipolar);
  EXPECT_EQ(bipolar, (std::vector<bool>{false, true, false}));
}

TEST(Binarize, LeavesAChannelOfZerosAndOpenAccumulatorsAndSaysSo) {
  NetworkBuilder b = dense({0.1});
  b.network.tensor(b.network.layers[0].weights).constant = {1, 2, 0, 0};
  EXPECT_EQ(applied("binarize:ends=true", validated(b.finish())).notes.size(), 1U);
  NetworkBuilder open = dense({0.1});
  open.network.layers[0].requantization.scales.clear();
  leave_open(open, open.network.layers[0]);
  EXPECT_EQ(applied("binarize:ends=true", validated(open.finish())).notes.size(), 1U);
}

}  // namespace quartet::test
