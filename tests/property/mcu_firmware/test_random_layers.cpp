#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/property/golden/random_layer.hpp"
#include "tests/property/mcu_firmware/boards.hpp"

namespace quartet::test {

RC_GTEST_PROP(FirmwareLayers, EveryKernelEqualsTheGoldenInterpreterOnRandomConvolutions, ()) {
  RandomLayer layer = random_convolution();
  const auto valid = infer_and_validate(layer.network);
  if (!valid) RC_FAIL(valid.error().text());
  const Rounding rounding = *rc::gen::element(Rounding::double_rounding, Rounding::single_rounding);
  for (const mcu::McuParams& board : boards()) {
    const std::string wrong = difference(board, layer.network, {layer.input}, rounding);
    if (!wrong.empty()) RC_FAIL(wrong);
  }
}

/// Depthwise 3x3 on every pixel has kernels of its own.
RC_GTEST_PROP(FirmwareLayers, DepthwiseThreeByThreeEqualsTheGoldenInterpreter, ()) {
  const auto seed = *rc::gen::arbitrary<std::uint32_t>();
  const int channels = 2 * *rc::gen::inRange(1, 9), h = *rc::gen::inRange(1, 6), w = *rc::gen::inRange(2, 7);
  NetworkBuilder b;
  const TensorId x = b.input({h, w, channels}, kInt8, {{0.1}, {*rc::gen::inRange(-128, 128)}});
  Layer& layer = b.layer("depthwise_conv2d", {x}, {channels, 3, 3, 1});
  layer.attributes.padding = {1, 1, 1, 1};
  layer.attributes.groups = channels;
  layer.requantization = random_requantization(channels, seed);
  const TensorId weights = layer.weights;
  b.network.tensor(weights).constant = random_values(static_cast<std::size_t>(9 * channels), kInt8, seed + 1);
  Network network = b.finish();
  const auto valid = infer_and_validate(network);
  if (!valid) RC_FAIL(valid.error().text());
  const Values input = random_values(static_cast<std::size_t>(h * w * channels), kInt8, seed + 2);
  for (const mcu::McuParams& board : boards()) {
    const std::string wrong = difference(board, network, {input}, Rounding::double_rounding);
    if (!wrong.empty()) RC_FAIL(wrong);
  }
}

/// Fields behind a row's end are -1 in weights of 1 bit: what the layer before left there must not count.
RC_GTEST_PROP(FirmwareLayers, OneBitRowsThatEndWithinAWordIgnoreWhatLiesBehindThem, ()) {
  const auto seed = *rc::gen::arbitrary<std::uint32_t>();
  const int channels = *rc::gen::element(1, 3, 7);
  NetworkBuilder b;
  const TensorId x = b.input({9, 9, 16}, kInt8, {{0.1}, {0}});
  Layer& before = b.layer("conv2d", {x}, {channels, 3, 3, 16});
  before.requantization = random_requantization(channels, seed);
  const TensorId dense = before.weights, between = before.output;
  Layer& narrow = b.layer("conv2d", {between}, {5, 3, 3, channels});
  narrow.requantization = random_requantization(5, seed + 1);
  Tensor& bits = b.network.tensor(narrow.weights);
  bits.type = IntType{1, true, true};
  bits.constant = random_values(bits.constant.size(), bits.type, seed + 2);
  b.network.tensor(dense).constant = random_values(b.network.tensor(dense).constant.size(), kInt8, seed + 3);
  Network network = b.finish();
  const auto valid = infer_and_validate(network);
  if (!valid) RC_FAIL(valid.error().text());
  const Values input = random_values(9 * 9 * 16, kInt8, seed + 4);
  for (const mcu::McuParams& board : boards()) {
    const std::string wrong = difference(board, network, {input}, Rounding::double_rounding);
    if (!wrong.empty()) RC_FAIL(wrong);
  }
}

/// Weights of 4, 2 and 1 bit, binary and power-of-two layers, on activations of 8, 4, 2 and 1 bit.
RC_GTEST_PROP(FirmwareLayers, NarrowLayersEqualTheGoldenInterpreter, ()) {
  const auto seed = *rc::gen::arbitrary<std::uint32_t>();
  const IntType weight_type = *rc::gen::element(IntType{4, true, false}, IntType{2, true, false}, IntType{1, true, true});
  const IntType type = *rc::gen::element(kInt8, IntType{4, true, false}, IntType{2, true, false}, IntType{1, true, true});
  const bool shifts = *rc::gen::arbitrary<bool>();
  const int in_c = *rc::gen::element(1, 3, 4, 8, 20, 32, 40), out_c = *rc::gen::inRange(1, 10);
  const int h = *rc::gen::inRange(2, 6), w = *rc::gen::inRange(2, 6), k = *rc::gen::inRange(1, 3);
  NetworkBuilder b;
  const std::int32_t zero = type.bipolar ? 0 : *rc::gen::inRange(0, 2);
  const TensorId x = b.input({h, w, in_c}, type, {{0.1}, {zero}});
  Layer& layer = b.layer("conv2d", {x}, {out_c, k, k, in_c});
  const int pad = *rc::gen::inRange(0, 2);
  layer.attributes.padding = {pad, pad, 0, 0};
  layer.requantization = random_requantization(out_c, seed);
  const TensorId weights = layer.weights;
  Tensor& tensor = b.network.tensor(weights);
  tensor.type = weight_type;
  tensor.constant = random_values(tensor.constant.size(), weight_type, seed + 1);
  if (shifts && !weight_type.bipolar) {
    tensor.type = kInt8;
    for (std::int32_t& v : tensor.constant) v = v == 0 ? 0 : (v < 0 ? -1 : 1) * (1 << (std::abs(v) % 7));
  }
  Network network = b.finish();
  const auto valid = infer_and_validate(network);
  if (!valid) RC_FAIL(valid.error().text());
  const Values input = random_values(static_cast<std::size_t>(h * w * in_c), type, seed + 2);
  for (const mcu::McuParams& board : boards()) {
    const std::string wrong = difference(board, network, {input}, Rounding::double_rounding, shifts);
    if (!wrong.empty()) RC_FAIL(wrong);
  }
}

}  // namespace quartet::test
