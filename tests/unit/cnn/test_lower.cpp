#include <gtest/gtest.h>

#include "accel/cnn/lower.hpp"
#include "tests/unit/cnn/network_builder.hpp"
#include "tests/unit/cnn/platform_params.hpp"

namespace quartet::test {
namespace {

Error lowering_error(const Network& network, const cnn::Params& params) {
  const auto program = cnn::lower(network, params);
  EXPECT_FALSE(program.has_value());
  return program ? Error{} : program.error();
}

bool mentions(const Error& error, const std::string& text) {
  return error.text().find(text) != std::string::npos;
}

Network one_conv(Shape shape, int outputs, const ConvOptions& options, const std::string& op = "conv2d") {
  NetworkBuilder b;
  const TensorId x = b.input(std::move(shape));
  return b.finish(b.conv(op, x, outputs, options));
}

}  // namespace

TEST(Lower, SpreadsChannelsOverPassesInWholeInstances) {
  const auto program = cnn::lower(one_conv({11, 11, 79}, 126, {}), platform_params("max78000"));
  ASSERT_TRUE(program.has_value()) << program.error().text();
  const cnn::HwLayer& layer = program->layers[0];
  EXPECT_EQ(layer.input.passes, 2);
  EXPECT_EQ(layer.input.per_pass, 40);
  EXPECT_EQ(layer.result.passes, 2);
  EXPECT_EQ(layer.written_channels(), 128);
  EXPECT_EQ(layer.quadrants_used, 3);
}

TEST(Lower, StretchesAShortDilatedKernelAndFoldsALongOne) {
  const cnn::Params params = platform_params("max78000");
  const auto stretched = cnn::lower(
      one_conv({211, 1, 5}, 11, {.kernel = {3, 1}, .dilation = {4, 1}, .padding = {}}, "conv1d"), params);
  ASSERT_TRUE(stretched.has_value()) << stretched.error().text();
  EXPECT_EQ(stretched->layers[0].y.kernel, 9);
  EXPECT_EQ(stretched->layers[0].y.out, 203);
  const auto folded = cnn::lower(
      one_conv({211, 1, 5}, 11, {.kernel = {3, 1}, .dilation = {7, 1}, .padding = {}}, "conv1d"), params);
  ASSERT_TRUE(folded.has_value()) << folded.error().text();
  EXPECT_EQ(folded->layers[0].y.size, 31);
  EXPECT_EQ(folded->layers[0].x.size, 7);
  EXPECT_EQ(folded->layers[0].y.kernel, 3);
}

TEST(Lower, ListsEveryViolationOfEveryLayerWithItsRemedy) {
  NetworkBuilder b;
  TensorId x = b.input({16, 16, 4});
  x = b.conv("conv2d", x, 4, {.kernel = {5, 5}, .padding = {2, 2, 2, 2}});
  x = b.conv("conv2d", x, 4, {.stride = {2, 2}});
  x = b.conv("depthwise_conv2d", x, 4, {.depthwise = true});
  const Error error = lowering_error(b.finish(x), platform_params("max78000"));
  EXPECT_EQ(error.code, ErrorCode::bad_input);
  EXPECT_EQ(error.problems.size(), 3U);
  EXPECT_TRUE(mentions(error, "5x5"));
  EXPECT_TRUE(mentions(error, "stride 2"));
  EXPECT_TRUE(mentions(error, "depthwise"));
  for (const Problem& p : error.problems) EXPECT_FALSE(p.remedy.empty()) << p.cause;
}

TEST(Lower, RefusesABiasThatTheEightBitMemoryCannotHold) {
  Network network = one_conv({8, 8, 4}, 4, {.bias = true});
  network.tensor(network.layers[0].bias).constant[2] = 129;
  EXPECT_TRUE(mentions(lowering_error(network, platform_params("max78000")), "129"));
}

TEST(Lower, RefusesMultipliersOnTheShiftArrayAndShiftsOnTheMultiplierArray) {
  NetworkBuilder b(true);
  TensorId x = b.input({8, 8, 4});
  x = b.conv("conv2d", x, 4, {});
  EXPECT_TRUE(mentions(lowering_error(b.finish(x), platform_params("max78000")), "cnn-int8"));
  EXPECT_TRUE(
      mentions(lowering_error(one_conv({8, 8, 4}, 4, {}), platform_params("cnn-int8")), "multiplier"));
}

TEST(Lower, TooManyWeightsSayWhichMemoryHowMuchAndWhatWouldFit) {
  NetworkBuilder b;
  TensorId x = b.input({8, 8, 64});
  for (int i = 0; i < 16; ++i) x = b.conv("conv2d", x, 64, {});  // 16 · 64 words of 768
  const Error error = lowering_error(b.finish(x), platform_params("max78000"));
  EXPECT_EQ(error.code, ErrorCode::does_not_fit);
  EXPECT_TRUE(mentions(error, "weight memory"));
  EXPECT_TRUE(mentions(error, "1024 words"));
  EXPECT_TRUE(mentions(error, "768"));
  EXPECT_TRUE(mentions(error, "4-bit weights"));
}

TEST(Lower, TooLargeAMapSaysWhichMemoryHowMuchAndWhatWouldFit) {
  const Error error = lowering_error(one_conv({128, 128, 32}, 4, {}), platform_params("max78000"));
  EXPECT_EQ(error.code, ErrorCode::does_not_fit);
  EXPECT_TRUE(mentions(error, "data memory"));
  EXPECT_TRUE(mentions(error, "32768 B"));
  EXPECT_TRUE(mentions(error, "would fit"));
}

TEST(Lower, TooManyLayersSayHowManyThereAre) {
  NetworkBuilder b;
  TensorId x = b.input({8, 8, 4});
  for (int i = 0; i < 33; ++i) x = b.conv("conv2d", x, 4, {});
  const Error error = lowering_error(b.finish(x), platform_params("max78000"));
  EXPECT_EQ(error.code, ErrorCode::does_not_fit);
  EXPECT_TRUE(mentions(error, "33 hardware layers"));
}

TEST(Lower, AnInputTooLargeForTheDataMemoryStreamsWhereThatIsAllowed) {
  const Network network = one_conv({160, 120, 3}, 4, {.padding = {1, 1, 1, 1}});
  cnn::Params params = platform_params("max78000");
  params.fifo = "off";
  EXPECT_EQ(lowering_error(network, params).code, ErrorCode::does_not_fit);
}

TEST(Lower, RefusesARecordingThatHidesAResultThatAnotherLayerReads) {
  NetworkBuilder b;
  const TensorId x = b.input({8, 8, 4});
  const TensorId pooled = b.pool("max_pool", x, {2, 2}, {2, 2});
  const TensorId a = b.conv("conv2d", pooled, 4, {});
  const TensorId c = b.eltwise("add", {a, pooled});
  const int recorded[] = {0, 0, 1};
  for (std::size_t i = 0; i < 3; ++i) b.network.layers[i].placement.hardware_layer = recorded[i];
  EXPECT_TRUE(
      mentions(lowering_error(b.finish(c), platform_params("max78000")), "no earlier hardware layer"));
}

TEST(Lower, ReportsTheRuleOfAMultiplierNetworkOnceALayer) {
  NetworkBuilder b(true);
  TensorId x = b.input({8, 8, 4});
  for (int i = 0; i < 3; ++i) x = b.conv("conv2d", x, 4, {.bias = true});
  EXPECT_EQ(lowering_error(b.finish(x), platform_params("max78000")).problems.size(), 3U);
}

TEST(Lower, StrayHintsOfAnotherArrayAreReplacedAndNoted) {
  NetworkBuilder b;
  TensorId x = b.input({8, 8, 4});
  x = b.conv("conv2d", x, 4, {});
  b.network.layers[0].placement.kernel_offset = 4000;
  const auto program = cnn::lower(b.finish(x), platform_params("max78000"));
  ASSERT_TRUE(program.has_value()) << program.error().text();
  EXPECT_EQ(program->layers[0].kernel_offset, 0);
  EXPECT_EQ(program->notes.size(), 1U);
}

}  // namespace quartet::test
