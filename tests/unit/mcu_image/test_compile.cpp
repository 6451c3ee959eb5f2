#include <gtest/gtest.h>

#include <cstring>

#include "accel/mcu/image/image.hpp"
#include "tests/unit/graph/network_builder.hpp"

namespace quartet::test {
namespace {

using namespace mcu;

q_layer layer_of(const NetworkImage& image, std::size_t index) {
  q_layer layer{};
  std::memcpy(&layer, image.bytes.data() + sizeof(q_header) + index * sizeof layer, sizeof layer);
  return layer;
}

q_channel channel_of(const NetworkImage& image, const q_layer& layer, std::size_t index) {
  q_channel channel{};
  std::memcpy(&channel, image.bytes.data() + layer.channels + index * sizeof channel, sizeof channel);
  return channel;
}

KernelSet kernels(const std::string& name) {
  return find_kernel_set(name).value();
}

Network dense(double scale, std::int32_t bias, IntType weights = kInt8) {
  NetworkBuilder b;
  const TensorId x = b.input({8}, kInt8, {{0.1}, {3}});
  Layer& layer = b.layer("fully_connected", {x}, {2, 8});
  layer.requantization.rule = Requantization::Rule::multiplier;
  layer.requantization.scales = {scale};
  b.network.tensor(layer.weights).type = weights;
  layer.bias = b.constant({2}, kInt32, bias);
  Network network = b.finish();
  EXPECT_EQ(problems_of(network), "");
  (void)infer_and_validate(network);
  return network;
}

}  // namespace

TEST(CompileImage, FoldsTheInputZeroPointIntoTheBias) {
  const auto image = compile_image(dense(0.01, 100), kernels("scalar"), {});
  ASSERT_TRUE(image.has_value()) << image.error().text();
  const q_layer layer = layer_of(*image, 0);
  EXPECT_EQ(layer.op, static_cast<std::uint32_t>(Q_CONV));
  EXPECT_EQ(channel_of(*image, layer, 0).bias, 100 - 3 * 8);
}

TEST(CompileImage, UsesTheFastRuleUntilTheAccumulatorMayLeaveIt) {
  const auto fast = compile_image(dense(0.01, 100), kernels("scalar"), {});
  ASSERT_TRUE(fast.has_value());
  EXPECT_EQ(layer_of(*fast, 0).rule, static_cast<std::uint32_t>(Q_FAST));
  EXPECT_EQ(layer_of(*fast, 0).sign_mask, -2) << "ties away from zero";
  // About half of int32: four times it is none. Near 107.5, so that the input decides.
  const auto wide = compile_image(dense(1e-7, 1'075'000'000), kernels("scalar"), {});
  ASSERT_TRUE(wide.has_value());
  EXPECT_EQ(layer_of(*wide, 0).rule, static_cast<std::uint32_t>(Q_DOUBLE));
  const auto single = compile_image(dense(0.01, 100), kernels("scalar"), {.rounding = Rounding::single_rounding});
  ASSERT_TRUE(single.has_value());
  EXPECT_EQ(layer_of(*single, 0).sign_mask, 0);
}

TEST(CompileImage, AChannelThatNoInputChangesIsAConstantHoweverLargeItsBias) {
  const auto image = compile_image(dense(1e-9, 1 << 30), kernels("scalar"), {});
  ASSERT_TRUE(image.has_value());
  const q_layer layer = layer_of(*image, 0);
  ASSERT_EQ(layer.rule, static_cast<std::uint32_t>(Q_FAST));
  const q_channel c = channel_of(*image, layer, 0);
  EXPECT_EQ(c.q, 0);
  EXPECT_EQ(c.c >> c.m, 1) << "round(2^30 * 1e-9)";
  EXPECT_EQ((c.c - 2) >> c.m, 1) << "with and without the sign term";
}

TEST(CompileImage, NarrowWeightsTakeNarrowFields) {
  const auto eight = compile_image(dense(0.01, 0), kernels("scalar"), {});
  const auto four = compile_image(dense(0.01, 0, {4, true, false}), kernels("scalar"), {});
  ASSERT_TRUE(eight.has_value() && four.has_value());
  EXPECT_EQ(eight->weight_bytes, 4 * 8);  // two channels padded to a block of four
  EXPECT_EQ(four->weight_bytes, 4 * 8 / 2);
}

TEST(CompileImage, RefusesEveryLayerWithoutAKernelAtOnce) {
  NetworkBuilder b;
  const TensorId x = b.input({4, 4, 2});
  b.layer("conv_transpose2d", {x}, {2, 2, 2, 2}).attributes.stride = {2, 2};
  const TensorId up = b.last();
  b.layer("or", {up, up});
  Network network = b.finish();
  ASSERT_EQ(problems_of(network), "");
  (void)infer_and_validate(network);
  const auto image = compile_image(network, kernels("scalar"), {});
  ASSERT_FALSE(image.has_value());
  EXPECT_EQ(image.error().code, ErrorCode::bad_input);
  EXPECT_EQ(image.error().problems.size(), 2U) << image.error().text();
}

TEST(CompileImage, ReshapesMoveNothingAndTakeNoMemory) {
  NetworkBuilder b;
  const TensorId x = b.input({2, 2, 2});
  b.layer("reshape", {x}).attributes.new_shape = {8};
  const TensorId flat = b.last();
  Layer& fc = b.layer("fully_connected", {flat}, {3, 8});
  fc.requantization.rule = Requantization::Rule::shift;
  Network network = b.finish();
  ASSERT_EQ(problems_of(network), "");
  (void)infer_and_validate(network);
  const auto image = compile_image(network, kernels("scalar"), {});
  ASSERT_TRUE(image.has_value()) << image.error().text();
  EXPECT_EQ(image->layers.size(), 1U);
  EXPECT_EQ(layer_of(*image, 0).in, static_cast<std::uint32_t>(image->inputs[0]));
}

TEST(CompileImage, StagesConstantsOnlyWhereManyPixelsReadThem) {
  NetworkBuilder b;
  const TensorId x = b.input({4, 4, 4});
  Layer& layer = b.layer("conv2d", {x}, {4, 1, 1, 4});
  layer.requantization.rule = Requantization::Rule::shift;
  Network network = b.finish();
  ASSERT_EQ(problems_of(network), "");
  (void)infer_and_validate(network);
  const auto none = compile_image(network, kernels("smlad"), {});
  const auto staged = compile_image(network, kernels("smlad"), {.stage_bytes = 4096});
  const auto small = compile_image(network, kernels("smlad"), {.stage_bytes = 64});
  ASSERT_TRUE(none.has_value() && staged.has_value() && small.has_value());
  EXPECT_EQ(layer_of(*none, 0).stage_weights, 0U);
  EXPECT_EQ(layer_of(*staged, 0).stage_weights, 16U);
  EXPECT_EQ(layer_of(*staged, 0).stage_channels, 4U * sizeof(q_channel));
  EXPECT_EQ(layer_of(*small, 0).stage_weights, 0U) << "16 + 64 bytes are more than 64";
  EXPECT_GT(staged->arena_bytes, none->arena_bytes);
}

}  // namespace quartet::test
