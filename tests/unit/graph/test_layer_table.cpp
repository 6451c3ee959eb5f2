#include <gtest/gtest.h>

#include "tests/unit/graph/network_builder.hpp"
#include "workloads/graph/layer_table.hpp"

namespace quartet {

using test::NetworkBuilder;

TEST(LayerTable, HasOneRowALayerWithItsFigures) {
  NetworkBuilder b;
  Layer& conv = b.layer("conv2d", {b.input({49, 10, 1})}, {64, 10, 4, 1});
  conv.attributes.stride = {2, 2};
  conv.attributes.padding = {4, 1, 5, 1};
  conv.requantization.rule = Requantization::Rule::multiplier;
  conv.requantization.scales.assign(64, 0.01);
  conv.requantization.clamp_min = 0;
  b.layer("relu", {b.last()});
  Network network = b.finish();
  ASSERT_TRUE(infer_and_validate(network));
  const std::vector<LayerRow> rows = layer_table(network);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].name, "conv2d_0");
  EXPECT_EQ(rows[0].op, "conv2d");
  EXPECT_EQ(rows[0].input, (Shape{49, 10, 1}));
  EXPECT_EQ(rows[0].output, (Shape{25, 5, 64}));
  EXPECT_EQ(rows[0].window, "10x4 stride 2 pad 4,1,5,1");
  EXPECT_EQ(rows[0].macs, 320000);
  EXPECT_EQ(rows[0].weights, 2560);
  EXPECT_EQ(rows[0].weight_bits, 8);
  EXPECT_EQ(rows[0].activation_type, "int8");
  EXPECT_EQ(rows[0].requantization, "multiplier per channel, clamp [0, 127]");
  EXPECT_EQ(rows[1].window, "");
  EXPECT_EQ(rows[1].weights, 0);
  EXPECT_EQ(rows[1].weight_bits, 0);
  EXPECT_EQ(rows[1].requantization, "");
}

TEST(LayerTable, SaysHowEachRuleRequantizes) {
  NetworkBuilder b;
  const TensorId x = b.input({4});
  b.layer("requantize", {x}).requantization.rule = Requantization::Rule::shift;
  b.network.layers[0].requantization.shift = -2;
  const TensorId steps = b.constant({4, 7}, kInt32, 0);
  Layer& counted = b.layer("multi_threshold", {b.last()}, {}, {3, false});
  counted.requantization.rule = Requantization::Rule::thresholds;
  counted.requantization.thresholds = steps;
  b.layer("requantize", {b.last()}).requantization.rule = Requantization::Rule::multiplier;
  b.network.layers[2].requantization.scales = {2.0};
  Network network = b.finish();
  ASSERT_TRUE(infer_and_validate(network));
  const std::vector<LayerRow> rows = layer_table(network);
  EXPECT_EQ(rows[0].requantization, "shift -2");
  EXPECT_EQ(rows[1].requantization, "7 thresholds per channel");
  EXPECT_EQ(rows[1].activation_type, "uint3");
  EXPECT_EQ(rows[2].requantization, "multiplier");
}

TEST(LayerTable, WindowNamesDilationGroupsAndOutputPadding) {
  NetworkBuilder b;
  Layer& layer = b.layer("conv_transpose2d", {b.input({8, 8, 4})}, {4, 3, 3, 2});
  layer.attributes.stride = {2, 1};
  layer.attributes.dilation = {2, 2};
  layer.attributes.groups = 2;
  layer.attributes.output_padding = {1, 0};
  Network network = b.finish();
  ASSERT_TRUE(infer_and_validate(network)) << test::problems_of(network);
  EXPECT_EQ(layer_table(network)[0].window, "3x3 stride 2x1 dilation 2 output pad 1x0 groups 2");
}

}  // namespace quartet
