#include <gtest/gtest.h>

#include "tests/unit/graph/network_builder.hpp"

namespace quartet {

using test::NetworkBuilder;
using test::problems_of;

namespace {
// input 0 → relu → abs.
Network two_layers() {
  NetworkBuilder b;
  b.layer("relu", {b.input({4})});
  b.layer("abs", {b.last()});
  return b.finish();
}

void expect_problem(const Network& network, const std::string& expected) {
  const std::string why = problems_of(network);
  EXPECT_NE(why.find(expected), std::string::npos) << "expected: " << expected << "\ngot: " << why;
}
}  // namespace

TEST(Wiring, EveryIdMustExist) {
  for (const TensorId bad : {-1, -7, 3, 1 << 30}) {
    const std::string text = " tensor " + std::to_string(bad) + " does not exist";
    Network network = two_layers();
    network.layers[0].inputs = {bad};
    expect_problem(network, "layer 0 'relu_0' (relu): input" + text);
    network = two_layers();
    network.layers[1].output = bad;
    expect_problem(network, "layer 1 'abs_1' (abs): output" + text);
    network = two_layers();
    network.inputs.push_back(bad);
    expect_problem(network, "network 'test': input" + text);
    network = two_layers();
    network.outputs.push_back(bad);
    expect_problem(network, "network 'test': output" + text);
    if (bad == kNoTensor) continue;
    network = two_layers();
    network.layers[0].requantization.thresholds = bad;
    expect_problem(network, "thresholds" + text);
    NetworkBuilder conv;
    conv.layer("fully_connected", {conv.input({4})}, {2, 4}).bias = bad;
    expect_problem(conv.finish(), "bias" + text);
  }
}

TEST(Wiring, LayersComeInTheOrderInWhichTheyRun) {
  Network network = two_layers();
  std::swap(network.layers[0], network.layers[1]);
  expect_problem(network, "is read before it is computed\n    order layers so that producers come first");
}

TEST(Wiring, ACycleIsReadBeforeItIsComputed) {
  Network network = two_layers();
  network.layers[0].inputs = {network.layers[1].output};
  expect_problem(network, "is read before it is computed");
  network = two_layers();
  network.layers[0].inputs = {network.layers[0].output};
  expect_problem(network, "is read before it is computed");
}

TEST(Wiring, WhatALayerReadsMustComeFromSomewhere) {
  Network network = two_layers();
  network.layers[0].inputs = {
      network.add({.name = "orphan", .shape = {4}, .type = kInt8, .quantization = {}, .constant = {}})};
  expect_problem(network, "no layer produces it");
}

TEST(Wiring, ATensorHasOneProducer) {
  Network network = two_layers();
  network.layers[1].output = network.layers[0].output;
  expect_problem(network, "is already an input or another layer's output");
  network = two_layers();
  network.layers[0].output = network.inputs[0];
  expect_problem(network, "is already an input or another layer's output");
  network = two_layers();
  network.tensor(network.layers[0].output).shape = {4};
  network.tensor(network.layers[0].output).constant = {1, 2, 3, 4};
  expect_problem(network, "is already a constant");
}

TEST(Wiring, InputsAreActivationsWithAShapeListedOnce) {
  Network network = two_layers();
  network.inputs.push_back(network.inputs[0]);
  expect_problem(network, "is an input twice");
  network = two_layers();
  network.tensor(network.inputs[0]).shape.clear();
  expect_problem(network, "is an input without a shape");
  network = two_layers();
  network.tensor(network.inputs[0]).constant = {1, 2, 3, 4};
  expect_problem(network, "is an input and a constant");
}

TEST(Wiring, AnOutputIsComputedByALayer) {
  Network network = two_layers();
  network.outputs = network.inputs;
  expect_problem(network,
                 "no layer computes the output tensor 0 'input'\n    hand an input on by an identity layer");
}

TEST(Wiring, ANetworkHasLayersInputsAndOutputs) {
  const std::string why = problems_of(Network{});
  EXPECT_EQ(why, "network: has no layers\nnetwork: has no inputs\nnetwork: has no outputs");
}

TEST(Wiring, WeightsAreConstantAndOnlyWhereTheyBelong) {
  NetworkBuilder missing;
  missing.layer("fully_connected", {missing.input({4})});
  expect_problem(missing.finish(), "has no weights");
  NetworkBuilder dynamic;
  const TensorId second = dynamic.input({2, 4});
  dynamic.layer("fully_connected", {dynamic.input({4})}).weights = second;
  expect_problem(dynamic.finish(), "takes its weights from tensor 0 'input', which is not constant");
  NetworkBuilder misplaced;
  const TensorId constant = misplaced.constant({4});
  Layer& relu = misplaced.layer("relu", {misplaced.input({4})});
  relu.weights = constant;
  relu.bias = constant;
  expect_problem(misplaced.finish(), "takes no weights");
  expect_problem(misplaced.finish(), "takes no bias");
}

TEST(Wiring, ConstantsMayBeOperands) {
  NetworkBuilder b;
  const TensorId constant = b.constant({4});
  b.layer("add", {b.input({4}), constant});
  EXPECT_EQ(problems_of(b.finish()), "");
}

}  // namespace quartet
