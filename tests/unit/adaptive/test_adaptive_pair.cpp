#include <gtest/gtest.h>

#include "sim/run/adaptive_pair.hpp"
#include "tests/unit/adaptive/small_classifiers.hpp"
#include "workloads/golden/interpreter.hpp"

namespace quartet::test {
namespace {

Values run(const Network& network, const std::vector<Values>& inputs, TensorId id) {
  auto interpreter = Interpreter::create(network, {});
  EXPECT_TRUE(interpreter.has_value()) << interpreter.error().text();
  EXPECT_TRUE(interpreter->run(inputs).has_value());
  return interpreter->tensor(id);
}

const Values kSample = {5, -100, 90, 17, 3, 2, 1, 0};

}  // namespace

TEST(AdaptivePair, HoldsBothNetworksWithTheirValuesAndOneInput) {
  const Network little = picking_classifier(8, 3), big = larger_classifier(8, 3);
  const auto pair = make_adaptive_pair(little, big);
  ASSERT_TRUE(pair.has_value()) << pair.error().text();
  EXPECT_TRUE(pair->shared_input);
  EXPECT_EQ(pair->network.inputs.size(), 1U);
  EXPECT_EQ(pair->little_layers, 1);
  EXPECT_EQ(pair->network.layers.size(), 3U);
  EXPECT_EQ(pair->network.macs(), little.macs() + big.macs());
  EXPECT_EQ(pair->network.weight_bytes(), little.weight_bytes() + big.weight_bytes());
  EXPECT_EQ(run(pair->network, {kSample}, pair->little_scores), run(little, {kSample}, little.logits()));
  EXPECT_EQ(run(pair->network, {kSample}, pair->network.logits()), run(big, {kSample}, big.logits()));
}

TEST(AdaptivePair, KeepsTwoInputsWhereTheNetworksQuantizeDifferently) {
  const Network little = picking_classifier(8, 3), big = larger_classifier(8, 3, 0.2);
  const auto pair = make_adaptive_pair(little, big);
  ASSERT_TRUE(pair.has_value()) << pair.error().text();
  EXPECT_FALSE(pair->shared_input);
  ASSERT_EQ(pair->network.inputs.size(), 2U);
  const Values other = {1, 2, 3, 4, 5, 6, 7, 8};
  EXPECT_EQ(run(pair->network, {kSample, other}, pair->little_scores), run(little, {kSample}, little.logits()));
  EXPECT_EQ(run(pair->network, {kSample, other}, pair->network.logits()), run(big, {other}, big.logits()));
}

TEST(AdaptivePair, LeavesOutTheLittleSoftmaxBecauseTheTestReadsLogits) {
  NetworkBuilder b;
  b.network = picking_classifier(8, 3);
  b.layer("softmax", {b.last()});
  b.quantize_output({{1.0 / 256}, {-128}});
  Network little = b.finish();
  ASSERT_EQ(problems_of(little), "");
  ASSERT_TRUE(infer_and_validate(little));
  const auto pair = make_adaptive_pair(little, larger_classifier(8, 3));
  ASSERT_TRUE(pair.has_value()) << pair.error().text();
  EXPECT_EQ(pair->little_layers, 1);
  EXPECT_EQ(run(pair->network, {kSample}, pair->little_scores), (Values{5, -100, 90}));
}

TEST(AdaptivePair, RefusesNetworksOfDifferentTasksAndSaysAllThatDiffers) {
  const auto pair = make_adaptive_pair(picking_classifier(8, 3), larger_classifier(9, 4));
  ASSERT_FALSE(pair.has_value());
  EXPECT_EQ(pair.error().code, ErrorCode::bad_input);
  EXPECT_EQ(pair.error().problems.size(), 2U);
}

TEST(ScoreLead, IsTheBestLessTheSecondBestEvenAcrossTheWholeRange) {
  EXPECT_EQ(score_lead({3, 9, 4}), 5U);
  EXPECT_EQ(score_lead({9, 9, 4}), 0U);
  EXPECT_EQ(score_lead({-128, 127}), 255U);
  EXPECT_EQ(score_lead({std::numeric_limits<std::int32_t>::max(), std::numeric_limits<std::int32_t>::min()}), 4294967295U);
}

}  // namespace quartet::test
