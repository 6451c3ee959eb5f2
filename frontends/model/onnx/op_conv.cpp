// Conv, ConvTranspose, ConvInteger, QLinearConv.
#include "frontends/model/onnx/integers.hpp"
#include "frontends/model/onnx/operators.hpp"
#include "frontends/model/onnx/requantize.hpp"
#include "frontends/model/onnx/weights.hpp"
#include "frontends/model/onnx/window.hpp"

namespace quartet::onnx_import {

namespace {

/// Sizes of a weight tensor [first, second, kernel…].
struct KernelShape {
  std::int64_t first = 0, second = 0;
  std::vector<std::int64_t> kernel;
  [[nodiscard]] std::int64_t taps() const {
    std::int64_t n = 1;
    for (const std::int64_t k : kernel) n *= k;
    return n;
  }
  [[nodiscard]] Shape stored(std::int64_t outputs, std::int64_t inputs) const {
    return {static_cast<int>(outputs), static_cast<int>(kernel[0]),
            kernel.size() == 2 ? static_cast<int>(kernel[1]) : 1, static_cast<int>(inputs)};
  }
};

Result<KernelShape> kernel_shape(const Converter& c, const Node& node, const Constant& weights,
                                 std::size_t rank) {
  if (weights.dims.size() != rank + 2)
    return c.error(node, "its weights have shape " + to_text(weights.dims) + " for " + std::to_string(rank) +
                             " spatial axes");
  return KernelShape{weights.dims[0], weights.dims[1], {weights.dims.begin() + 2, weights.dims.end()}};
}

Result<std::int64_t> read_groups(const Converter& c, const Node& node, std::int64_t channels,
                                 std::int64_t divided) {
  const std::int64_t groups = node.integer("group", 1);
  if (groups < 1 || channels % groups != 0 || divided % groups != 0)
    return c.error(node, "group " + std::to_string(groups) + " does not divide " + std::to_string(channels) +
                             " and " + std::to_string(divided) + " channels");
  return groups;
}

/// [O, I, taps] becomes [O, taps, I].
Values channels_last(const Values& q, const KernelShape& shape) {
  const auto outputs = static_cast<std::size_t>(shape.first);
  const auto inputs = static_cast<std::size_t>(shape.second);
  const auto taps = static_cast<std::size_t>(shape.taps());
  Values result(q.size());
  for (std::size_t o = 0; o < outputs; ++o) {
    for (std::size_t i = 0; i < inputs; ++i) {
      for (std::size_t t = 0; t < taps; ++t)
        result[(o * taps + t) * inputs + i] = q[(o * inputs + i) * taps + t];
    }
  }
  return result;
}

/// ConvTranspose's [I, O/groups, taps] becomes the equivalent convolution's [O, taps reversed, I/groups].
Values transposed(const Values& q, const KernelShape& shape, std::size_t groups) {
  const auto inputs = static_cast<std::size_t>(shape.first) / groups;
  const auto outputs = static_cast<std::size_t>(shape.second);
  const auto taps = static_cast<std::size_t>(shape.taps());
  Values result(q.size());
  for (std::size_t g = 0; g < groups; ++g) {
    for (std::size_t i = 0; i < inputs; ++i) {
      for (std::size_t o = 0; o < outputs; ++o) {
        for (std::size_t t = 0; t < taps; ++t)
          result[((g * outputs + o) * taps + taps - 1 - t) * inputs + i] =
              q[((g * inputs + i) * outputs + o) * taps + t];
      }
    }
  }
  return result;
}

Dims output_dims(std::int64_t channels, const std::vector<std::int64_t>& sizes) {
  Dims dims{1, channels};
  dims.insert(dims.end(), sizes.begin(), sizes.end());
  return dims;
}

Result<Activation> convolve(Converter& c, const Node& node, const Activation& x, const Constant& constant,
                            const ConstantPtr& bias) {
  const auto spatial = spatial_axes(c, node, x);
  if (!spatial) return pass(spatial.error());
  const auto shape = kernel_shape(c, node, constant, spatial->size());
  if (!shape) return pass(shape.error());
  const auto window = read_window(c, node, shape->kernel, *spatial);
  if (!window) return pass(window.error());
  const auto sizes = window_sizes(c, node, *window, *spatial);
  if (!sizes) return pass(sizes.error());
  const std::int64_t channels = x.dims[1];
  const auto groups = read_groups(c, node, channels, shape->first);
  if (!groups) return pass(groups.error());
  if (shape->second * *groups != channels)
    return c.error(node, "its weights read " + std::to_string(shape->second * *groups) +
                             " channels, its input has " + std::to_string(channels));
  auto weights = symmetric_weights(c, node, constant, 0);
  if (!weights) return pass(weights.error());
  Layer layer;
  layer.attributes = window_attributes(*window);
  layer.attributes.groups = static_cast<int>(*groups);
  const bool depthwise = *groups > 1 && *groups == channels;
  layer.op = depthwise ? "depthwise_conv2d" : (spatial->size() == 1 ? "conv1d" : "conv2d");
  Values order = channels_last(weights->q, *shape);
  return add_weighted(c, node, x, std::move(layer), std::move(*weights), std::move(order),
                      shape->stored(shape->first, shape->second), bias, output_dims(shape->first, *sizes));
}

Result<ConstantPtr> optional_bias(const Converter& c, const Node& node, std::size_t input) {
  if (!node.has_input(input)) return ConstantPtr{};
  return c.constant(node, input, "bias");
}

}  // namespace

Result<void> convert_conv(Converter& c, const Node& node) {
  const auto x = plain_input(c, node, 0);
  if (!x) return pass(x.error());
  const auto weights = c.constant(node, 1, "weight tensor");
  if (!weights) return pass(weights.error());
  const auto bias = optional_bias(c, node, 2);
  if (!bias) return pass(bias.error());
  auto y = convolve(c, node, *x, **weights, *bias);
  if (!y) return pass(y.error());
  c.define(node, std::move(*y));
  return {};
}

Result<void> convert_conv_transpose(Converter& c, const Node& node) {
  const auto x = plain_input(c, node, 0);
  if (!x) return pass(x.error());
  const auto constant = c.constant(node, 1, "weight tensor");
  if (!constant) return pass(constant.error());
  const auto bias = optional_bias(c, node, 2);
  if (!bias) return pass(bias.error());
  const auto spatial = spatial_axes(c, node, *x);
  if (!spatial) return pass(spatial.error());
  const auto shape = kernel_shape(c, node, **constant, spatial->size());
  if (!shape) return pass(shape.error());
  const std::string mode = node.text("auto_pad", "NOTSET");
  if ((mode != "NOTSET" && mode != "VALID") || node.has("output_shape"))
    return c.error(node, "auto_pad " + printable(mode) + " and output_shape are not supported",
                   "export it with explicit pads and output_padding");
  const auto window = read_window(c, node, shape->kernel, *spatial);
  if (!window) return pass(window.error());
  const auto groups = read_groups(c, node, x->dims[1], shape->first);
  if (!groups) return pass(groups.error());
  if (shape->first != x->dims[1])
    return c.error(node, "its weights read " + std::to_string(shape->first) + " channels, its input has " +
                             std::to_string(x->dims[1]));
  std::vector<std::int64_t> sizes;
  for (std::size_t i = 0; i < window->rank(); ++i)
    sizes.push_back((*spatial)[i] * window->stride[i] - window->stride[i] + window->span(i) +
                    window->output_padding[i] - window->before[i] - window->after[i]);
  if ((*constant)->quantized && (*constant)->quantized->scales.size() > 1 && *groups > 1)
    return c.error(node, "a grouped ConvTranspose has per-channel weight scales",
                   "quantize its weights per tensor");
  auto weights = symmetric_weights(c, node, **constant, 1);
  if (!weights) return pass(weights.error());
  Layer layer;
  layer.op = "conv_transpose2d";
  layer.attributes = window_attributes(*window);
  layer.attributes.groups = static_cast<int>(*groups);
  Values order = transposed(weights->q, *shape, static_cast<std::size_t>(*groups));
  const std::int64_t outputs = shape->second * *groups;
  auto y = add_weighted(c, node, *x, std::move(layer), std::move(*weights), std::move(order),
                        shape->stored(outputs, shape->first / *groups), *bias, output_dims(outputs, sizes));
  if (!y) return pass(y.error());
  c.define(node, std::move(*y));
  return {};
}

Result<void> convert_conv_integer(Converter& c, const Node& node) {
  const auto x = integer_activation(c, node, 2);
  if (!x) return pass(x.error());
  const auto constant = c.constant(node, 1, "weight tensor");
  if (!constant) return pass(constant.error());
  const auto weights = integer_constant(c, node, **constant, 3);
  if (!weights) return pass(weights.error());
  auto y = convolve(c, node, *x, *weights, nullptr);
  if (!y) return pass(y.error());
  c.define(node, std::move(*y));
  return {};
}

Result<void> convert_qlinear_conv(Converter& c, const Node& node) {
  const auto x = linear_activation(c, node, 0);
  if (!x) return pass(x.error());
  const auto constant = c.constant(node, 3, "weight tensor");
  if (!constant) return pass(constant.error());
  const auto weights = linear_constant(c, node, **constant, 4, 0);
  if (!weights) return pass(weights.error());
  const auto output = linear_parameters(c, node, 6);
  if (!output) return pass(output.error());
  ConstantPtr bias;
  if (node.has_input(8)) {
    const auto units = c.constant(node, 8, "bias");
    if (!units) return pass(units.error());
    // The specification: int32 in units of x_scale·w_scale.
    Constant typed = **units;
    ConstantQuantization q{
        {typed.values.begin(), typed.values.end()}, weights->quantized->scales, {0}, -1, kInt32};
    for (double& s : q.scales) s *= x->scale[0];
    typed.quantized = std::move(q);
    bias = std::make_shared<const Constant>(std::move(typed));
  }
  auto sums = convolve(c, node, *x, *weights, bias);
  if (!sums) return pass(sums.error());
  auto y = quantize(c, node, std::move(*sums), linear_spec(*output));
  if (!y) return pass(y.error());
  c.define(node, std::move(*y));
  return {};
}

}  // namespace quartet::onnx_import
