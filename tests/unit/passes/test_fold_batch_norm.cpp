#include "tests/unit/passes/pass_support.hpp"

namespace quartet::test {
namespace {

using Ops = std::vector<std::string>;

/// conv2d 1x1, weights {{1, 2}, {-1, 1}}, bias {10, -10}, left open.
NetworkBuilder open_conv(IntType type = kInt32, Quantization q = {{1.0}, {0}}) {
  NetworkBuilder b;
  Layer& conv = b.layer("conv2d", {b.input({2, 2, 2})}, {2, 1, 1, 2});
  b.network.tensor(conv.weights).constant = {1, 2, -1, 1};
  leave_open(b, conv, type, std::move(q));
  b.network.layers[0].bias = b.constant({2}, kInt32, Values{10, -10});
  return b;
}

/// γ = {3, -2}, β = {7, 5} behind it.
Network with_depthwise(IntType type = {16, true, false}, Quantization q = {{1.0}, {0}}) {
  NetworkBuilder b = open_conv(type, std::move(q));
  Layer& scale = b.layer("depthwise_conv2d", {b.last()}, {2, 1, 1, 1});
  b.network.tensor(scale.weights).constant = {3, -2};
  multiply_by(scale, {0.25, 0.5});
  b.network.layers[1].bias = b.constant({2}, kInt32, Values{7, 5});
  return validated(b.finish());
}

}  // namespace

TEST(FoldBatchNorm, ScalesWeightsAndBiasOfEachChannel) {
  const Network network = applied("fold_batch_norm", with_depthwise());
  ASSERT_EQ(ops(network), (Ops{"conv2d"}));
  const Layer& conv = network.layers[0];
  EXPECT_EQ(network.tensor(conv.weights).constant, (Values{3, 6, 2, -2}));
  EXPECT_EQ(network.tensor(conv.bias).constant, (Values{10 * 3 + 7, 10 * 2 + 5}));
  EXPECT_EQ(conv.requantization.scales, (std::vector<double>{0.25, 0.5}));
  EXPECT_EQ(network.tensor(conv.output).type, kInt8);
}

TEST(FoldBatchNorm, TakesTheZeroPointBetweenTheTwoIntoTheBias) {
  const Network network = applied("fold_batch_norm", with_depthwise({16, true, false}, {{1.0}, {4}}));
  ASSERT_EQ(network.layers.size(), 1U);
  EXPECT_EQ(network.tensor(network.layers[0].bias).constant, (Values{(10 - 4) * 3 + 7, (-10 - 4) * -2 + 5}));
}

TEST(FoldBatchNorm, ARequantizeLayerAndThresholdsFoldWithoutTouchingWeights) {
  NetworkBuilder b = open_conv(kInt32, {{1.0}, {3}});
  multiply_by(b.layer("requantize", {b.last()}), {0.5, 0.25});
  const Network network = applied("fold_batch_norm", validated(b.finish()));
  ASSERT_EQ(ops(network), (Ops{"conv2d"}));
  EXPECT_EQ(network.tensor(network.layers[0].weights).constant, (Values{1, 2, -1, 1}));
  EXPECT_EQ(network.tensor(network.layers[0].bias).constant, (Values{7, -13}));

  NetworkBuilder t = open_conv();
  const TensorId table = t.constant({2, 1}, kInt32, Values{5, -5});
  Layer& steps = t.layer("multi_threshold", {t.last()}, {}, {1, true, true});
  steps.requantization.rule = Requantization::Rule::thresholds;
  steps.requantization.thresholds = table;
  const Network folded = applied("fold_batch_norm", validated(t.finish()));
  ASSERT_EQ(ops(folded), (Ops{"conv2d"}));
  EXPECT_EQ(folded.tensor(folded.layers[0].requantization.thresholds).constant, (Values{5, -5}));
}

TEST(FoldBatchNorm, LeavesAScaleWhoseProductDoesNotFitEightBit) {
  NetworkBuilder b = open_conv({16, true, false});
  Layer& scale = b.layer("depthwise_conv2d", {b.last()}, {2, 1, 1, 1});
  b.network.tensor(scale.weights).constant = {3, 100};  // 100·1 fits, 3·2 fits
  multiply_by(scale, {0.25});
  EXPECT_EQ(applied("fold_batch_norm", validated(b.finish())).layers.size(), 1U);
  b.network.tensor(b.network.layers[1].weights).constant = {100, 1};  // 100·2 does not
  EXPECT_EQ(applied("fold_batch_norm", validated(b.finish())).layers.size(), 2U);
}

TEST(FoldBatchNorm, LeavesAnAccumulatorThatSaturatesOrIsReadTwice) {
  EXPECT_EQ(applied("fold_batch_norm", with_depthwise({8, true, false})).layers.size(), 2U) << "int8 holds no accumulator";
  Network twice = with_depthwise();
  twice.outputs.push_back(twice.layers[0].output);
  EXPECT_EQ(applied("fold_batch_norm", validated(twice)).layers.size(), 2U);
}

TEST(FoldBatchNorm, LeavesAScaleBehindARounding) {
  NetworkBuilder b;
  multiply_by(b.layer("conv2d", {b.input({2, 2, 2})}, {2, 1, 1, 2}), {0.5});
  multiply_by(b.layer("depthwise_conv2d", {b.last()}, {2, 1, 1, 1}), {0.5});
  EXPECT_EQ(applied("fold_batch_norm", validated(b.finish())).layers.size(), 2U);
}

}  // namespace quartet::test
