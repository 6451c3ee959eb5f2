// Layers without weights: sums, activations, copies.
#include <algorithm>

#include <fmt/format.h>

#include "accel/dataflow/lower/lowerings.hpp"

namespace quartet::dataflow {
namespace {

bool any_reordered(Lowering& l, const Layer& layer) {
  const auto reordered = [&](TensorId id) { return !l.order(id).empty(); };
  if (std::none_of(layer.inputs.begin(), layer.inputs.end(), reordered)) return false;
  l.refuse(layer, "reads a map that was flattened channel-first", "only fully connected layers take such a vector");
  return true;
}

IntType widest(const Lowering& l, const std::vector<TensorId>& ids) {
  IntType out = l.stream_type(ids[0]);
  for (const TensorId id : ids) {
    if (l.stream_type(id).bits > out.bits) out = l.stream_type(id);
  }
  return out;
}

bool same_width(Lowering& l, const Layer& layer) {
  const IntType widest_type = widest(l, layer.inputs);
  for (const TensorId id : layer.inputs) {
    if (l.stream_type(id).bits == widest_type.bits) continue;
    l.refuse(layer, fmt::format("operands of {} and {} bit", l.stream_type(id).bits, widest_type.bits), "requantize them to one width");
    return false;
  }
  return true;
}

}  // namespace

void lower_add(Lowering& l, const Layer& layer) {
  if (any_reordered(l, layer) || !same_width(l, layer)) return;
  if (layer.inputs.size() != 2) return l.refuse(layer, fmt::format("{} operands: the unit adds two streams", layer.inputs.size()));
  const MapShape shape = map_shape(l.output(layer).shape);
  // TFLite's integer ADD scales both operands and the sum.
  const std::int64_t requantizers = layer.requantization.rule == Requantization::Rule::multiplier ? 3 : 0;
  l.join(layer, "add", make_add({shape.c, shape.pixels(), shape.h, widest(l, layer.inputs), l.output(layer).type}, requantizers), layer.inputs);
}

void lower_concat(Lowering& l, const Layer& layer) {
  if (any_reordered(l, layer) || !same_width(l, layer)) return;
  const Shape& out = l.output(layer).shape;
  const int rank = static_cast<int>(out.size());
  if (layer.attributes.axis != -1 && layer.attributes.axis != rank - 1)
    return l.refuse(layer, fmt::format("joins along axis {}: the unit joins channels", layer.attributes.axis));
  std::vector<std::int64_t> channels;
  for (const TensorId id : layer.inputs) channels.push_back(map_shape(l.network().tensor(id).shape).c);
  const IntType type = widest(l, layer.inputs);
  if (channels.size() == 1) return l.alias(layer);
  l.join(layer, "concat", make_concat(std::move(channels), map_shape(out).pixels(), map_shape(out).h, type), layer.inputs);
  l.narrow(type);
}

void lower_elementwise(Lowering& l, const Layer& layer) {
  if (any_reordered(l, layer)) return;
  const MapShape shape = map_shape(l.output(layer).shape);
  l.chain(layer, "clamp", make_requantizer({shape.c, shape.pixels(), shape.h, l.stream_type(layer.inputs[0]), l.output(layer).type}, false, 1));
}

void lower_requantize(Lowering& l, const Layer& layer) {
  if (any_reordered(l, layer)) return;
  const IntType type = l.stream_type(layer.inputs[0]);
  if (layer.requantization.rule == Requantization::Rule::none && l.output(layer).type.bits >= type.bits) return l.alias(layer);
  l.requantize(layer, kOutside, type, 1);
}

void lower_copy(Lowering& l, const Layer& layer) { l.alias(layer); }

void lower_reshape(Lowering& l, const Layer& layer) {
  if (any_reordered(l, layer)) return;
  const MapShape in = map_shape(l.input(layer).shape);
  if (layer.attributes.flatten_order == FlattenOrder::hwc || in.c == 1 || in.pixels() == 1) return l.alias(layer);
  std::vector<std::int32_t> order;
  for (std::int64_t p = 0; p < in.pixels(); ++p) {
    for (std::int64_t c = 0; c < in.c; ++c) order.push_back(static_cast<std::int32_t>(c * in.pixels() + p));
  }
  l.alias_reordered(layer, std::move(order));
}

/// Probabilities are the host's; the fabric ends with the logits.
void lower_softmax(Lowering& l, const Layer& layer) {
  if (std::find(l.network().outputs.begin(), l.network().outputs.end(), layer.output) == l.network().outputs.end())
    return l.refuse(layer, "a softmax inside the network has no streaming unit");
  l.alias(layer);
}

}  // namespace quartet::dataflow
