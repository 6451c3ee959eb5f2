// Layers with weights: convolutions, depthwise convolutions, fully connected.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "accel/dataflow/lower/lowerings.hpp"

namespace quartet::dataflow {
namespace {

/// Sums of the positive and of the negative values; exact for any 32-bit weights.
struct SignedSums {
  std::int64_t positive = 0, negative = 0;
};
SignedSums signed_sums(const std::int32_t* values, std::int64_t count) {
  SignedSums out;
  constexpr std::int64_t kBlock = 4096;  // of weights up to 16 bit: 28 bits in all
  for (std::int64_t at = 0; at < count; at += kBlock) {
    std::int32_t positive = 0, sum = 0;
    const std::int64_t end = std::min(count, at + kBlock);
    for (std::int64_t i = at; i < end; ++i) {
      positive += std::max(values[i], 0);
      sum += values[i];
    }
    out.positive += positive;
    out.negative += sum - positive;
  }
  return out;
}

bool has_padding(const Padding& p) { return p.top != 0 || p.left != 0 || p.bottom != 0 || p.right != 0; }

/// Pad and slide, as far as needed; the node of the window, or kOutside.
int add_window(Lowering& l, const Layer& layer, bool depthwise) {
  const Attributes& a = layer.attributes;
  const Tensor& in = l.input(layer);
  MapShape map = map_shape(in.shape);
  const MapShape out = map_shape(l.output(layer).shape);
  const IntType type = l.stream_type(layer.inputs[0]);
  int padding = kOutside;
  if (has_padding(a.padding)) {
    padding = l.chain(layer, "pad", make_padding({map.h, map.w, map.c, a.padding, type, in.quantization.zero_point()}));
    map.h += a.padding.top + a.padding.bottom;
    map.w += a.padding.left + a.padding.right;
  }
  const bool one_tap = a.kernel == Size2{1, 1} && a.stride == Size2{1, 1};
  if (one_tap) return padding;
  const int window =
      l.chain(layer, "swg", make_sliding_window({map.h, map.w, map.c, a.kernel, a.stride, a.dilation, out.h, out.w, type, depthwise}));
  if (padding != kOutside) l.follow(padding, window);
  return window;
}

void add_matrix(Lowering& l, const Layer& layer, MatrixShape shape) {
  const IntType accumulator = accumulator_type(l.network(), layer, shape.input, shape.mh);
  shape.accumulator_bits = accumulator.bits;
  shape.weight = l.network().tensor(layer.weights).type;
  shape.weights = &l.network().tensor(layer.weights).constant;
  const std::int64_t reads = shape.mw;
  const bool reuse = l.params().style == "hls4ml";
  const int node = l.chain(layer, "mvau", reuse ? make_reuse_matrix(std::move(shape), l.params().estimates.hls4ml_depth) : make_mvau(std::move(shape)));
  l.requantize(layer, node, accumulator, reads);
}

bool is_reordered(Lowering& l, const Layer& layer) {
  if (l.order(layer.inputs[0]).empty()) return false;
  l.refuse(layer, "reads a map that was flattened channel-first", "only fully connected layers take such a vector");
  return true;
}

}  // namespace

IntType accumulator_type(const Network& network, const Layer& layer, IntType input, std::int64_t outputs) {
  const Values& weights = network.tensor(layer.weights).constant;
  // What is added later is part of thresholds and multipliers; without them it is in the result.
  const bool plain = layer.requantization.rule == Requantization::Rule::none;
  const std::int64_t zero = plain ? network.tensor(layer.inputs[0]).quantization.zero_point() : 0;
  const Values* bias = plain && layer.bias != kNoTensor ? &network.tensor(layer.bias).constant : nullptr;
  const std::int64_t row = static_cast<std::int64_t>(weights.size()) / outputs;
  std::int64_t low = -1, high = 0;
  for (std::int64_t o = 0; o < outputs; ++o) {
    const SignedSums s = signed_sums(weights.data() + o * row, row);
    const std::int64_t added = (bias != nullptr ? (*bias)[static_cast<std::size_t>(o)] : 0) - zero * (s.positive + s.negative);
    low = std::min(low, s.positive * input.min() + s.negative * input.max() + added);
    high = std::max(high, s.positive * input.max() + s.negative * input.min() + added);
  }
  int bits = 2;
  while (bits < 63 && ((std::int64_t{1} << (bits - 1)) <= high || -(std::int64_t{1} << (bits - 1)) > low)) ++bits;
  return {bits, true};
}

void lower_convolution(Lowering& l, const Layer& layer) {
  const Attributes& a = layer.attributes;
  if (is_reordered(l, layer)) return;
  if (a.groups != 1) {
    return l.refuse(layer, fmt::format("{} groups: a matrix-vector unit takes all channels", a.groups),
                    "only depthwise convolutions have a unit of their own");
  }
  add_window(l, layer, false);
  const Shape& w = l.network().tensor(layer.weights).shape;
  const MapShape out = map_shape(l.output(layer).shape);
  add_matrix(l, layer, {.mw = element_count(w) / w.at(0), .mh = w.at(0), .vectors = out.pixels(), .rows = out.h, .input = l.stream_type(layer.inputs[0])});
}

void lower_depthwise(Lowering& l, const Layer& layer) {
  const MapShape in = map_shape(l.input(layer).shape);
  const MapShape out = map_shape(l.output(layer).shape);
  if (in.c == 1) return lower_convolution(l, layer);
  if (is_reordered(l, layer)) return;
  if (out.c != in.c) return l.refuse(layer, fmt::format("{} outputs a channel: the depthwise unit has one", out.c / in.c));
  const int window = add_window(l, layer, true);
  DepthwiseShape shape{.channels = in.c,
                       .taps = std::int64_t{layer.attributes.kernel.h} * layer.attributes.kernel.w,
                       .vectors = out.pixels(),
                       .rows = out.h,
                       .input = l.stream_type(layer.inputs[0]),
                       .weight = l.network().tensor(layer.weights).type,
                       .weights = &l.network().tensor(layer.weights).constant};
  const IntType accumulator = accumulator_type(l.network(), layer, shape.input, in.c);
  shape.accumulator_bits = accumulator.bits;
  const std::int64_t taps = shape.taps;
  const int node = l.chain(layer, "vvau", make_vvau(shape));
  if (window != kOutside) l.follow(window, node);
  l.requantize(layer, node, accumulator, taps);
}

void lower_fully_connected(Lowering& l, const Layer& layer) {
  const Shape& w = l.network().tensor(layer.weights).shape;
  MatrixShape shape{.mw = w.at(1), .mh = w.at(0), .vectors = 1, .input = l.stream_type(layer.inputs[0])};
  shape.column = l.order(layer.inputs[0]);
  add_matrix(l, layer, std::move(shape));
}

void lower_pad(Lowering& l, const Layer& layer) {
  if (is_reordered(l, layer)) return;
  const MapShape in = map_shape(l.input(layer).shape);
  const IntType type = l.stream_type(layer.inputs[0]);
  if (!has_padding(layer.attributes.padding)) return l.alias(layer);
  l.chain(layer, "pad", make_padding({in.h, in.w, in.c, layer.attributes.padding, type, l.input(layer).quantization.zero_point()}));
  l.narrow(type);
}

void lower_window_pool(Lowering& l, const Layer& layer) {
  if (is_reordered(l, layer)) return;
  const Attributes& a = layer.attributes;
  const MapShape in = map_shape(l.input(layer).shape);
  const MapShape out = map_shape(l.output(layer).shape);
  if (out.pixels() == 1 && !has_padding(a.padding) && a.kernel.h == in.h && a.kernel.w == in.w) return lower_global_pool(l, layer);
  const int window = add_window(l, layer, true);
  const IntType type = l.stream_type(layer.inputs[0]);
  const int pool = l.chain(layer, "pool", make_pool({in.c, std::int64_t{a.kernel.h} * a.kernel.w, out.pixels(), out.h, type, layer.op == "average_pool"}));
  if (window != kOutside) l.follow(window, pool);
  l.narrow(type);
}

void lower_global_pool(Lowering& l, const Layer& layer) {
  if (is_reordered(l, layer)) return;
  const MapShape in = map_shape(l.input(layer).shape);
  const IntType type = l.stream_type(layer.inputs[0]);
  const bool average = layer.op == "average_pool" || layer.op == "global_average_pool";
  l.chain(layer, "pool", make_global_pool({in.c, in.pixels(), 1, 1, type, average}));
  l.narrow(type);
}

}  // namespace quartet::dataflow
