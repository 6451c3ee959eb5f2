// CONV_2D, DEPTHWISE_CONV_2D, TRANSPOSE_CONV, FULLY_CONNECTED: weights, bias and the multiplier rule.
#include <fmt/format.h>

#include <algorithm>

#include "frontends/model/tflite/arithmetic.hpp"
#include "frontends/model/tflite/converters.hpp"
#include "tflite_reduced_generated.h"

namespace quartet::tfl {
namespace {

/// A convolution's operands, checked against each other as far as the graph's own rules do not.
struct Operands {
  TensorId input = kNoTensor;
  TensorId output = kNoTensor;
  const StoredTensor* weights = nullptr;
};

Result<Operands> read_operands(NetworkBuilder& net, const StoredOperator& op, std::size_t input,
                               std::size_t rank, int channel_axis) {
  const auto in = net.input(op, input);
  if (!in) return pass(in.error());
  const auto out = net.output(op);
  if (!out) return pass(out.error());
  const auto weights = net.weights(op, 1, rank);
  if (!weights) return pass(weights.error());
  if ((*weights)->scales.size() > 1 && (*weights)->quantized_axis != channel_axis) {
    return net.wrong(op, fmt::format("weights are quantized along axis {}, not along the output channels",
                                     (*weights)->quantized_axis));
  }
  if (rank == 4 && net.tensor(*in).shape.size() != 3) {
    return net.wrong(op, fmt::format("input has shape {} without the batch, an image is needed",
                                     to_string(net.tensor(*in).shape)));
  }
  return Operands{*in, *out, *weights};
}

/// Adds a layer whose accumulator is requantized by multiplier.
Result<void> add_weighted(NetworkBuilder& net, const StoredOperator& op, const Operands& operands,
                          Layer layer, Tensor weights, std::size_t bias_operand,
                          tfl_schema::ActivationFunctionType function) {
  const int channels = weights.shape.front();
  const auto bias = net.bias(op, bias_operand, channels);
  if (!bias) return pass(bias.error());
  const auto clamp = fused_clamp(net, op, function, operands.output);
  if (!clamp) return pass(clamp.error());
  layer.inputs = {operands.input};
  layer.output = operands.output;
  layer.requantization.rule = Requantization::Rule::multiplier;
  layer.requantization.scales =
      effective_scales(net.tensor(operands.input), *operands.weights, net.tensor(operands.output));
  layer.requantization.clamp_min = clamp->min;
  layer.requantization.clamp_max = clamp->max;
  layer.bias = *bias;
  layer.weights = net.add(std::move(weights));
  net.add(std::move(layer));
  return {};
}

void set_window(Attributes& attributes, const Window& window, const Padding& padding) {
  attributes.kernel = window.kernel;
  attributes.stride = window.stride;
  attributes.dilation = window.dilation;
  attributes.padding = padding;
}

}  // namespace

Result<void> convert_conv_2d(NetworkBuilder& net, const StoredOperator& op) {
  const auto* options = op.table->builtin_options_as_Conv2DOptions();
  if (options == nullptr) return net.wrong(op, "has no options");
  const auto operands = read_operands(net, op, 0, 4, 0);
  if (!operands) return pass(operands.error());
  const StoredTensor& w = *operands->weights;
  const Shape image = net.tensor(operands->input).shape;
  const Window window{{w.shape[1], w.shape[2]},
                      {options->stride_h(), options->stride_w()},
                      {options->dilation_h_factor(), options->dilation_w_factor()}};
  if (const std::string flaw = window_flaw(window); !flaw.empty()) return net.wrong(op, flaw);
  if (image[2] % w.shape[3] != 0) {
    return net.wrong(
        op, fmt::format("weights of shape {} do not fit {} input channels", to_string(w.shape), image[2]));
  }
  auto values = net.integers(op, w);
  if (!values) return pass(std::move(values.error()));
  Layer layer;
  layer.op = "conv2d";
  set_window(layer.attributes, window, explicit_padding(options->padding(), image[0], image[1], window));
  layer.attributes.groups = image[2] / w.shape[3];
  Tensor weights{w.name, w.shape, kInt8, weight_quantization(w), std::move(*values)};
  return add_weighted(net, op, *operands, std::move(layer), std::move(weights), 2,
                      options->fused_activation_function());
}

Result<void> convert_depthwise_conv_2d(NetworkBuilder& net, const StoredOperator& op) {
  const auto* options = op.table->builtin_options_as_DepthwiseConv2DOptions();
  if (options == nullptr) return net.wrong(op, "has no options");
  const auto operands = read_operands(net, op, 0, 4, 3);
  if (!operands) return pass(operands.error());
  const StoredTensor& w = *operands->weights;
  const Shape image = net.tensor(operands->input).shape;
  const Window window{{w.shape[1], w.shape[2]},
                      {options->stride_h(), options->stride_w()},
                      {options->dilation_h_factor(), options->dilation_w_factor()}};
  if (const std::string flaw = window_flaw(window); !flaw.empty()) return net.wrong(op, flaw);
  const int channels = w.shape[3];
  if (w.shape[0] != 1 || channels % image[2] != 0) {
    return net.wrong(
        op, fmt::format("weights of shape {} do not fit {} input channels", to_string(w.shape), image[2]));
  }
  const auto stored = net.integers(op, w);
  if (!stored) return pass(stored.error());
  // Stored with the output channel innermost, wanted outermost.
  Values values(stored->size());
  const std::size_t outputs = static_cast<std::size_t>(channels);
  const std::size_t taps = values.size() / outputs;
  for (std::size_t tap = 0; tap < taps; ++tap) {
    for (std::size_t o = 0; o < outputs; ++o) values[o * taps + tap] = (*stored)[tap * outputs + o];
  }
  Layer layer;
  layer.op = "depthwise_conv2d";
  set_window(layer.attributes, window, explicit_padding(options->padding(), image[0], image[1], window));
  layer.attributes.groups = image[2];
  Tensor weights{
      w.name, {channels, w.shape[1], w.shape[2], 1}, kInt8, weight_quantization(w), std::move(values)};
  return add_weighted(net, op, *operands, std::move(layer), std::move(weights), 2,
                      options->fused_activation_function());
}

Result<void> convert_transpose_conv(NetworkBuilder& net, const StoredOperator& op) {
  const auto* options = op.table->builtin_options_as_TransposeConvOptions();
  if (options == nullptr) return net.wrong(op, "has no options");
  const auto operands =
      read_operands(net, op, 2, 4, 0);  // operand 0 is the output shape, which the output tensor has as well
  if (!operands) return pass(operands.error());
  const StoredTensor& w = *operands->weights;
  const Shape image = net.tensor(operands->input).shape;
  const Shape out = net.tensor(operands->output).shape;
  if (out.size() != 3) return net.wrong(op, "output is not an image");
  const Window window{{w.shape[1], w.shape[2]}, {options->stride_h(), options->stride_w()}, {}};
  if (const std::string flaw = window_flaw(window); !flaw.empty()) return net.wrong(op, flaw);
  const auto stored = net.integers(op, w);
  if (!stored) return pass(stored.error());
  // TFLite scatters each input through the kernel; the equivalent convolution reads the kernel turned by 180
  // degrees.
  Values values(stored->size());
  const std::size_t inputs = static_cast<std::size_t>(w.shape[3]);
  const std::size_t taps = static_cast<std::size_t>(w.shape[1]) * static_cast<std::size_t>(w.shape[2]);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t channel = i % inputs;
    const std::size_t tap = i / inputs % taps;
    const std::size_t output = i / inputs / taps;
    values[(output * taps + taps - 1 - tap) * inputs + channel] = (*stored)[i];
  }
  Layer layer;
  layer.op = "conv_transpose2d";
  // The padding is that of a forward convolution from this operator's output to its input.
  set_window(layer.attributes, window, explicit_padding(options->padding(), out[0], out[1], window));
  const Padding& p = layer.attributes.padding;
  const auto extra = [](int wanted, int size, int stride, int kernel, int padding) {
    const std::int64_t natural = (std::int64_t{size} - 1) * stride + kernel - padding;
    return static_cast<int>(std::clamp<std::int64_t>(wanted - natural, -1, kMaxElements));
  };
  layer.attributes.output_padding = {
      extra(out[0], image[0], window.stride.h, window.kernel.h, p.top + p.bottom),
      extra(out[1], image[1], window.stride.w, window.kernel.w, p.left + p.right)};
  Tensor weights{w.name, w.shape, kInt8, weight_quantization(w), std::move(values)};
  return add_weighted(net, op, *operands, std::move(layer), std::move(weights), 3,
                      options->fused_activation_function());
}

Result<void> convert_fully_connected(NetworkBuilder& net, const StoredOperator& op) {
  const auto* options = op.table->builtin_options_as_FullyConnectedOptions();
  if (options == nullptr) return net.wrong(op, "has no options");
  if (options->weights_format() != tfl_schema::FullyConnectedOptionsWeightsFormat::DEFAULT)
    return net.wrong(op, "has weights in a shuffled format");
  auto operands = read_operands(net, op, 0, 2, 0);
  if (!operands) return pass(operands.error());
  const StoredTensor& w = *operands->weights;
  auto values = net.integers(op, w);
  if (!values) return pass(std::move(values.error()));
  Layer layer;
  layer.op = "fully_connected";
  // The result is a vector; an output that keeps more axes gets them back by a reshape.
  const TensorId declared = operands->output;
  const Tensor result = net.tensor(declared);
  const bool keeps_axes = result.shape.size() > 1;
  if (keeps_axes)
    operands->output = net.add({result.name + "_vector", {w.shape[0]}, kInt8, result.quantization, {}});
  Tensor weights{w.name, w.shape, kInt8, weight_quantization(w), std::move(*values)};
  auto added = add_weighted(net, op, *operands, std::move(layer), std::move(weights), 2,
                            options->fused_activation_function());
  if (!added || !keeps_axes) return added;
  Layer reshape;
  reshape.op = "reshape";
  reshape.inputs = {operands->output};
  reshape.output = declared;
  reshape.attributes.new_shape = result.shape;
  net.add(std::move(reshape));
  return {};
}

}  // namespace quartet::tfl
