// The definition of docs/operators.md, written once more: what every kernel and every instruction set must
// equal.
#pragma once

#include <algorithm>
#include <cstdint>

#include "sim/base/requantize.hpp"
#include "workloads/graph/network.hpp"

namespace quartet::test {

/// The rules multiplier, shift and none on a 32-bit accumulator.
inline std::int32_t requantized(const Network& network, const Layer& layer, std::int32_t acc, int channel,
                                Rounding rounding) {
  const Requantization& r = layer.requantization;
  std::int64_t y = acc;
  if (r.rule == Requantization::Rule::multiplier) {
    const double scale = r.scales[r.scales.size() == 1 ? 0 : static_cast<std::size_t>(channel)];
    y = multiply_by_quantized(acc, quantize_multiplier(scale, rounding), rounding);
    y += network.tensor(layer.output).quantization.zero_point();
  } else if (r.rule == Requantization::Rule::shift) {
    y = shift_round_half_up(acc, r.shift);
  }
  return static_cast<std::int32_t>(std::clamp<std::int64_t>(y, r.clamp_min, r.clamp_max));
}

/// conv2d, conv1d, depthwise_conv2d (groups = input channels) on H, W, C; 32-bit accumulator.
inline Values reference_convolution(const Network& network, const Layer& layer, const Values& x,
                                    Rounding rounding) {
  const Shape& in = network.tensor(layer.inputs[0]).shape;
  const Shape& out = network.tensor(layer.output).shape;
  const Attributes& a = layer.attributes;
  const Values& w = network.tensor(layer.weights).constant;
  const std::int32_t zx = network.tensor(layer.inputs[0]).quantization.zero_point();
  const int groups = layer.op == "depthwise_conv2d" ? in[2] : a.groups;
  const int ins = in[2] / groups, outs = out[2] / groups;
  Values y;
  for (int oh = 0; oh < out[0]; ++oh) {
    for (int ow = 0; ow < out[1]; ++ow) {
      for (int o = 0; o < out[2]; ++o) {
        std::int64_t acc =
            layer.bias == kNoTensor ? 0 : network.tensor(layer.bias).constant[static_cast<std::size_t>(o)];
        for (int kh = 0; kh < a.kernel.h; ++kh) {
          for (int kw = 0; kw < a.kernel.w; ++kw) {
            const int h = oh * a.stride.h + kh * a.dilation.h - a.padding.top;
            const int v = ow * a.stride.w + kw * a.dilation.w - a.padding.left;
            if (h < 0 || v < 0 || h >= in[0] || v >= in[1]) continue;
            for (int i = 0; i < ins; ++i) {
              const auto xi = static_cast<std::size_t>((h * in[1] + v) * in[2] + o / outs * ins + i);
              const auto wi = static_cast<std::size_t>(((o * a.kernel.h + kh) * a.kernel.w + kw) * ins + i);
              acc += std::int64_t{x[xi] - zx} * w[wi];
            }
          }
        }
        y.push_back(requantized(network, layer, static_cast<std::int32_t>(static_cast<std::uint32_t>(acc)), o,
                                rounding));
      }
    }
  }
  return y;
}

}  // namespace quartet::test
