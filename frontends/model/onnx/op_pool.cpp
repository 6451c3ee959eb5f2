// MaxPool, AveragePool and the global pools, with their QLinear forms.
#include <functional>

#include "frontends/model/onnx/integers.hpp"
#include "frontends/model/onnx/operators.hpp"
#include "frontends/model/onnx/requantize.hpp"
#include "frontends/model/onnx/window.hpp"

namespace quartet::onnx_import {

namespace {

Dims pooled_dims(const Activation& x, const std::vector<std::int64_t>& sizes) {
  Dims dims{1, x.dims[1]};
  dims.insert(dims.end(), sizes.begin(), sizes.end());
  return dims;
}

/// A maximum commutes with everything that grows with the stored value: positive scales, constants, clamps.
Result<void> pool_max(Converter& c, const Node& node, Layer layer,
                      const std::function<Result<Dims>(const Activation&, Layer&)>& shape) {
  auto x = c.activation(node, 0);
  if (!x) return pass(x.error());
  if (node.outputs.size() > 1 && c.graph.readers.count(node.outputs[1]) != 0)
    return c.error(node, "its indices output is used", "only the values of a MaxPool can be read");
  if (auto positive = make_positive(c, node, *x); !positive) return positive;
  const auto dims = shape(*x, layer);
  if (!dims) return pass(dims.error());
  auto y = c.follow(node, *x, std::move(layer), *dims, x->layout);
  if (!y) return pass(y.error());
  c.define(node, std::move(*y));
  return {};
}

/// Padding that counts as elements becomes a pad layer.
Result<Activation> pad_counted(Converter& c, const Node& node, const Activation& x, Window& window,
                               const std::vector<std::int64_t>& spatial) {
  Layer pad;
  pad.op = "pad";
  pad.attributes.padding = window_attributes(window).padding;
  if (pad.attributes.padding == Padding{}) return x;
  Dims dims{1, x.dims[1]};
  for (std::size_t i = 0; i < spatial.size(); ++i) {
    dims.push_back(spatial[i] + window.before[i] + window.after[i]);
    window.before[i] = window.after[i] = 0;
  }
  return c.follow(node, x, std::move(pad), dims, x.layout);
}

Result<Activation> average(Converter& c, const Node& node, const Activation& given) {
  const auto spatial = spatial_axes(c, node, given);
  if (!spatial) return pass(spatial.error());
  auto window = read_window(c, node, {}, *spatial);
  if (!window) return pass(window.error());
  const auto sizes = window_sizes(c, node, *window, *spatial);
  if (!sizes) return pass(sizes.error());
  Activation x = given;
  if (node.integer("count_include_pad", 0) != 0) {
    if (node.integer("ceil_mode", 0) != 0)
      return c.error(node, "count_include_pad with ceil_mode is not supported");
    auto padded = pad_counted(c, node, x, *window, *spatial);
    if (!padded) return padded;
    x = std::move(*padded);
  }
  Layer layer;
  layer.op = "average_pool";
  layer.attributes = window_attributes(*window);
  return c.follow(node, x, std::move(layer), pooled_dims(x, *sizes), x.layout);
}

Result<Activation> average_all(Converter& c, const Node& node, const Activation& x) {
  const auto spatial = spatial_axes(c, node, x);
  if (!spatial) return pass(spatial.error());
  Layer layer;
  layer.op = "global_average_pool";
  return c.follow(node, x, std::move(layer), pooled_dims(x, std::vector<std::int64_t>(spatial->size(), 1)),
                  x.layout);
}

void note_average(Converter& c, const Node& node) {
  c.notes.add(
      "an average is rounded half away from zero at its input's scale, before any other scale is applied",
      node.name);
}

using Average = Result<Activation> (*)(Converter&, const Node&, const Activation&);

Result<void> convert_average(Converter& c, const Node& node, Average operation) {
  const auto x = plain_input(c, node, 0);
  if (!x) return pass(x.error());
  auto y = operation(c, node, *x);
  if (!y) return pass(y.error());
  note_average(c, node);
  c.define(node, std::move(*y));
  return {};
}

Result<void> convert_qlinear_average(Converter& c, const Node& node, Average operation) {
  if (node.integer("channels_last", 0) != 0)
    return c.error(node, "channels_last is not supported", "export it with channels first");
  const auto x = linear_activation(c, node, 0);
  if (!x) return pass(x.error());
  const auto output = linear_parameters(c, node, 3);
  if (!output) return pass(output.error());
  const auto input = plain(c, node, *x);
  if (!input) return pass(input.error());
  auto averaged = operation(c, node, *input);
  if (!averaged) return pass(averaged.error());
  note_average(c, node);
  auto y = quantize(c, node, std::move(*averaged), linear_spec(*output));
  if (!y) return pass(y.error());
  c.define(node, std::move(*y));
  return {};
}

}  // namespace

Result<void> convert_max_pool(Converter& c, const Node& node) {
  Layer layer;
  layer.op = "max_pool";
  return pool_max(c, node, std::move(layer), [&](const Activation& x, Layer& pool) -> Result<Dims> {
    const auto spatial = spatial_axes(c, node, x);
    if (!spatial) return pass(spatial.error());
    const auto window = read_window(c, node, {}, *spatial);
    if (!window) return pass(window.error());
    const auto sizes = window_sizes(c, node, *window, *spatial);
    if (!sizes) return pass(sizes.error());
    pool.attributes = window_attributes(*window);
    return pooled_dims(x, *sizes);
  });
}

Result<void> convert_global_max_pool(Converter& c, const Node& node) {
  Layer layer;
  layer.op = "global_max_pool";
  return pool_max(c, node, std::move(layer), [&](const Activation& x, Layer&) -> Result<Dims> {
    const auto spatial = spatial_axes(c, node, x);
    if (!spatial) return pass(spatial.error());
    return pooled_dims(x, std::vector<std::int64_t>(spatial->size(), 1));
  });
}

Result<void> convert_average_pool(Converter& c, const Node& node) {
  return convert_average(c, node, average);
}
Result<void> convert_global_average_pool(Converter& c, const Node& node) {
  return convert_average(c, node, average_all);
}
Result<void> convert_qlinear_average_pool(Converter& c, const Node& node) {
  return convert_qlinear_average(c, node, average);
}
Result<void> convert_qlinear_global_average_pool(Converter& c, const Node& node) {
  return convert_qlinear_average(c, node, average_all);
}

}  // namespace quartet::onnx_import
