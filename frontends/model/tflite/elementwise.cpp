// ADD, SUB, RELU, RELU6, SOFTMAX, QUANTIZE, DEQUANTIZE.
#include <fmt/format.h>

#include "frontends/model/tflite/arithmetic.hpp"
#include "frontends/model/tflite/converters.hpp"
#include "tflite_reduced_generated.h"

namespace quartet::tfl {
using tfl_schema::ActivationFunctionType;

namespace {

Result<void> convert_binary(NetworkBuilder& net, const StoredOperator& op, std::string name,
                            ActivationFunctionType function) {
  const auto a = net.input(op, 0);
  if (!a) return pass(a.error());
  const auto b = net.input(op, 1);
  if (!b) return pass(b.error());
  const auto out = net.output(op);
  if (!out) return pass(out.error());
  const auto clamp = fused_clamp(net, op, function, *out);
  if (!clamp) return pass(clamp.error());
  Layer layer;
  layer.op = std::move(name);
  layer.inputs = {*a, *b};
  layer.output = *out;
  layer.attributes.input_scales = {net.tensor(*a).quantization.scale(), net.tensor(*b).quantization.scale()};
  layer.attributes.output_scale = net.tensor(*out).quantization.scale();
  layer.requantization.rule = Requantization::Rule::multiplier;
  layer.requantization.clamp_min = clamp->min;
  layer.requantization.clamp_max = clamp->max;
  net.add(std::move(layer));
  return {};
}

/// y = clamp(zero_point + (x − zero_point_in)·scale_in/scale_out).
Result<void> add_requantize(NetworkBuilder& net, TensorId in, TensorId out, Clamp clamp) {
  Layer layer;
  layer.op = "requantize";
  layer.inputs = {in};
  layer.output = out;
  layer.requantization.rule = Requantization::Rule::multiplier;
  layer.requantization.scales = {net.tensor(in).quantization.scale() / net.tensor(out).quantization.scale()};
  layer.requantization.clamp_min = clamp.min;
  layer.requantization.clamp_max = clamp.max;
  net.add(std::move(layer));
  return {};
}

Result<void> convert_activation(NetworkBuilder& net, const StoredOperator& op, std::string name,
                                ActivationFunctionType function) {
  const auto in = net.input(op, 0);
  if (!in) return pass(in.error());
  const auto out = net.output(op);
  if (!out) return pass(out.error());
  if (net.tensor(*in).quantization != net.tensor(*out).quantization) {
    const auto clamp = fused_clamp(net, op, function, *out);
    if (!clamp) return pass(clamp.error());
    return add_requantize(net, *in, *out, *clamp);
  }
  Layer layer;
  layer.op = std::move(name);
  layer.inputs = {*in};
  layer.output = *out;
  net.add(std::move(layer));
  return {};
}

}  // namespace

Result<void> convert_add(NetworkBuilder& net, const StoredOperator& op) {
  const auto* options = op.table->builtin_options_as_AddOptions();
  return convert_binary(
      net, op, "add",
      options == nullptr ? ActivationFunctionType::NONE : options->fused_activation_function());
}

Result<void> convert_sub(NetworkBuilder& net, const StoredOperator& op) {
  const auto* options = op.table->builtin_options_as_SubOptions();
  return convert_binary(
      net, op, "sub",
      options == nullptr ? ActivationFunctionType::NONE : options->fused_activation_function());
}

Result<void> convert_relu(NetworkBuilder& net, const StoredOperator& op) {
  return convert_activation(net, op, "relu", ActivationFunctionType::RELU);
}
Result<void> convert_relu6(NetworkBuilder& net, const StoredOperator& op) {
  return convert_activation(net, op, "relu6", ActivationFunctionType::RELU6);
}

Result<void> convert_softmax(NetworkBuilder& net, const StoredOperator& op) {
  const auto* options = op.table->builtin_options_as_SoftmaxOptions();
  if (options == nullptr) return net.wrong(op, "has no options");
  const auto in = net.input(op, 0);
  if (!in) return pass(in.error());
  const auto out = net.output(op);
  if (!out) return pass(out.error());
  Layer layer;
  layer.op = "softmax";
  layer.inputs = {*in};
  layer.output = *out;
  layer.attributes.beta = static_cast<double>(options->beta());
  net.add(std::move(layer));
  return {};
}

Result<void> convert_quantize(NetworkBuilder& net, const StoredOperator& op) {
  const int from = NetworkBuilder::operand(op, 0);
  const auto out = net.output(op);
  if (!out) return pass(out.error());
  if (from >= 0 && net.stored(from).element == Element::float32 && net.is_graph_input(from)) {
    net.replace_input(from, *out);
    net.note("the file quantizes its float32 input itself; the network takes the quantized values");
    return {};
  }
  const auto in = net.input(op, 0);
  if (!in) return pass(in.error());
  return add_requantize(net, *in, *out, {});
}

Result<void> convert_dequantize(NetworkBuilder& net, const StoredOperator& op) {
  const auto in = net.input(op, 0);
  if (!in) return pass(in.error());
  if (op.outputs.size() != 1 || !net.is_graph_output(op.outputs[0]))
    return net.wrong(op, "computes real numbers within the network",
                     "only the network's output may be dequantized");
  net.replace_output(op.outputs[0], *in);
  net.note("the file converts its output to float32; the network ends at the integers before");
  return {};
}

}  // namespace quartet::tfl
