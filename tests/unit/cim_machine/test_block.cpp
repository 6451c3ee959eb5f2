#include <gtest/gtest.h>

#include "tests/unit/cim_machine/machines.hpp"

namespace quartet::test {
namespace {

/// The described layer of a network with one layer.
cim::AnalogLayer only_layer(const Network& network) {
  const cim::AnalogFindings found = cim::describe_analog_layer(network, 0, cim::WeightRange::type);
  EXPECT_TRUE(found.problems.empty());
  return found.layer;
}

Network dense(int inputs, int outputs) {
  NetworkBuilder b;
  return b.finish(b.linear(b.input({inputs}), outputs, true));
}

Network depthwise(int channels) {
  NetworkBuilder b(true);
  return b.finish(b.conv("depthwise_conv2d", b.input({4, 4, channels}), channels, {.depthwise = true}));
}

cim::ArrayParams array_of(int rows, int columns) {
  cim::ArrayParams a;
  a.rows = rows, a.columns = columns;
  return a;
}

TEST(Block, ALayerThatFitsIsOneBlock) {
  const auto blocks = cim::cut_layer(only_layer(dense(20, 7)), array_of(1024, 512));
  ASSERT_EQ(blocks.size(), 1u);
  EXPECT_EQ(blocks[0].rows, 20);
  EXPECT_EQ(blocks[0].columns, 7);
  EXPECT_EQ(cim::useful_cells(blocks[0]), 140);
}

TEST(Block, RowsAndColumnsBeyondTheArrayAreSplitAndEveryWeightIsInOneBlock) {
  const Network network = dense(25, 11);
  const auto layer = only_layer(network);
  const Values& weights = network.tensor(network.layers[0].weights).constant;
  const auto blocks = cim::cut_layer(layer, array_of(10, 4));
  EXPECT_EQ(blocks.size(), 9u);
  std::vector<int> seen(weights.size(), 0);
  for (const cim::Block& b : blocks) {
    EXPECT_LE(b.rows, 10);
    EXPECT_LE(b.columns, 4);
    const auto codes = cim::block_codes(layer, b, weights);
    for (int r = 0; r < b.rows; ++r) {
      for (int c = 0; c < b.columns; ++c) {
        const auto index = static_cast<std::size_t>((b.first_output + c) * 25 + b.first_row + r);
        ++seen[index];
        EXPECT_EQ(codes[static_cast<std::size_t>(r * b.columns + c)], static_cast<float>(weights[index]));
      }
    }
  }
  EXPECT_EQ(seen, std::vector<int>(weights.size(), 1));
}

TEST(Block, DepthwiseLiesOnADiagonalAndUsesOneCellInAChannel) {
  const Network network = depthwise(6);
  const auto layer = only_layer(network);
  const auto blocks = cim::cut_layer(layer, array_of(1024, 512));
  ASSERT_EQ(blocks.size(), 1u);
  EXPECT_EQ(blocks[0].rows, 9 * 6);
  EXPECT_EQ(blocks[0].columns, 6);
  EXPECT_EQ(cim::useful_cells(blocks[0]) * 6, blocks[0].cells());
  const auto codes = cim::block_codes(layer, blocks[0], network.tensor(network.layers[0].weights).constant);
  for (int row = 0; row < 54; ++row) {
    for (int column = 0; column < 6; ++column) {
      if (row % 6 != column) {
        EXPECT_EQ(codes[static_cast<std::size_t>(row * 6 + column)], 0.0F) << row << ' ' << column;
      }
    }
  }
}

TEST(Block, DepthwiseChannelsOnABlockAreLimitedByRowsAndByTheParameter) {
  const auto layer = only_layer(depthwise(20));
  EXPECT_EQ(cim::cut_layer(layer, array_of(64, 512)).front().groups, 7);  // 7 · 9 = 63 rows
  cim::ArrayParams narrow = array_of(1024, 512);
  narrow.depthwise_channels = 3;
  const auto blocks = cim::cut_layer(layer, narrow);
  EXPECT_EQ(blocks.size(), 7u);  // 6 of three channels, one of two
  EXPECT_EQ(blocks.back().groups, 2);
}

TEST(Block, TurnsOfTheAdcsFollowTheColumnsItTouches) {
  cim::ArrayParams a = array_of(1024, 512);  // 128 ADCs
  cim::Block b;
  b.rows = 10, b.columns = 128;
  EXPECT_EQ(cim::mux_phases(b, a), 1);
  b.column = 1;
  EXPECT_EQ(cim::mux_phases(b, a), 2);
  b.column = 0, b.columns = 512;
  EXPECT_EQ(cim::mux_phases(b, a), 4);
  a.column_mux = "adjacent";
  EXPECT_EQ(cim::mux_phases(b, a), 4);
  b.columns = 3;
  EXPECT_EQ(cim::mux_phases(b, a), 3);
  b.column = 2;  // columns 2, 3 of one ADC and 4 of the next
  EXPECT_EQ(cim::mux_phases(b, a), 2);
}

TEST(AnalogLayer, FullScaleIsTheTypesLargestCodeRelativeToTheZeroPoint) {
  Tensor t;
  t.type = kInt8;
  EXPECT_EQ(cim::full_scale_input(t), 127.0);
  t.quantization = {{0.1}, {-128}};
  EXPECT_EQ(cim::full_scale_input(t), 255.0);
  t.quantization = {{0.1}, {83}};
  EXPECT_EQ(cim::full_scale_input(t), 211.0);
  t.type = {8, false, false};
  t.quantization = {};
  EXPECT_EQ(cim::full_scale_input(t), 255.0);
  Tensor w;
  w.type = {4, true, false};
  w.constant = {3, -7};
  EXPECT_EQ(cim::full_scale_weight(w, cim::WeightRange::type), 7.0);
  EXPECT_EQ(cim::full_scale_weight({"", {2}, {8, true, false}, {}, {3, -7}}, cim::WeightRange::largest), 7.0);
  w.constant = {-8};
  EXPECT_EQ(cim::full_scale_weight(w, cim::WeightRange::type), 8.0);
  w.type = {1, true, true};
  w.constant = {-1, 1};
  EXPECT_EQ(cim::full_scale_weight(w, cim::WeightRange::type), 1.0);
}

}  // namespace
}  // namespace quartet::test
