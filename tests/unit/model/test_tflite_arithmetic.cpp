// Scales and clamps, to the last bit: float32 values of the file widened to double, in the order of
// TensorFlow Lite.
#include <gtest/gtest.h>

#include "frontends/model/import.hpp"
#include "tests/fuzz/seeds/tflite_builder.hpp"

namespace quartet::test {
namespace {

using tfl_schema::ActivationFunctionType;

// Values without a short binary form, so that the order of operations shows.
constexpr float kIn = 0.58470291F;
constexpr float kOut = 0.036449846F;
constexpr float kW0 = 0.0123456789F;
constexpr float kW1 = 1.3e-9F;

double wide(float v) {
  return static_cast<double>(v);
}

Requantization convolved(std::vector<float> scales,
                         ActivationFunctionType activation = ActivationFunctionType::NONE,
                         float out_scale = kOut, std::int64_t out_zero = 11) {
  TfliteBuilder b;
  const int in = b.activation("in", {1, 3, 3, 1}, kIn, 83);
  const int out = b.activation("out", {1, 3, 3, 2}, out_scale, out_zero);
  b.conv({in, b.weights("w", {2, 1, 1, 1}, std::move(scales)), b.int32s("b", {2}, {1 << 30, -(1 << 30)})},
         out, {tfl_schema::Padding::VALID, 1, 1, activation});
  b.inputs = {in};
  b.outputs = {out};
  const auto network = import_tflite(b.bytes(), "test");
  EXPECT_TRUE(network) << network.error().text();
  return network ? network->layers.at(0).requantization : Requantization{};
}

std::vector<double> connected_scales(std::vector<float> scales) {
  TfliteBuilder b;
  const int in = b.activation("in", {1, 4}, kIn, 83);
  const int out = b.activation("out", {1, 2}, kOut);
  b.fully_connected({in, b.weights("w", {2, 4}, std::move(scales)), -1}, out);
  b.inputs = {in};
  b.outputs = {out};
  const auto network = import_tflite(b.bytes(), "test");
  EXPECT_TRUE(network) << network.error().text();
  return network ? network->layers.at(0).requantization.scales : std::vector<double>{};
}

TEST(TfliteArithmetic, ConvolutionScalesAreProductsInDoublePerChannel) {
  const std::vector<double> want{wide(kIn) * wide(kW0) / wide(kOut), wide(kIn) * wide(kW1) / wide(kOut)};
  EXPECT_EQ(convolved({kW0, kW1}).scales, want);
}

TEST(TfliteArithmetic, FullyConnectedScaleOfATensorIsAProductInDoubleAsWell) {
  const double want = wide(kIn) * wide(kW0) / wide(kOut);
  ASSERT_NE(want, wide(kIn * kW0) / wide(kOut)) << "the example must tell a product in float32 apart";
  EXPECT_EQ(connected_scales({kW0}), std::vector<double>{want});
}

TEST(TfliteArithmetic, FullyConnectedScalesPerChannelAreProductsInDouble) {
  const std::vector<double> want{wide(kIn) * wide(kW0) / wide(kOut), wide(kIn) * wide(kW1) / wide(kOut)};
  EXPECT_EQ(connected_scales({kW0, kW1}), want);
}

TEST(TfliteArithmetic, FusedActivationsClampAroundTheZeroPoint) {
  const auto clamp = [](ActivationFunctionType a, float scale, std::int64_t zero) {
    const Requantization r = convolved({kW0}, a, scale, zero);
    return std::pair(r.clamp_min, r.clamp_max);
  };
  using P = std::pair<std::int32_t, std::int32_t>;
  EXPECT_EQ(clamp(ActivationFunctionType::NONE, 0.1F, 11), P(-128, 127));
  EXPECT_EQ(clamp(ActivationFunctionType::RELU, 0.1F, 11), P(11, 127));
  EXPECT_EQ(clamp(ActivationFunctionType::RELU, 0.1F, -128), P(-128, 127));
  EXPECT_EQ(clamp(ActivationFunctionType::RELU6, 0.1F, 11), P(11, 71));
  EXPECT_EQ(clamp(ActivationFunctionType::RELU6, 1e-9F, 11), P(11, 127));
  EXPECT_EQ(clamp(ActivationFunctionType::RELU_N1_TO_1, 0.1F, 11), P(1, 21));
}

TEST(TfliteArithmetic, AddKeepsTheScalesOfOperandsAndResult) {
  TfliteBuilder b;
  const int x = b.activation("x", {1, 2, 2, 3}, kIn, 1);
  const int y = b.activation("y", {1, 2, 2, 3}, kW0, 2);
  const int out = b.activation("out", {1, 2, 2, 3}, kOut, -128);
  b.binary_add({x, y}, out);
  b.inputs = {x, y};
  b.outputs = {out};
  const auto network = import_tflite(b.bytes(), "test");
  ASSERT_TRUE(network) << network.error().text();
  const Layer& layer = network->layers.at(0);
  EXPECT_EQ(layer.attributes.input_scales, (std::vector<double>{wide(kIn), wide(kW0)}));
  EXPECT_EQ(layer.attributes.output_scale, wide(kOut));
  EXPECT_EQ(layer.requantization.rule, Requantization::Rule::multiplier);
  EXPECT_EQ(layer.requantization.clamp_min, -128);
}

}  // namespace
}  // namespace quartet::test
