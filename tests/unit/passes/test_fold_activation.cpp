#include <gtest/gtest.h>

#include "tests/unit/graph/network_builder.hpp"
#include "workloads/passes/pass.hpp"

namespace quartet {

using test::NetworkBuilder;

namespace {

const Quantization kQuantized{{0.25}, {-10}};

// fully_connected (int8, clamp as given) → activation, both with scale 0.25 and zero point −10.
NetworkBuilder dense_then(const std::string& activation, std::int32_t clamp_min = -128,
                          std::int32_t clamp_max = 127) {
  NetworkBuilder b;
  Layer& dense = b.layer("fully_connected", {b.input({4})}, {3, 4});
  dense.requantization.rule = Requantization::Rule::multiplier;
  dense.requantization.scales = {0.5};
  dense.requantization.clamp_min = clamp_min;
  dense.requantization.clamp_max = clamp_max;
  b.quantize_output(kQuantized);
  b.layer(activation, {b.last()});
  b.quantize_output(kQuantized);
  return b;
}

Network folded(NetworkBuilder b) {
  Network network = b.finish();
  EXPECT_TRUE(infer_and_validate(network)) << test::problems_of(network);
  Result<Network> result = run_passes(network, {"fold_activation"});
  EXPECT_TRUE(result) << result.error().text();
  return *result;
}

}  // namespace

TEST(FoldActivation, ReluBecomesAClampAtTheZeroPoint) {
  const Network network = folded(dense_then("relu"));
  ASSERT_EQ(network.layers.size(), 1U);
  EXPECT_EQ(network.layers[0].op, "fully_connected");
  EXPECT_EQ(network.layers[0].output, network.outputs[0]);
  EXPECT_EQ(network.layers[0].requantization.clamp_min, -10);
  EXPECT_EQ(network.layers[0].requantization.clamp_max, 127);
}

TEST(FoldActivation, Relu6ClampsAtSixOverTheScale) {
  const Network network = folded(dense_then("relu6"));
  ASSERT_EQ(network.layers.size(), 1U);
  EXPECT_EQ(network.layers[0].requantization.clamp_min, -10);
  EXPECT_EQ(network.layers[0].requantization.clamp_max, -10 + 24);
}

TEST(FoldActivation, Relu6BoundStaysWithinTheType) {
  NetworkBuilder b = dense_then("relu6");
  for (const Layer& layer : b.network.layers) b.network.tensor(layer.output).quantization.scales = {0.01};
  const Network network = folded(b);
  EXPECT_EQ(network.layers[0].requantization.clamp_max, 127);
}

TEST(FoldActivation, KeepsANarrowerClampOfTheLayer) {
  const Network network = folded(dense_then("relu", 3, 50));
  EXPECT_EQ(network.layers[0].requantization.clamp_min, 3);
  EXPECT_EQ(network.layers[0].requantization.clamp_max, 50);
}

TEST(FoldActivation, AClampBelowTheZeroPointBecomesTheZeroPoint) {
  const Network network = folded(dense_then("relu", -100, -50));
  EXPECT_EQ(network.layers[0].requantization.clamp_min, -10);
  EXPECT_EQ(network.layers[0].requantization.clamp_max, -10);
}

TEST(FoldActivation, ChainsOfActivationsFoldOneAfterTheOther) {
  NetworkBuilder b = dense_then("relu");
  b.layer("relu6", {b.last()});
  b.quantize_output(kQuantized);
  const Network network = folded(b);
  ASSERT_EQ(network.layers.size(), 1U);
  EXPECT_EQ(network.layers[0].requantization.clamp_max, 14);
}

TEST(FoldActivation, LeavesOtherActivations) {
  EXPECT_EQ(folded(dense_then("abs")).layers.size(), 2U);
}

TEST(FoldActivation, LeavesAnActivationWhoseInputHasAnotherReader) {
  NetworkBuilder b = dense_then("relu");
  const TensorId dense = b.network.layers[0].output;
  b.layer("sign", {dense});
  Network network = b.finish();
  network.outputs = {network.layers[1].output, network.layers[2].output};
  ASSERT_TRUE(infer_and_validate(network));
  EXPECT_EQ(run_passes(network, {"fold_activation"})->layers.size(), 3U);
}

TEST(FoldActivation, LeavesAnActivationWhoseInputIsANetworkOutput) {
  NetworkBuilder b = dense_then("relu");
  Network network = b.finish();
  network.outputs.push_back(network.layers[0].output);
  ASSERT_TRUE(infer_and_validate(network));
  EXPECT_EQ(run_passes(network, {"fold_activation"})->layers.size(), 2U);
}

TEST(FoldActivation, LeavesAnActivationBehindALayerThatDoesNotClamp) {
  NetworkBuilder b;
  b.layer("identity", {b.input({4})});
  b.layer("relu", {b.last()});
  EXPECT_EQ(folded(b).layers.size(), 2U);
}

TEST(FoldActivation, LeavesAnActivationThatClampsFurther) {
  NetworkBuilder b = dense_then("relu");
  b.network.layers[1].requantization.clamp_max = 20;
  EXPECT_EQ(folded(b).layers.size(), 2U);
}

}  // namespace quartet
