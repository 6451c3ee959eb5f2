#include <gtest/gtest.h>

#include <functional>

#include "tests/unit/graph/network_builder.hpp"

namespace quartet {

using test::NetworkBuilder;

namespace {

Network classifier() {
  NetworkBuilder b;
  const TensorId bias = b.constant({4}, kInt32, 7);
  b.layer("conv2d", {b.input({8, 8, 2}, kInt8, {{0.5}, {-3}})}, {4, 3, 3, 2}).bias = bias;
  b.network.tensor(b.network.layers[0].weights).type = {4, true};
  b.quantize_output({{0.25}, {0}});
  b.layer("softmax", {b.last()});
  b.quantize_output({{1.0 / 256}, {-128}});
  Network network = b.finish();
  EXPECT_TRUE(infer_and_validate(network));
  return network;
}

}  // namespace

TEST(Shape, ReadsAsSizesJoinedByX) {
  EXPECT_EQ(to_string(Shape{49, 10, 1}), "49x10x1");
  EXPECT_EQ(to_string(Shape{}), "");
}

TEST(Shape, CheckedElementCountRefusesWhatOverflows) {
  EXPECT_EQ(checked_element_count({1 << 14, 1 << 14}), kMaxElements);
  EXPECT_EQ(checked_element_count({(1 << 14) + 1, 1 << 14}), std::nullopt);
  EXPECT_EQ(checked_element_count({1 << 30, 1 << 30, 1 << 30, 1 << 30}), std::nullopt);
  EXPECT_EQ(checked_element_count({0}), std::nullopt);
  EXPECT_EQ(checked_element_count({}), std::nullopt);
  EXPECT_EQ(checked_element_count({1, 1, 1, 1, 1}), std::nullopt);
}

TEST(Logits, AreTheInputOfTheLastSoftmax) {
  const Network network = classifier();
  EXPECT_EQ(network.logits(), network.layers[0].output);
}

TEST(Logits, AreFoundThroughCopies) {
  NetworkBuilder b;
  b.layer("relu", {b.input({1, 1, 4})});
  const TensorId logits = b.last();
  b.layer("softmax", {b.last()});
  b.layer("reshape", {b.last()});
  b.layer("identity", {b.last()});
  EXPECT_EQ(b.finish().logits(), logits);
}

TEST(Logits, AreTheOutputWithoutASoftmaxAtTheEnd) {
  NetworkBuilder b;
  b.layer("softmax", {b.input({4})});
  b.layer("relu", {b.last()});
  EXPECT_EQ(b.finish().logits(), b.last());
  EXPECT_EQ(Network{}.logits(), kNoTensor);
}

TEST(WeightBytes, ArePackedAndSharedWeightsCountOnce) {
  Network network = classifier();
  EXPECT_EQ(network.weight_bytes(), 4 * 3 * 3 * 2 * 4 / 8);
  network.layers.push_back(network.layers[0]);
  EXPECT_EQ(network.weight_bytes(), 4 * 3 * 3 * 2 * 4 / 8);
}

TEST(NetworkHash, IgnoresNamesNotesNumbersAndUnusedTensors) {
  const Network network = classifier();
  const std::string hash = network_hash(network);
  EXPECT_EQ(hash.size(), 32U);
  Network renamed = network;
  renamed.name = "other";
  renamed.notes = {"a note"};
  for (Tensor& tensor : renamed.tensors) tensor.name += "_";
  for (Layer& layer : renamed.layers) layer.name += "_";
  EXPECT_EQ(network_hash(renamed), hash);

  Network shifted;  // the same tensors, one number later, behind an unused one
  shifted.add(Tensor{});
  for (const Tensor& tensor : network.tensors) shifted.add(tensor);
  const auto later = [](TensorId& id) { id += id == kNoTensor ? 0 : 1; };
  shifted.layers = network.layers;
  shifted.inputs = network.inputs;
  shifted.outputs = network.outputs;
  for (Layer& layer : shifted.layers) {
    for (TensorId& id : layer.inputs) later(id);
    later(layer.weights), later(layer.bias), later(layer.output);
  }
  later(shifted.inputs[0]), later(shifted.outputs[0]);
  EXPECT_EQ(network_hash(shifted), hash);
}

TEST(NetworkHash, ChangesWithEveryFieldThatMatters) {
  const std::vector<std::function<void(Network&)>> changes = {
      [](Network& n) { n.tensor(n.layers[0].weights).constant[1] = -1; },
      [](Network& n) { n.tensor(n.layers[0].weights).type = kInt8; },
      [](Network& n) { n.tensor(n.layers[0].bias).constant[3] = 8; },
      [](Network& n) { n.tensor(n.inputs[0]).quantization.scales[0] = 0.5000000000000001; },
      [](Network& n) { n.tensor(n.inputs[0]).quantization.zero_points[0] = -4; },
      [](Network& n) {
        n.tensor(n.inputs[0]).shape = {2, 8, 8};
      },
      [](Network& n) { n.layers[0].op = "conv1d"; },
      [](Network& n) { n.layers[0].bias = kNoTensor; },
      [](Network& n) { n.layers[0].inputs.push_back(n.inputs[0]); },
      [](Network& n) {
        n.layers[0].attributes.stride = {2, 1};
      },
      [](Network& n) {
        n.layers[0].attributes.stride = {1, 2};
      },
      [](Network& n) { n.layers[0].attributes.padding.bottom = 1; },
      [](Network& n) { n.layers[0].attributes.groups = 2; },
      [](Network& n) { n.layers[0].attributes.average_rounding = AverageRounding::truncate; },
      [](Network& n) { n.layers[0].attributes.flatten_order = FlattenOrder::chw; },
      [](Network& n) { n.layers[1].attributes.beta = 2; },
      [](Network& n) { n.layers[0].requantization.rule = Requantization::Rule::shift; },
      [](Network& n) { n.layers[0].requantization.shift = 1; },
      [](Network& n) { n.layers[0].requantization.scales = {1.0}; },
      [](Network& n) { n.layers[0].requantization.clamp_min = 0; },
      [](Network& n) { n.layers[0].placement.processors = 1; },
      [](Network& n) { n.layers.pop_back(); },
      [](Network& n) { n.outputs = {n.layers[0].output}; },
  };
  const Network network = classifier();
  std::vector<std::string> hashes = {network_hash(network)};
  for (const auto& change : changes) {
    Network changed = network;
    change(changed);
    hashes.push_back(network_hash(changed));
  }
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) EXPECT_NE(hashes[i], hashes[j]) << "changes " << j << " and " << i;
  }
}

TEST(NetworkHash, IsTheSameInEveryRun) {
  NetworkBuilder b;
  b.layer("relu", {b.input({4})});
  Network network = b.finish();
  ASSERT_TRUE(infer_and_validate(network));
  // Recorded once: results already written carry hashes, so a change of the canonical text must be meant.
  EXPECT_EQ(network_hash(network), "519db5a33bf67fe8e074a4ca84911e71");
}

}  // namespace quartet
