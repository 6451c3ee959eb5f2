#include "tests/unit/golden/run_network.hpp"

namespace quartet::test {
namespace {

constexpr IntType kWord = kInt32;

/// A layer whose accumulators are the output.
Layer& exact(NetworkBuilder& b, const std::string& op, TensorId x, const Shape& weights) {
  Layer& layer = b.layer(op, {x}, weights, kWord);
  layer.requantization.clamp_min = static_cast<std::int32_t>(kWord.min());
  layer.requantization.clamp_max = static_cast<std::int32_t>(kWord.max());
  return layer;
}

void set(NetworkBuilder& b, TensorId id, Values values) {
  b.network.tensor(id).constant = std::move(values);
}

}  // namespace

TEST(Convolution, AddsProductsOfTapsInsideTheImageAndTheBias) {
  NetworkBuilder b;
  Layer& layer = exact(b, "conv2d", b.input({2, 3, 1}), {1, 2, 2, 1});
  const TensorId weights = layer.weights;
  layer.bias = b.constant({1}, kInt32, Values{100});
  set(b, weights, {1, 2, 3, 4});
  EXPECT_EQ(run_network(b.finish(), {{1, 2, 3, 4, 5, 6}}),
            (Values{100 + 1 + 4 + 12 + 20, 100 + 2 + 6 + 15 + 24}));
}

TEST(Convolution, PaddedTapsCountAsTheZeroPoint) {
  for (const auto isa : kEveryIsa) {
    NetworkBuilder b;
    Layer& layer = exact(b, "conv2d", b.input({1, 1, 1}, kInt8, {{1.0}, {83}}), {1, 3, 3, 1});
    layer.attributes.padding = {1, 1, 1, 1};
    // A border of 83 adds nothing: only the centre tap, weight 1, of 90 − 83 remains.
    EXPECT_EQ(run_network(b.finish(), {{90}}, {.isa = isa}), (Values{7}));
  }
}

TEST(Convolution, GroupsSeeOnlyTheirOwnChannels) {
  NetworkBuilder b;
  Layer& layer = exact(b, "conv2d", b.input({1, 1, 4}), {2, 1, 1, 2});
  layer.attributes.groups = 2;
  const TensorId weights = layer.weights;
  set(b, weights, {1, 10, 100, -1});
  EXPECT_EQ(run_network(b.finish(), {{1, 2, 3, 4}}), (Values{21, 296}));
}

TEST(Convolution, DilationAndStrideSpreadTaps) {
  NetworkBuilder b;
  Layer& layer = exact(b, "conv1d", b.input({7, 1, 1}), {1, 3, 1, 1});
  layer.attributes.dilation = {2, 1};
  layer.attributes.stride = {2, 1};
  const TensorId weights = layer.weights;
  set(b, weights, {1, 10, 100});
  EXPECT_EQ(run_network(b.finish(), {{1, 2, 3, 4, 5, 6, 7}}), (Values{1 + 30 + 500, 3 + 50 + 700}));
}

TEST(Convolution, DepthwiseOutputReadsInputDividedByTheMultiplier) {
  for (const auto isa : kEveryIsa) {
    NetworkBuilder b;
    Layer& layer = exact(b, "depthwise_conv2d", b.input({1, 1, 2}), {4, 1, 1, 1});
    const TensorId weights = layer.weights;
    set(b, weights, {1, 2, 3, 4});
    EXPECT_EQ(run_network(b.finish(), {{10, 20}}, {.isa = isa}), (Values{10, 20, 60, 80}));
  }
}

TEST(Convolution, TransposedStretchesWithZerosAndKeepsTheKernelAsStored) {
  for (const auto isa : kEveryIsa) {
    NetworkBuilder b;
    // Stretched by 2: 5 0 7, and one zero of output padding; padding 2 − 1 = 1 before and after.
    Layer& layer = exact(b, "conv_transpose2d", b.input({1, 2, 1}, kInt8, {{1.0}, {1}}), {1, 1, 3, 1});
    layer.attributes.stride = {1, 2};
    layer.attributes.padding = {0, 1, 0, 1};
    layer.attributes.output_padding = {0, 1};
    const TensorId weights = layer.weights;
    set(b, weights, {1, 10, 100});
    EXPECT_EQ(run_network(b.finish(), {{6, 8}}, {.isa = isa}), (Values{50, 705, 70, 7}));
  }
}

TEST(Convolution, FullyConnectedIsAMatrixTimesAVector) {
  for (const auto isa : kEveryIsa) {
    NetworkBuilder b;
    Layer& layer = exact(b, "fully_connected", b.input({3}), {2, 3});
    const TensorId weights = layer.weights;
    layer.bias = b.constant({2}, kInt32, Values{-1, 1 << 30});
    set(b, weights, {1, 2, 3, -128, 127, -1});
    EXPECT_EQ(run_network(b.finish(), {{-128, 127, 5}}, {.isa = isa}),
              (Values{140, (1 << 30) + 128 * 128 + 127 * 127 - 5}));
  }
}

TEST(Convolution, SixteenBitOperandsUse64BitAccumulators) {
  NetworkBuilder b;
  Layer& layer = exact(b, "fully_connected", b.input({4}, IntType{16, true, false}), {1, 4});
  const TensorId weights = layer.weights, output = layer.output;
  layer.requantization.rule = Requantization::Rule::multiplier;
  layer.requantization.scales = {0x1p-8};
  b.network.tensor(weights).type = IntType{16, true, false};
  set(b, weights, {32767, 32767, 32767, 32767});
  b.network.tensor(output).quantization = {{1.0}, {0}};
  // 4 · 32767² = 4 294 705 156 > 2^32; divided by 256: 16 776 191.6.
  EXPECT_EQ(run_network(b.finish(), {{32767, 32767, 32767, 32767}}), (Values{16776192}));
}

TEST(Convolution, UnsignedActivationsKeepTheirUpperHalf) {
  NetworkBuilder b;
  Layer& layer = exact(b, "fully_connected", b.input({2}, IntType{8, false, false}, {{1.0}, {200}}), {1, 2});
  const TensorId weights = layer.weights;
  set(b, weights, {1, 2});
  EXPECT_EQ(run_network(b.finish(), {{255, 0}}), (Values{55 - 400}));
}

TEST(Convolution, AScaleBelowTheShifterFlushesToTheZeroPoint) {
  for (const auto isa : kEveryIsa) {
    NetworkBuilder b;
    Layer& layer = b.layer("fully_connected", {b.input({1})}, {2, 1});
    layer.requantization.rule = Requantization::Rule::multiplier;
    layer.requantization.scales = {1e-11, 0x1p-23};
    layer.bias = b.constant({2}, kInt32, Values{1073741952, 1073741952});
    b.quantize_output({{1.0}, {-5}});
    EXPECT_EQ(run_network(b.finish(), {{0}}, {.isa = isa}), (Values{-5, 123}));
  }
}

TEST(Convolution, TheTwoRoundingsDifferWhereTheyMust) {
  for (const auto isa : kEveryIsa) {
    NetworkBuilder b;
    Layer& layer = b.layer("fully_connected", {b.input({1})}, {1, 1});
    layer.requantization.rule = Requantization::Rule::multiplier;
    layer.requantization.scales = {0.5};
    b.quantize_output({{1.0}, {0}});
    const Network network = b.finish();
    // −3 · 0.5 = −1.5: the high product is exact and the tie goes up in both modes of a scale of one half.
    EXPECT_EQ(run_network(network, {{-3}}, {.rounding = Rounding::double_rounding, .isa = isa}),
              (Values{-1}));
    Network quarter = network;
    quarter.layers[0].requantization.scales = {0.25};
    // −6 · 0.25 = −1.5: RDBPOT rounds the tie away from zero, one rounding shift rounds it up.
    EXPECT_EQ(run_network(quarter, {{-6}}, {.rounding = Rounding::double_rounding, .isa = isa}),
              (Values{-2}));
    EXPECT_EQ(run_network(quarter, {{-6}}, {.rounding = Rounding::single_rounding, .isa = isa}),
              (Values{-1}));
  }
}

TEST(Convolution, ShiftRuleRoundsHalfUpAndSaturates) {
  for (const auto isa : kEveryIsa) {
    NetworkBuilder b;
    Layer& layer = b.layer("fully_connected", {b.input({1})}, {4, 1});
    layer.requantization.rule = Requantization::Rule::shift;
    layer.requantization.shift = 6;
    const TensorId weights = layer.weights;
    set(b, weights, {1, -1, 100, -100});
    // x/2: 1.5 → 2, −1.5 → −1, 150 and −150 saturate.
    EXPECT_EQ(run_network(b.finish(), {{3}}, {.isa = isa}), (Values{2, -1, 127, -128}));
  }
}

TEST(Convolution, ThresholdsCountHowManyAreReached) {
  for (const auto isa : kEveryIsa) {
    NetworkBuilder b;
    Layer& layer = b.layer("fully_connected", {b.input({1})}, {2, 1}, IntType{2, false, false});
    layer.requantization.rule = Requantization::Rule::thresholds;
    layer.requantization.thresholds = b.constant({2, 3}, kInt32, Values{-1, 5, 6, 5, 5, 9});
    EXPECT_EQ(run_network(b.finish(), {{5}}, {.isa = isa}), (Values{2, 2}));
  }
}

}  // namespace quartet::test
