#include <gtest/gtest.h>

#include "tests/unit/cim_machine/machines.hpp"

namespace quartet::test {
namespace {

TEST(MapNetwork, DigitalLayersRunWithTheAnalogLayerBeforeThem) {
  const Network network = small_network();
  const auto mapping = cim::map_network(network, {});
  ASSERT_TRUE(mapping) << mapping.error().text();
  ASSERT_EQ(mapping->layers.size(), 4u);
  EXPECT_EQ(mapping->layers[0].op, "conv2d+max_pool");
  EXPECT_EQ(mapping->layers[2].op, "conv2d+reshape");
  std::size_t layers = 0;
  for (const auto& l : mapping->layers) layers += l.graph_layers.size();
  EXPECT_EQ(layers, network.layers.size());
}

TEST(MapNetwork, ADigitalLayerAheadOfTheFirstAnalogOneJoinsIt) {
  NetworkBuilder b;
  const Network network =
      b.finish(b.conv("conv2d", b.pool("max_pool", b.input({8, 8, 2}), {2, 2}, {2, 2}), 4, {}));
  const auto mapping = cim::map_network(network, {});
  ASSERT_TRUE(mapping);
  ASSERT_EQ(mapping->layers.size(), 1u);
  EXPECT_EQ(mapping->layers[0].op, "max_pool+conv2d");
}

TEST(MapNetwork, NamesEveryLayerThatHasNoMapping) {
  NetworkBuilder b;
  TensorId x = b.conv("conv2d", b.input({8, 8, 2}), 4, {});
  x = b.eltwise("xor", {x, x});
  x = b.simple("abs", x);
  const auto mapping = cim::map_network(b.finish(x), {});
  ASSERT_FALSE(mapping);
  EXPECT_EQ(mapping.error().code, ErrorCode::bad_input);
  const std::string text = mapping.error().text();
  EXPECT_NE(text.find("layer 'L1': operator 'xor'"), std::string::npos) << text;
  EXPECT_NE(text.find("layer 'L2': operator 'abs'"), std::string::npos) << text;
}

TEST(MapNetwork, RefusesActivationsAndWeightsBeyondEightBits) {
  NetworkBuilder b;
  Network network = b.finish(b.linear(b.input({20}), 7, true));
  network.tensor(network.inputs[0]).type = {16, true, false};
  network.tensor(network.layers[0].weights).type = {16, true, false};
  ASSERT_TRUE(infer_and_validate(network));
  const auto mapping = cim::map_network(network, {});
  ASSERT_FALSE(mapping);
  EXPECT_EQ(mapping.error().problems.size(), 2u) << mapping.error().text();
}

TEST(MapNetwork, ANetworkWithoutWeightsIsRefused) {
  NetworkBuilder b;
  EXPECT_FALSE(cim::map_network(b.finish(b.pool("max_pool", b.input({8, 8, 2}), {2, 2}, {2, 2})), {}));
}

TEST(MapNetwork, SaysHowManyCellsAreTooManyAndHowManyArraysWouldDo) {
  NetworkBuilder b;
  const Network network = b.finish(b.linear(b.input({100}), 30, true));  // 3,000 cells
  cim::Params params;
  params.array.rows = 50, params.array.columns = 29, params.array.columns_per_adc = 1;
  const auto mapping = cim::map_network(network, params);
  ASSERT_FALSE(mapping);
  EXPECT_EQ(mapping.error().code, ErrorCode::does_not_fit);
  const std::string text = mapping.error().text();
  EXPECT_NE(text.find("1550 too many"), std::string::npos) << text;  // 3000 − 50 · 29
  EXPECT_NE(text.find("cim.arrays=3"), std::string::npos)
      << text;  // two of 50 x 29, one of two slivers of one column
  params.array.arrays = 3;
  EXPECT_TRUE(cim::map_network(network, params));
  params.array.arrays = 2;
  EXPECT_FALSE(cim::map_network(network, params));
}

TEST(MapNetwork, AnArrayOfFarTooSmallSizeIsRefusedAtOnce) {
  NetworkBuilder b;
  const Network network = b.finish(b.linear(b.input({3000}), 3000, true));  // nine million cells
  cim::Params params;
  params.array.rows = params.array.columns = params.array.columns_per_adc = 1;
  const auto mapping = cim::map_network(network, params);
  ASSERT_FALSE(mapping);
  EXPECT_EQ(mapping.error().code, ErrorCode::does_not_fit);
}

TEST(MapNetwork, AnActivationMemoryThatIsTooSmallSaysByHowMuch) {
  const Network network = small_network();
  const std::int64_t needed = cim::map_network(network, {})->activations.bytes;
  cim::Params params;
  params.periphery.activation_sram_bytes = needed;
  EXPECT_TRUE(cim::map_network(network, params));
  params.periphery.activation_sram_bytes = needed - 1;
  const auto mapping = cim::map_network(network, params);
  ASSERT_FALSE(mapping);
  EXPECT_EQ(mapping.error().code, ErrorCode::does_not_fit);
  EXPECT_NE(mapping.error().text().find(": 1 too many"), std::string::npos) << mapping.error().text();
}

}  // namespace
}  // namespace quartet::test
