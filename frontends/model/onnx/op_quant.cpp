// QuantizeLinear, DequantizeLinear, Quant, BipolarQuant.
#include <cmath>

#include "frontends/model/onnx/integers.hpp"
#include "frontends/model/onnx/operators.hpp"
#include "frontends/model/onnx/quantizer_node.hpp"
#include "frontends/model/onnx/requantize.hpp"

namespace quartet::onnx_import {

namespace {

constexpr int kMaxActivationBits = 16;

struct QuantAttributes {
  int bits = 8;
  bool is_signed = true;
  bool narrow = false;
  RoundMode mode = RoundMode::half_even;
  [[nodiscard]] IntType type() const { return IntType{bits, is_signed, is_signed && bits == 1}; }
  [[nodiscard]] std::int64_t min() const {
    return type().min() + (is_signed && narrow && !type().bipolar ? 1 : 0);
  }
  [[nodiscard]] std::int64_t max() const { return type().max() - (!is_signed && narrow && bits > 1 ? 1 : 0); }
};

Result<QuantAttributes> read_attributes(const Converter& c, const Node& node) {
  QuantAttributes result;
  const auto bits = c.constant(node, 3, "bit width");
  if (!bits) return pass(bits.error());
  const double width = (*bits)->values[0];
  if ((*bits)->values.size() != 1 || width != std::floor(width) ||
      !((width >= 1 && width <= 16) || width == 32))
    return c.error(node, "its bit width is not one whole number from 1 to 16, or 32");
  result.bits = static_cast<int>(width);
  result.is_signed = node.integer("signed", 1) != 0;
  result.narrow = node.integer("narrow", 0) != 0;
  if (result.bits == 32 && !result.is_signed)
    return c.error(node, "an unsigned type of 32 bits is not supported");
  const std::string name = node.text("rounding_mode", "ROUND");
  const auto mode = round_mode(name);
  if (!mode)
    return c.error(node, "rounding_mode '" + printable(name) + "' is not known",
                   "use ROUND, HALF_UP, HALF_DOWN, FLOOR, CEIL, UP or DOWN");
  result.mode = *mode;
  return result;
}

/// Zero points of Quant are floats; each must be a whole number.
Result<std::vector<std::int32_t>> read_zeros(const Converter& c, const Node& node, std::size_t scales) {
  const auto zero = c.constant(node, 2, "zero point");
  if (!zero) return pass(zero.error());
  std::vector<std::int32_t> result;
  for (const double v : (*zero)->values) {
    if (v != std::floor(v) || std::abs(v) > 65536)
      return c.error(node, "its zero point " + std::to_string(v) + " is not a whole number of 16 bits");
    result.push_back(static_cast<std::int32_t>(v));
  }
  if (result.size() != 1 && result.size() != scales)
    return c.error(node, "it has " + std::to_string(result.size()) + " zero points for " +
                             std::to_string(scales) + " scales");
  return result;
}

Result<double> one_scale(const Converter& c, const Node& node) {
  const auto scale = c.constant(node, 1, "scale");
  if (!scale) return pass(scale.error());
  const double value = (*scale)->values[0];
  for (const double v : (*scale)->values) {
    if (v != value)
      return c.error(node, "an activation has more than one scale", "quantize activations per tensor");
  }
  if (!(value > 0) || !std::isfinite(value)) return c.error(node, "its scale is not a positive number");
  return value;
}

Result<QuantSpec> bipolar_spec(const Converter& c, const Node& node) {
  const auto scale = one_scale(c, node);
  if (!scale) return pass(scale.error());
  QuantSpec spec;
  spec.scale = *scale;
  spec.type = IntType{1, true, true};
  spec.min = -1;
  spec.max = 1;
  return spec;
}

Result<QuantSpec> quant_spec(const Converter& c, const Node& node) {
  const auto attributes = read_attributes(c, node);
  if (!attributes) return pass(attributes.error());
  if (attributes->type().bipolar) return bipolar_spec(c, node);
  if (attributes->bits > kMaxActivationBits) return c.error(node, "activations have at most 16 bits");
  const auto scale = one_scale(c, node);
  if (!scale) return pass(scale.error());
  const auto zeros = read_zeros(c, node, 1);
  if (!zeros) return pass(zeros.error());
  QuantSpec spec;
  spec.scale = *scale;
  spec.zero = zeros->front();
  spec.type = attributes->type();
  spec.min = static_cast<std::int32_t>(attributes->min());
  spec.max = static_cast<std::int32_t>(attributes->max());
  spec.mode = attributes->mode;
  if (spec.type == IntType{8, false, false}) {
    // Unsigned bytes are stored as int8: values, limits and zero point move by 128.
    spec.type = kInt8;
    spec.zero -= 128;
    spec.min -= 128;
    spec.max -= 128;
  }
  if (spec.zero < spec.type.min() || spec.zero > spec.type.max())
    return c.error(node, "its zero point is outside its type");
  return spec;
}

Result<void> apply(Converter& c, const Node& node) {
  const auto spec = read_quantizer(c, node);
  if (!spec) return pass(spec.error());
  auto x = c.real_activation(node, 0);
  if (!x) return pass(x.error());
  auto y = quantize(c, node, std::move(*x), *spec);
  if (!y) return pass(y.error());
  c.define(node, std::move(*y));
  return {};
}

Result<void> quantize_constant_linear(Converter& c, const Node& node, const Constant& constant) {
  const auto scale = c.constant(node, 1, "scale");
  if (!scale) return pass(scale.error());
  auto scales = axis_scales(**scale, constant.dims, node.integer("axis", 1));
  if (!scales) return c.error(node, scales.error());
  ElementType type = ElementType::uint8;
  std::vector<double> zeros{0.0};
  if (node.has_input(2)) {
    const auto zero = c.constant(node, 2, "zero point");
    if (!zero) return pass(zero.error());
    type = (*zero)->type;
    zeros = (*zero)->values;
  }
  const auto stored = stored_type(type);
  if (!stored || stored->type.bits > 16 || (zeros.size() != 1 && zeros.size() != scales->scales.size()))
    return c.error(node, "its zero point is not an integer of 8 or 16 bits, one a scale");
  ConstantSpec spec{std::move(*scales),  {}, stored->type, stored->type.min(), stored->type.max(),
                    RoundMode::half_even};
  for (const double z : zeros) spec.zeros.push_back(static_cast<std::int32_t>(z) - stored->shifted);
  Constant result = quantize_constant(constant, spec);
  // ONNX goes on with the integers; DequantizeLinear gives them their scale again.
  for (std::size_t i = 0; i < result.values.size(); ++i)
    result.values[i] = static_cast<double>(result.quantized->q[i]) + stored->shifted;
  result.quantized.reset();
  result.type = type;
  c.define(node, std::move(result));
  return {};
}

}  // namespace

bool is_quantizer(const Node& node) {
  return node.op == "QuantizeLinear" || node.op == "Quant" || node.op == "IntQuant" ||
         node.op == "BipolarQuant";
}

Result<QuantSpec> read_quantizer(const Converter& c, const Node& node) {
  if (node.op == "BipolarQuant") return bipolar_spec(c, node);
  if (node.op != "QuantizeLinear") return quant_spec(c, node);
  const auto parameters = linear_parameters(c, node, 1);
  if (!parameters) return pass(parameters.error());
  return linear_spec(*parameters);
}

Result<void> convert_quantize_linear(Converter& c, const Node& node) {
  if (c.is_constant(node, 0)) return quantize_constant_linear(c, node, **c.constant(node, 0, "tensor"));
  return apply(c, node);
}

Result<void> convert_dequantize_linear(Converter& c, const Node& node) {
  if (c.is_constant(node, 0)) {
    const auto constant = c.constant(node, 0, "tensor");
    if (!constant) return pass(constant.error());
    auto result = linear_constant(c, node, **constant, 1, node.integer("axis", 1));
    if (!result) return pass(result.error());
    c.define(node, std::move(*result));
    return {};
  }
  auto x = linear_activation(c, node, 0);
  if (!x) return pass(x.error());
  c.define(node, std::move(*x));
  return {};
}

Result<void> convert_quant(Converter& c, const Node& node) {
  if (!c.is_constant(node, 0)) return apply(c, node);
  const auto constant = c.constant(node, 0, "tensor");
  if (!constant) return pass(constant.error());
  const auto attributes = read_attributes(c, node);
  if (!attributes) return pass(attributes.error());
  const auto scale = c.constant(node, 1, "scale");
  if (!scale) return pass(scale.error());
  auto scales = broadcast_scales(**scale, (*constant)->dims);
  if (!scales) return c.error(node, scales.error());
  auto zeros = read_zeros(c, node, scales->scales.size());
  if (!zeros) return pass(zeros.error());
  c.define(node, quantize_constant(**constant, {std::move(*scales), std::move(*zeros), attributes->type(),
                                                attributes->min(), attributes->max(), attributes->mode}));
  return {};
}

Result<void> convert_bipolar_quant(Converter& c, const Node& node) {
  if (!c.is_constant(node, 0)) return apply(c, node);
  const auto constant = c.constant(node, 0, "tensor");
  if (!constant) return pass(constant.error());
  const auto scale = c.constant(node, 1, "scale");
  if (!scale) return pass(scale.error());
  auto scales = broadcast_scales(**scale, (*constant)->dims);
  if (!scales) return c.error(node, scales.error());
  c.define(node,
           quantize_constant(**constant,
                             {std::move(*scales), {0}, IntType{1, true, true}, -1, 1, RoundMode::half_even}));
  return {};
}

}  // namespace quartet::onnx_import
