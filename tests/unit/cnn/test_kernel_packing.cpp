#include <gtest/gtest.h>

#include "accel/cnn/kernel_packing.hpp"
#include "accel/cnn/lower.hpp"
#include "tests/unit/cnn/network_builder.hpp"
#include "tests/unit/cnn/platform_params.hpp"

namespace quartet::test {
namespace {

/// Packs every lane of the last layer and unpacks into zeros.
void expect_round_trip(const Network& network, const cnn::Params& params) {
  const auto program = cnn::lower(network, params);
  ASSERT_TRUE(program.has_value()) << program.error().text();
  const std::size_t last = program->layers.size() - 1;
  const cnn::HwLayer& layer = program->layers[last];
  const Values& weights = network.tensor(network.layers[layer.core_member].weights).constant;
  const cnn::KernelLayout layout(network, layer, program->memory.kernels[last]);
  Values back(weights.size(), 99);
  for (std::size_t lane = 0; lane < layer.processors.size(); ++lane) {
    const auto bytes = layout.pack(static_cast<int>(lane), weights);
    EXPECT_EQ(static_cast<std::int64_t>(bytes.size()), program->memory.kernels[last].words * 9);
    layout.unpack(static_cast<int>(lane), bytes.data(), back);
  }
  EXPECT_EQ(back, weights);
}

Network one_conv(Shape shape, int outputs, const ConvOptions& options, const std::string& op = "conv2d") {
  NetworkBuilder b;
  const TensorId x = b.input(std::move(shape));
  return b.finish(b.conv(op, x, outputs, options));
}

}  // namespace

TEST(KernelLayout, EveryWidthComesBackFromTheWords) {
  const cnn::Params params = platform_params("max78000");
  for (const int bits : {1, 2, 4, 8})
    expect_round_trip(one_conv({5, 5, 79}, 70, {.weight_bits = bits}), params);
}

TEST(KernelLayout, StretchedFoldedAndLongKernelsComeBack) {
  const cnn::Params params = platform_params("max78000");
  for (const int kernel : {1, 2, 3}) {
    for (const int dilation : {1, 3, 7, 20}) {
      if (kernel == 1 && dilation > 1) continue;
      expect_round_trip(one_conv({100, 1, 5}, 6,
                                 {.kernel = {kernel, 1}, .dilation = {dilation, 1}, .padding = {}}, "conv1d"),
                        params);
    }
  }
  expect_round_trip(one_conv({30, 1, 5}, 6, {.kernel = {9, 1}, .padding = {}}, "conv1d"), params);
}

TEST(KernelLayout, DepthwiseKernelsLieOnTheirOwnProcessor) {
  expect_round_trip(one_conv({6, 6, 70}, 70, {.depthwise = true}, "depthwise_conv2d"),
                    platform_params("max78002"));
}

TEST(KernelLayout, FlattenedMapsComeBackInBothOrders) {
  for (const FlattenOrder order : {FlattenOrder::chw, FlattenOrder::hwc}) {
    NetworkBuilder b;
    TensorId x = b.input({4, 3, 70});
    x = b.flatten(x, order);
    expect_round_trip(b.finish(b.linear(x, 5, true)), platform_params("max78000"));
  }
}

TEST(KernelLayout, OneByteHoldsFourTwoBitWeightsFirstWeightLowest) {
  Network network = one_conv({4, 4, 1}, 1, {.weight_bits = 2});
  Values& w = network.tensor(network.layers[0].weights).constant;
  w = {1, -2, 0, -1, 1, 0, 0, 0, -2};
  const auto program = cnn::lower(network, platform_params("max78000"));
  ASSERT_TRUE(program.has_value());
  const cnn::KernelLayout layout(network, program->layers[0], program->memory.kernels[0]);
  const auto bytes = layout.pack(0, w);
  EXPECT_EQ(bytes[0], 0b11001001);
  EXPECT_EQ(bytes[1], 0b00000001);
  EXPECT_EQ(bytes[2], 0b00000010);
}

}  // namespace quartet::test
