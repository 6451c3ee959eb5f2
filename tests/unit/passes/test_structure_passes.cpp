#include <gtest/gtest.h>

#include "tests/unit/graph/network_builder.hpp"
#include "workloads/passes/pass.hpp"

namespace quartet {

using test::NetworkBuilder;

namespace {

Network applied(const char* pass, const Network& network) {
  Network valid = network;
  EXPECT_TRUE(infer_and_validate(valid)) << test::problems_of(network);
  Result<Network> result = run_passes(valid, {pass});
  EXPECT_TRUE(result) << result.error().text();
  return *result;
}

std::vector<std::string> ops(const Network& network) {
  std::vector<std::string> names;
  for (const Layer& layer : network.layers) names.push_back(layer.op);
  return names;
}

using Ops = std::vector<std::string>;

}  // namespace

TEST(Passes, TableHoldsEachNameOnceWithASentence) {
  for (const Pass& pass : passes()) {
    EXPECT_EQ(find_pass(pass.name), &pass);
    EXPECT_FALSE(pass.sentence.empty());
  }
  EXPECT_EQ(find_pass("nonsense"), nullptr);
}

TEST(Passes, UnknownNameIsAUsageErrorWithTheNearestName) {
  const Result<Network> result = run_passes(Network{}, {"remove_identiy"});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::usage);
  EXPECT_EQ(result.error().text(),
            "passes: unknown pass 'remove_identiy'\n    did you mean 'remove_identity'?");
}

TEST(RemoveIdentity, ReadersReadTheInputInstead) {
  NetworkBuilder b;
  b.layer("relu", {b.input({4})});
  b.layer("identity", {b.last()});
  b.layer("identity", {b.last()});
  b.layer("reshape", {b.last()}).attributes.new_shape = {4};
  b.layer("abs", {b.last()});
  const Network network = applied("remove_identity", b.finish());
  EXPECT_EQ(ops(network), (Ops{"relu", "abs"}));
  EXPECT_EQ(network.layers[1].inputs, (std::vector<TensorId>{network.layers[0].output}));
}

TEST(RemoveIdentity, AnOutputMovesToTheLayerThatComputesIt) {
  NetworkBuilder b;
  b.layer("relu", {b.input({4})});
  b.layer("identity", {b.last()});
  const Network network = applied("remove_identity", b.finish());
  EXPECT_EQ(ops(network), (Ops{"relu"}));
  EXPECT_EQ(network.outputs, (std::vector<TensorId>{network.layers[0].output}));
}

TEST(RemoveIdentity, KeepsTheLastCopyBetweenInputAndOutput) {
  NetworkBuilder b;
  b.layer("identity", {b.input({4})});
  b.layer("identity", {b.last()});
  const Network network = applied("remove_identity", b.finish());
  EXPECT_EQ(ops(network), (Ops{"identity"}));
  EXPECT_EQ(network.layers[0].inputs, network.inputs);
}

TEST(RemoveIdentity, KeepsReshapesThatReorderOrReshape) {
  NetworkBuilder b;
  Layer& reorder = b.layer("reshape", {b.input({2, 2, 3})});
  reorder.attributes.new_shape = {2, 2, 3};
  reorder.attributes.flatten_order = FlattenOrder::chw;
  b.layer("reshape", {b.last()}).attributes.new_shape = {12};
  b.layer("abs", {b.last()});
  EXPECT_EQ(ops(applied("remove_identity", b.finish())), (Ops{"reshape", "reshape", "abs"}));
}

TEST(RemoveIdentity, KeepsAHardwareLayer) {
  NetworkBuilder b;
  b.layer("relu", {b.input({4})});
  b.layer("identity", {b.last()}).placement.hardware_layer = 1;
  b.layer("abs", {b.last()});
  EXPECT_EQ(applied("remove_identity", b.finish()).layers.size(), 3U);
}

TEST(RemoveIdentity, KeepsACopyThatStatesAnotherScale) {
  NetworkBuilder b;
  b.layer("identity", {b.input({4})});
  b.quantize_output({{0.5}, {0}});
  b.layer("relu6", {b.last()});
  b.quantize_output({{0.5}, {0}});
  EXPECT_EQ(ops(applied("remove_identity", b.finish())), (Ops{"identity", "relu6"}));
}

TEST(DeadLayerElimination, RemovesLayersAndTensorsThatNoOutputNeeds) {
  NetworkBuilder b;
  const TensorId x = b.input({4});
  b.layer("fully_connected", {x}, {3, 4});
  b.layer("abs", {b.last()});
  const TensorId bias = b.constant({2}, kInt32, 5);
  b.layer("fully_connected", {x}, {2, 4}).bias = bias;
  const Network network = applied("dead_layer_elimination", b.finish());
  ASSERT_EQ(ops(network), (Ops{"fully_connected"}));
  EXPECT_EQ(network.tensors.size(), 4U);
  EXPECT_EQ(network.tensor(network.outputs[0]).shape, (Shape{2}));
  EXPECT_EQ(network.tensor(network.layers[0].bias).constant, (Values{5, 5}));
  EXPECT_EQ(network.tensor(network.layers[0].weights).shape, (Shape{2, 4}));
}

TEST(DeadLayerElimination, KeepsInputsThatNothingReads) {
  NetworkBuilder b;
  const TensorId unread = b.input({9});
  b.layer("abs", {b.input({4})});
  const Network network = applied("dead_layer_elimination", b.finish());
  ASSERT_EQ(network.inputs.size(), 2U);
  EXPECT_EQ(network.tensor(network.inputs[static_cast<std::size_t>(unread)]).shape, (Shape{9}));
}

TEST(DeadLayerElimination, KeepsThresholdsInUse) {
  NetworkBuilder b;
  const TensorId dead = b.constant({7});
  const TensorId steps = b.constant({1, 3}, kInt32, {1, 2, 3});
  Layer& layer = b.layer("multi_threshold", {b.input({4})}, {}, {2, false});
  layer.requantization.rule = Requantization::Rule::thresholds;
  layer.requantization.thresholds = steps;
  ASSERT_EQ(dead, 0);
  const Network network = applied("dead_layer_elimination", b.finish());
  EXPECT_EQ(network.tensors.size(), 3U);
  EXPECT_EQ(network.tensor(network.layers[0].requantization.thresholds).constant, (Values{1, 2, 3}));
}

}  // namespace quartet
