#include "frontends/model/onnx/integers.hpp"

#include <cmath>

#include "frontends/model/onnx/requantize.hpp"

namespace quartet::onnx_import {

namespace {

Result<std::vector<std::int32_t>> zero_points(const Converter& c, const Node& node, std::size_t input,
                                              std::size_t scales, std::int32_t shifted) {
  if (!node.has_input(input)) return std::vector<std::int32_t>{-shifted};
  const auto zero = c.constant(node, input, "zero point");
  if (!zero) return pass(zero.error());
  const std::vector<double>& values = (*zero)->values;
  if (values.size() != 1 && values.size() != scales)
    return c.error(node, "it has " + std::to_string(values.size()) + " zero points for " +
                             std::to_string(scales) + " scales");
  std::vector<std::int32_t> result;
  for (const double v : values) {
    if (std::abs(v) > 65536) return c.error(node, "a zero point is beyond 16 bits");
    result.push_back(static_cast<std::int32_t>(v) - shifted);
  }
  return result;
}

Result<Constant> attach(const Converter& c, const Node& node, const Constant& constant, AxisScales scales,
                        std::size_t zero_input) {
  const auto stored = stored_type(constant.type);
  if (!stored) return c.error(node, "its constant input is not an integer of 8, 16 or 32 bits");
  auto zeros = zero_points(c, node, zero_input, scales.scales.size(), stored->shifted);
  if (!zeros) return pass(zeros.error());
  Constant result = constant;
  ConstantQuantization q{{}, std::move(scales.scales), std::move(*zeros), scales.axis, stored->type};
  const AxisIndex channel(constant.dims, scales.axis);
  for (std::size_t i = 0; i < constant.values.size(); ++i) {
    const std::size_t n = channel(i);
    q.q.push_back(static_cast<std::int32_t>(constant.values[i]) - stored->shifted);
    result.values[i] = q.scales[n] * (static_cast<double>(q.q.back()) - q.zeros[q.zeros.size() == 1 ? 0 : n]);
  }
  result.type = ElementType::floating;
  result.quantized = std::move(q);
  return result;
}

}  // namespace

std::optional<StoredType> stored_type(ElementType type) {
  switch (type) {
    case ElementType::int8:
      return StoredType{kInt8, 0};
    case ElementType::uint8:
      return StoredType{kInt8, 128};
    case ElementType::int16:
      return StoredType{IntType{16, true, false}, 0};
    case ElementType::uint16:
      return StoredType{IntType{16, false, false}, 0};
    case ElementType::int32:
      return StoredType{kInt32, 0};
    default:
      return std::nullopt;
  }
}

Result<LinearParameters> linear_parameters(const Converter& c, const Node& node, std::size_t scale_input) {
  const auto scale = c.constant(node, scale_input, "scale");
  if (!scale) return pass(scale.error());
  if ((*scale)->values.size() != 1)
    return c.error(
        node, "an activation has " + std::to_string((*scale)->values.size()) + " scales, one is supported",
        "quantize activations per tensor");
  LinearParameters result;
  result.scale = (*scale)->values[0];
  if (!(result.scale > 0) || !std::isfinite(result.scale))
    return c.error(node, "its scale is not a positive number");
  ElementType type = ElementType::uint8;
  if (node.has_input(scale_input + 1)) {
    const auto zero = c.constant(node, scale_input + 1, "zero point");
    if (!zero) return pass(zero.error());
    type = (*zero)->type;
  }
  const auto stored = stored_type(type);
  if (!stored || stored->type.bits > 16)
    return c.error(node, "its zero point is not an integer of 8 or 16 bits");
  result.stored = *stored;
  const auto zeros = zero_points(c, node, scale_input + 1, 1, stored->shifted);
  if (!zeros) return pass(zeros.error());
  result.zero = (*zeros)[0];
  return result;
}

QuantSpec linear_spec(const LinearParameters& p) {
  QuantSpec spec;
  spec.scale = p.scale;
  spec.zero = p.zero;
  spec.type = p.stored.type;
  spec.min = static_cast<std::int32_t>(p.stored.type.min());
  spec.max = static_cast<std::int32_t>(p.stored.type.max());
  spec.integer_output = true;
  spec.shifted = p.stored.shifted;
  return spec;
}

Result<Constant> linear_constant(const Converter& c, const Node& node, const Constant& constant,
                                 std::size_t scale_input, std::int64_t axis) {
  const auto scale = c.constant(node, scale_input, "scale");
  if (!scale) return pass(scale.error());
  auto scales = axis_scales(**scale, constant.dims, axis);
  if (!scales) return c.error(node, scales.error());
  return attach(c, node, constant, std::move(*scales), scale_input + 1);
}

Result<Constant> integer_constant(const Converter& c, const Node& node, const Constant& constant,
                                  std::size_t zero_input) {
  return attach(c, node, constant, AxisScales{{1.0}, -1}, zero_input);
}

Result<Activation> linear_activation(Converter& c, const Node& node, std::size_t x_input) {
  auto x = c.activation(node, x_input);
  if (!x) return pass(x.error());
  const auto parameters = linear_parameters(c, node, x_input + 1);
  if (!parameters) return pass(parameters.error());
  return as_real(c, node, std::move(*x), parameters->scale, parameters->zero);
}

Result<Activation> integer_activation(Converter& c, const Node& node, std::size_t zero_input) {
  auto x = c.activation(node, 0);
  if (!x) return pass(x.error());
  std::int32_t zero = -x->shifted;
  if (node.has_input(zero_input)) {
    const auto zeros = zero_points(c, node, zero_input, 1, x->shifted);
    if (!zeros) return pass(zeros.error());
    zero = zeros->front();
  }
  return as_real(c, node, std::move(*x), 1.0, zero);
}

}  // namespace quartet::onnx_import
