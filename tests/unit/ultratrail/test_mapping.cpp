#include <gtest/gtest.h>

#include "accel/ultratrail/mapping.hpp"
#include "tests/unit/ultratrail/tc_resnet8.hpp"

namespace quartet::ultratrail {

TEST(MapNetwork, GivesFreeLayersToTheComputedOneBeforeThem) {
  const Network network = make_tc_resnet(test::tc_resnet8()).value();
  const auto mapped = map_network(network, Params{});
  ASSERT_TRUE(mapped) << mapped.error().text();
  EXPECT_EQ(mapped->size(), 1u + 3 * 3 + 1);  // first conv, three blocks of two convs and a projection, linear
  EXPECT_EQ((*mapped)[3].name, "block2_project+block2_add");
  EXPECT_EQ((*mapped)[3].op, "conv1d+add");
  EXPECT_EQ(mapped->back().op, "fully_connected");
  std::size_t layers = 0;
  for (const MappedLayer& m : *mapped) layers += m.graph_layers.size();
  EXPECT_EQ(layers, network.layers.size());
}

TEST(MapNetwork, NamesEveryLayerItCannotRunAndWhy) {
  Network network = make_tc_resnet(test::tc_resnet8()).value();
  network.layers[0].attributes.padding = {2, 0, 0, 0};
  network.layers[1].attributes.dilation = {2, 1};
  network.layers[2].op = "sign";
  network.tensor(network.layers[3].weights).type.bits = 8;
  network.tensor(network.layers[6].inputs[0]).quantization.zero_points = {3};
  const auto mapped = map_network(network, Params{});
  ASSERT_FALSE(mapped);
  EXPECT_EQ(mapped.error().code, ErrorCode::bad_input);
  const auto& p = mapped.error().problems;
  ASSERT_EQ(p.size(), 5u);
  EXPECT_NE(p[0].cause.find("padding 2 before and 0 behind a filter of 3"), std::string::npos);
  EXPECT_NE(p[1].cause.find("dilation 2"), std::string::npos);
  EXPECT_NE(p[2].cause.find("operator 'sign' does not run"), std::string::npos);
  EXPECT_NE(p[3].cause.find("weights of 8 bit, the array has 6"), std::string::npos);
  EXPECT_NE(p[4].cause.find("zero point"), std::string::npos);
  EXPECT_EQ(p[1].place, "layer 'block2_conv1'");
}

TEST(MapNetwork, RefusesFeaturesWiderThanTheArray) {
  const Network network = make_tc_resnet(test::tc_resnet8()).value();
  Params params;
  params.feature_bits = 4;
  const auto mapped = map_network(network, params);
  ASSERT_FALSE(mapped);
  EXPECT_EQ(mapped.error().problems[0].remedy, "set ultratrail.feature_bits to 6");
}

}  // namespace quartet::ultratrail
