// Random convolution layers, extreme values included.
#pragma once

#include <rapidcheck.h>

#include <cmath>
#include <string>

#include "sim/base/philox.hpp"
#include "tests/unit/graph/network_builder.hpp"

namespace quartet::test {

/// Values of a type, a share of them at its ends.
inline Values random_values(std::size_t count, IntType type, std::uint64_t seed) {
  Values values(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto word = philox4x32(seed, 1, i);
    const auto range = static_cast<std::uint64_t>(type.max() - type.min()) + 1;
    const std::int64_t any = type.min() + static_cast<std::int64_t>(word[0] % range);
    values[i] = static_cast<std::int32_t>(word[1] % 8 == 0   ? type.min()
                                          : word[1] % 8 == 1 ? type.max()
                                                             : any);
    if (type.bipolar && values[i] == 0) values[i] = 1;
  }
  return values;
}

inline Requantization random_requantization(int channels, std::uint64_t seed) {
  Requantization r;
  const int kind = *rc::gen::inRange(0, 4);
  if (kind <= 1) {
    r.rule = Requantization::Rule::multiplier;
    const int count = *rc::gen::arbitrary<bool>() ? channels : 1;
    for (int c = 0; c < count; ++c) {
      const auto word = philox4x32(seed, 2, static_cast<std::uint64_t>(c));
      // 2^−40 (flushes to zero) … 2^6 (left shifts).
      const int exponent = word[1] % 16 == 0 ? -40 : static_cast<int>(word[1] % 38) - 32;
      r.scales.push_back(std::ldexp(0.5 + 0.5 * static_cast<double>(word[0]) * 0x1p-32, exponent));
    }
  } else if (kind == 2) {
    r.rule = Requantization::Rule::shift;
    r.shift = *rc::gen::inRange(-15, 16);
  }
  r.clamp_min = *rc::gen::element(-128, -128, 0, -7);
  r.clamp_max = *rc::gen::element(127, 127, 100, 6);
  return r;
}

/// Biases of every size up to 2^30 and a little beyond (the VWW model has them).
inline Values random_bias(int channels, std::uint64_t seed) {
  Values bias;
  for (int c = 0; c < channels; ++c) {
    const auto word = philox4x32(seed, 3, static_cast<std::uint64_t>(c));
    const std::int32_t size = 1 << (word[1] % 31);
    bias.push_back(static_cast<std::int32_t>(word[0] % static_cast<std::uint32_t>(size)) - size / 2 +
                   (word[1] % 5 == 0 ? 1 << 30 : 0));
  }
  return bias;
}

struct RandomLayer {
  Network network;
  Values input;
};

/// conv2d (grouped or not) or depthwise_conv2d of random geometry, zero points and requantization.
inline RandomLayer random_convolution() {
  const auto seed = *rc::gen::arbitrary<std::uint32_t>();
  const bool depthwise = *rc::gen::arbitrary<bool>();
  const int groups = depthwise ? 1 : *rc::gen::element(1, 1, 1, 2, 3);
  const int in_c = depthwise ? *rc::gen::element(1, 2, 3, 8, 16, 24, 33, 64, 80, 128)
                             : groups * *rc::gen::element(1, 2, 3, 5, 8, 16, 31);
  const int out_c = depthwise ? in_c * *rc::gen::element(1, 1, 1, 2, 3)
                              : groups * *rc::gen::element(1, 4, 8, 15, 16, 17, 33, 64, 72);
  Attributes a;
  a.kernel = {*rc::gen::inRange(1, 5), *rc::gen::inRange(1, 5)};
  a.stride = {*rc::gen::inRange(1, 4), *rc::gen::inRange(1, 4)};
  a.dilation = {*rc::gen::inRange(1, 3), *rc::gen::inRange(1, 3)};
  a.padding = {*rc::gen::inRange(0, 3), *rc::gen::inRange(0, 3), *rc::gen::inRange(0, 3),
               *rc::gen::inRange(0, 3)};
  a.groups = groups;
  const int h = (a.kernel.h - 1) * a.dilation.h + *rc::gen::inRange(1, 8);
  const int w = (a.kernel.w - 1) * a.dilation.w + *rc::gen::inRange(1, 14);
  const IntType type = *rc::gen::element(kInt8, kInt8, IntType{4, true, false}, IntType{7, false, false});
  const auto zero_point =
      static_cast<std::int32_t>(*rc::gen::inRange<std::int64_t>(type.min(), type.max() + 1));

  NetworkBuilder b;
  const TensorId x = b.input({h, w, in_c}, type, {{0.1}, {zero_point}});
  Layer& layer = b.layer(depthwise ? "depthwise_conv2d" : "conv2d", {x},
                         {out_c, a.kernel.h, a.kernel.w, depthwise ? 1 : in_c / groups});
  layer.attributes = a;
  layer.requantization = random_requantization(out_c, seed);
  const TensorId weights = layer.weights, output = layer.output;
  const IntType weight_type =
      *rc::gen::element(kInt8, kInt8, IntType{2, true, false}, IntType{1, true, true});
  b.network.tensor(weights).type = weight_type;
  b.network.tensor(weights).constant =
      random_values(b.network.tensor(weights).constant.size(), weight_type, seed + 1);
  b.network.tensor(output).quantization = {{0.1}, {*rc::gen::inRange(-128, 128)}};
  if (*rc::gen::arbitrary<bool>()) layer.bias = b.constant({out_c}, kInt32, random_bias(out_c, seed));
  return {b.finish(), random_values(static_cast<std::size_t>(h * w * in_c), type, seed + 2)};
}

}  // namespace quartet::test
