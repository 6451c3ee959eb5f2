// AVERAGE_POOL_2D, MAX_POOL_2D, PAD, PADV2, RESHAPE and its kin, CONCATENATION: operators that move integers.
#include <fmt/format.h>

#include "frontends/model/tflite/arithmetic.hpp"
#include "frontends/model/tflite/converters.hpp"
#include "tflite_reduced_generated.h"

namespace quartet::tfl {
namespace {

Result<Layer> unary(NetworkBuilder& net, const StoredOperator& op, std::string name) {
  const auto in = net.input(op, 0);
  if (!in) return pass(in.error());
  const auto out = net.output(op);
  if (!out) return pass(out.error());
  Layer layer;
  layer.op = std::move(name);
  layer.inputs = {*in};
  layer.output = *out;
  return layer;
}

Result<void> convert_pool(NetworkBuilder& net, const StoredOperator& op, std::string name) {
  const auto* options = op.table->builtin_options_as_Pool2DOptions();
  if (options == nullptr) return net.wrong(op, "has no options");
  auto layer = unary(net, op, std::move(name));
  if (!layer) return pass(std::move(layer.error()));
  const Shape image = net.tensor(layer->inputs[0]).shape;
  if (image.size() != 3)
    return net.wrong(
        op, fmt::format("input has shape {} without the batch, an image is needed", to_string(image)));
  const Window window{
      {options->filter_height(), options->filter_width()}, {options->stride_h(), options->stride_w()}, {}};
  if (const std::string flaw = window_flaw(window); !flaw.empty()) return net.wrong(op, flaw);
  const auto clamp = fused_clamp(net, op, options->fused_activation_function(), layer->output);
  if (!clamp) return pass(clamp.error());
  layer->attributes.kernel = window.kernel;
  layer->attributes.stride = window.stride;
  layer->attributes.padding = explicit_padding(options->padding(), image[0], image[1], window);
  layer->requantization.clamp_min = clamp->min;
  layer->requantization.clamp_max = clamp->max;
  net.add(std::move(*layer));
  return {};
}

/// The value PADV2 pads with must be the zero point, which is what PAD pads with.
Result<void> check_pad_value(NetworkBuilder& net, const StoredOperator& op, TensorId input) {
  const int id = NetworkBuilder::operand(op, 2);
  if (id < 0) return {};
  const StoredTensor& value = net.stored(id);
  if (!value.flaw.empty() || !value.is_constant() || value.element != Element::int8 ||
      element_count(value.shape) != 1) {
    return net.wrong(op, "pads with something other than one constant int8 value");
  }
  const auto values = net.integers(op, value);
  if (!values) return pass(values.error());
  if (values->front() == net.tensor(input).quantization.zero_point()) return {};
  return net.wrong(op,
                   fmt::format("pads with {} where the zero point is {}", values->front(),
                               net.tensor(input).quantization.zero_point()),
                   "padding with real zeros is supported");
}

}  // namespace

Result<void> convert_average_pool_2d(NetworkBuilder& net, const StoredOperator& op) {
  return convert_pool(net, op, "average_pool");
}
Result<void> convert_max_pool_2d(NetworkBuilder& net, const StoredOperator& op) {
  return convert_pool(net, op, "max_pool");
}

Result<void> convert_pad(NetworkBuilder& net, const StoredOperator& op) {
  auto layer = unary(net, op, "pad");
  if (!layer) return pass(std::move(layer.error()));
  const int id = NetworkBuilder::operand(op, 1);
  if (id < 0 || !net.stored(id).flaw.empty() || !net.stored(id).is_constant())
    return net.wrong(op, "has no constant paddings");
  const StoredTensor& paddings = net.stored(id);
  if (paddings.shape != Shape{4, 2})
    return net.wrong(op,
                     fmt::format("has paddings of shape '{}', 4x2 for an image with its batch is supported",
                                 to_string(paddings.shape)));
  const auto v = net.integers(op, paddings);
  if (!v) return pass(v.error());
  if ((*v)[0] != 0 || (*v)[1] != 0 || (*v)[6] != 0 || (*v)[7] != 0)
    return net.wrong(op, "pads the batch or the channels", "rows and columns can be padded");
  if (auto value = check_pad_value(net, op, layer->inputs[0]); !value) return value;
  layer->attributes.padding = {(*v)[2], (*v)[4], (*v)[3], (*v)[5]};
  net.add(std::move(*layer));
  return {};
}

Result<void> convert_reshape(NetworkBuilder& net, const StoredOperator& op) {
  auto layer = unary(net, op, "reshape");
  if (!layer) return pass(std::move(layer.error()));
  layer->attributes.new_shape =
      net.tensor(layer->output).shape;  // the operator's own shape operand says the same
  net.add(std::move(*layer));
  return {};
}

Result<void> convert_concatenation(NetworkBuilder& net, const StoredOperator& op) {
  const auto* options = op.table->builtin_options_as_ConcatenationOptions();
  if (options == nullptr) return net.wrong(op, "has no options");
  if (options->fused_activation_function() != tfl_schema::ActivationFunctionType::NONE)
    return net.wrong(op, "has a fused activation");
  auto layer = unary(net, op, "concat");
  if (!layer) return pass(std::move(layer.error()));
  for (std::size_t i = 1; i < op.inputs.size(); ++i) {
    const auto in = net.input(op, i);
    if (!in) return pass(in.error());
    layer->inputs.push_back(*in);
  }
  // Stored axes count the batch, which the network's do not.
  const int rank = static_cast<int>(net.tensor(layer->output).shape.size());
  const int stored_rank = static_cast<int>(net.stored(op.outputs[0]).shape.size());
  const int stored_axis = options->axis() < 0 && options->axis() >= -stored_rank
                              ? options->axis() + stored_rank
                              : options->axis();
  const int axis = stored_axis - (stored_rank - rank);
  if (axis < 0 || axis >= rank)
    return net.wrong(op, fmt::format("joins along axis {}", options->axis()),
                     "any axis but the batch is supported");
  layer->attributes.axis = axis;
  net.add(std::move(*layer));
  return {};
}

}  // namespace quartet::tfl
