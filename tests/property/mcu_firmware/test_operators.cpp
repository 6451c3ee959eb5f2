// Operators without weights, one small network each.
#include <gtest/gtest.h>

#include "sim/base/philox.hpp"
#include "tests/property/mcu_firmware/boards.hpp"
#include "tests/unit/graph/network_builder.hpp"

namespace quartet::test {
namespace {

Values any_values(std::size_t count, std::uint64_t seed) {
  Values values(count);
  for (std::size_t i = 0; i < count; ++i)
    values[i] = static_cast<std::int32_t>(philox4x32(seed, 1, i)[0] % 256) - 128;
  return values;
}

/// On every board, or on those with these kernels.
void expect_equal(NetworkBuilder& b, Rounding rounding = Rounding::double_rounding, const std::string& kernels = "") {
  Network network = b.finish();
  ASSERT_EQ(problems_of(network), "");
  (void)infer_and_validate(network);
  std::vector<Values> inputs;
  for (const TensorId id : network.inputs) {
    const Tensor& tensor = network.tensor(id);
    inputs.push_back(any_values(static_cast<std::size_t>(tensor.elements()), 7 + inputs.size()));
    for (std::int32_t& v : inputs.back()) v >>= 8 - tensor.type.bits;
  }
  for (const mcu::McuParams& board : boards()) {
    if (!kernels.empty() && board.kernels != kernels) continue;
    EXPECT_EQ(difference(board, network, inputs, rounding), "");
  }
}

}  // namespace

TEST(FirmwareOperators, PoolsOfEveryKindEqualTheGoldenInterpreter) {
  for (const std::string op : {"max_pool", "average_pool", "global_average_pool", "global_max_pool"}) {
    for (const int channels : {3, 8}) {
      for (const AverageRounding rounding : {AverageRounding::half_away_from_zero, AverageRounding::truncate}) {
        NetworkBuilder b;
        const TensorId x = b.input({7, 5, channels});
        Layer& layer = b.layer(op, {x});
        layer.attributes.average_rounding = rounding;
        if (op.rfind("global", 0) != 0) {
          layer.attributes.kernel = {3, 2};
          layer.attributes.stride = {2, 2};
          layer.attributes.padding = {1, 0, 1, 1};
        }
        SCOPED_TRACE(op);
        expect_equal(b);
      }
    }
  }
}

TEST(FirmwareOperators, SumsEqualTheGoldenInterpreterInBothRules) {
  for (const std::string op : {"add", "sub"}) {
    for (const Rounding rounding : {Rounding::double_rounding, Rounding::single_rounding}) {
      for (const bool scaled : {false, true}) {
        NetworkBuilder b;
        const Quantization first = scaled ? Quantization{{0.05}, {-3}} : Quantization{};
        const Quantization second = scaled ? Quantization{{0.02}, {9}} : Quantization{};
        const TensorId x = b.input({4, 4, 3}, kInt8, first), y = b.input({4, 4, 3}, kInt8, second);
        Layer& layer = b.layer(op, {x, y});
        if (scaled) {
          layer.requantization.rule = Requantization::Rule::multiplier;
          layer.attributes.input_scales = {0.05, 0.02};
          layer.attributes.output_scale = 0.04;
          b.quantize_output({{0.04}, {-11}});
        }
        SCOPED_TRACE(op);
        expect_equal(b, rounding);
      }
    }
  }
}

TEST(FirmwareOperators, ActivationsGoThroughTables) {
  for (const std::string op : {"relu", "abs", "sign"}) {
    NetworkBuilder b;
    const TensorId x = b.input({64}, kInt8, {{0.1}, {5}});
    b.layer(op, {x});
    b.quantize_output({{0.1}, {5}});
    SCOPED_TRACE(op);
    expect_equal(b);
  }
}

TEST(FirmwareOperators, SoftmaxComputesTheSameIntegers) {
  for (const Rounding rounding : {Rounding::double_rounding, Rounding::single_rounding}) {
    NetworkBuilder b;
    const TensorId x = b.input({1, 1, 12}, kInt8, {{0.14}, {14}});
    b.layer("softmax", {x});
    b.quantize_output({{1.0 / 256}, {-128}});
    // The network's integer result is what is before a softmax at its end: the pool behind it makes it an inner layer.
    const TensorId y = b.last();
    b.layer("max_pool", {y});
    b.quantize_output({{1.0 / 256}, {-128}});
    expect_equal(b, rounding);
  }
}

TEST(FirmwareOperators, LayersThatOnlyMoveBytesMoveThemAlike) {
  {
    NetworkBuilder b;
    const TensorId x = b.input({3, 2, 4}), y = b.input({3, 2, 5});
    b.layer("concat", {x, y});
    expect_equal(b);
  }
  {
    NetworkBuilder b;
    const TensorId x = b.input({3, 2, 4}), y = b.input({2, 2, 4});
    b.layer("concat", {x, y}).attributes.axis = 0;
    expect_equal(b);
  }
  {
    NetworkBuilder b;
    const TensorId x = b.input({3, 2, 4}, kInt8, {{0.1}, {7}});
    b.layer("pad", {x}).attributes.padding = {1, 2, 0, 1};
    b.quantize_output({{0.1}, {7}});
    expect_equal(b);
  }
  {
    NetworkBuilder b;
    const TensorId x = b.input({3, 2, 4});
    Layer& layer = b.layer("reshape", {x});
    layer.attributes.new_shape = {24};
    layer.attributes.flatten_order = FlattenOrder::chw;
    expect_equal(b);
  }
}

TEST(FirmwareOperators, ThresholdLayersCountAsTheGoldenInterpreterDoes) {
  NetworkBuilder b;
  const TensorId x = b.input({5, 5, 4});
  Layer& layer = b.layer("conv2d", {x}, {6, 2, 2, 4}, {2, false, false});
  layer.requantization.rule = Requantization::Rule::thresholds;
  layer.requantization.clamp_min = 0;
  layer.requantization.clamp_max = 3;
  Values thresholds;
  for (int c = 0; c < 6; ++c) {
    for (int t = 0; t < 3; ++t) thresholds.push_back(-200 + 40 * c + 150 * t);
  }
  layer.requantization.thresholds = b.constant({6, 3}, kInt32, thresholds);
  expect_equal(b);
}

/// Nine formats on whole blocks of channels and pixels: the fast way of every kernel.
TEST(FirmwareOperators, EveryPairOfWidthsEqualsTheGoldenInterpreterOnWholeBlocks) {
  for (const int activation_bits : {8, 4, 2}) {
    for (const int weight_bits : {8, 4, 2}) {
      for (const int side : {1, 3}) {
        const IntType activation{activation_bits, true, false}, weight{weight_bits, true, false};
        NetworkBuilder b;
        const TensorId x = b.input({4, 5, 24}, activation, {{0.1}, {1}});
        Layer& layer = b.layer("conv2d", {x}, {8, side, side, 24});
        layer.attributes.padding = {side / 2, side / 2, side / 2, side / 2};
        layer.requantization.rule = Requantization::Rule::multiplier;
        layer.requantization.scales = {0.3 / (1 << (activation_bits + weight_bits - 4))};
        const TensorId weights = layer.weights;
        Tensor& tensor = b.network.tensor(weights);
        tensor.type = weight;
        const Values any = any_values(tensor.constant.size(), 3);
        for (std::size_t i = 0; i < any.size(); ++i) tensor.constant[i] = any[i] >> (8 - weight_bits);
        b.quantize_output({{0.1}, {-7}});
        SCOPED_TRACE(std::to_string(activation_bits) + "x" + std::to_string(weight_bits));
        expect_equal(b);
      }
    }
  }
}

/// Narrow inputs that are packed once for all patches: pixels of whole words, of whole bytes, and of neither, which are packed
/// patch by patch; rows inside the image, which are copied by words, and at its border.
TEST(FirmwareOperators, PackedInputsEqualTheGoldenInterpreterInEveryWayThatPixelsCanLie) {
  for (const int bits : {4, 2}) {
    for (const int channels : {32, 12, 8, 5}) {
      for (const int stride : {1, 2}) {
        for (const int dilation : {1, 2}) {
          NetworkBuilder b;
          const TensorId x = b.input({7, 6, channels}, {bits, true, false}, {{0.1}, {-1}});
          Layer& layer = b.layer("conv2d", {x}, {8, 3, 3, channels});
          layer.attributes.padding = {dilation, 1, dilation, 1};
          layer.attributes.stride = {stride, stride};
          layer.attributes.dilation = {dilation, dilation};
          layer.requantization.rule = Requantization::Rule::multiplier;
          layer.requantization.scales = {0.02};
          Tensor& tensor = b.network.tensor(layer.weights);
          tensor.type = {2, true, false};
          const Values any = any_values(tensor.constant.size(), 5);
          for (std::size_t i = 0; i < any.size(); ++i) tensor.constant[i] = any[i] >> 6;
          b.quantize_output({{0.1}, {-7}});
          SCOPED_TRACE(std::to_string(bits) + " bit, " + std::to_string(channels) + " channels, stride " + std::to_string(stride) +
                       ", dilation " + std::to_string(dilation));
          expect_equal(b, Rounding::double_rounding, "mpic");
        }
      }
    }
  }
}

}  // namespace quartet::test
