// BatchNormalization, Mul and Div by constants, Add and Sub: of constants they change what the stored
// integers mean, of activations they are a layer.
#include <algorithm>
#include <cmath>

#include "frontends/model/onnx/integers.hpp"
#include "frontends/model/onnx/operators.hpp"
#include "frontends/model/onnx/requantize.hpp"

namespace quartet::onnx_import {

namespace {

using Stage = Activation::Stage;

/// real := real·gain[c] + shift[c]; one number each or one a channel.
Result<Activation> affine(Converter& c, const Node& node, Activation x, std::vector<double> gain,
                          std::vector<double> shift) {
  if (x.stage == Stage::input)
    return c.error(node, "the network's input is changed before its first quantizer",
                   "put a Quant or QuantizeLinear directly on the input");
  const std::size_t count = std::max(gain.size(), shift.size());
  if (count > 1 && x.channels_lost)
    return c.error(node, "per-channel numbers follow a reshape that mixed the channels",
                   "quantize before the reshape");
  const bool shifts = std::any_of(shift.begin(), shift.end(), [](double s) { return s != 0; });
  const bool flips = std::any_of(gain.begin(), gain.end(), [](double g) { return !(g > 0); });
  const bool bounded = (x.low != 0 && std::isfinite(x.low)) || std::isfinite(x.high);
  if (x.clamped() && (shifts || flips || (bounded && count > 1)))
    return c.error(node, "a constant follows a clamp (Relu, Clip) without a quantizer between",
                   "quantize the clamped value first");
  const std::size_t size = std::max({count, x.scale.size(), x.offset.size()});
  const auto spread = [&](std::vector<double>& v) {
    if (v.size() == 1) v.assign(size, v[0]);
  };
  for (auto* list : {&gain, &shift, &x.scale, &x.offset}) spread(*list);
  for (std::size_t i = 0; i < size; ++i) {
    x.scale[i] *= gain[i];
    x.offset[i] = x.offset[i] * gain[i] + shift[i];
    if (!std::isfinite(x.scale[i]) || !std::isfinite(x.offset[i]))
      return c.error(node, "its constants overflow");
  }
  if (std::isfinite(x.high)) x.high *= gain[0];
  if (std::isfinite(x.low)) x.low *= gain[0];
  if (std::all_of(x.offset.begin(), x.offset.end(), [](double v) { return v == 0; })) x.offset = {0.0};
  return x;
}

/// A constant operand as one number or one a channel of the activation.
Result<std::vector<double>> per_channel(const Converter& c, const Node& node, const Constant& constant,
                                        const Activation& x) {
  if (constant.values.size() == 1) return constant.values;
  const std::size_t rank = x.dims.size();
  const std::size_t axis = x.layout == Layout::channels_last ? rank - 1 : std::min<std::size_t>(1, rank - 1);
  const std::size_t lead = rank - std::min(rank, constant.dims.size());
  const bool matches = constant.dims.size() <= rank && axis >= lead &&
                       constant.dims[axis - lead] == x.dims[axis] &&
                       static_cast<std::int64_t>(constant.values.size()) == x.dims[axis];
  if (!matches)
    return c.error(node, "its constant of shape " + to_text(constant.dims) +
                             " is not one number or one a channel of " + to_text(x.dims));
  return constant.values;
}

/// Activation operand and constant operand of a binary node, in either order.
struct Operands {
  Activation x;
  std::vector<double> constant;
  bool constant_first = false;
};
Result<Operands> constant_operands(Converter& c, const Node& node) {
  const bool first = c.is_constant(node, 0);
  const auto constant = c.constant(node, first ? 0 : 1, "operand");
  if (!constant) return pass(constant.error());
  auto x = c.real_activation(node, first ? 1 : 0);
  if (!x) return pass(x.error());
  auto values = per_channel(c, node, **constant, *x);
  if (!values) return pass(values.error());
  return Operands{std::move(*x), std::move(*values), first};
}

Result<void> define_affine(Converter& c, const Node& node, Activation x, std::vector<double> gain,
                           std::vector<double> shift) {
  auto y = affine(c, node, std::move(x), std::move(gain), std::move(shift));
  if (!y) return pass(y.error());
  c.define(node, std::move(*y));
  return {};
}

/// A layer that sums or subtracts two activations. Operands of one scale and no zero points leave plain int32
/// sums.
Result<Activation> combine(Converter& c, const Node& node, const Activation& a, const Activation& b,
                           const char* op) {
  if (a.dims != b.dims || a.layout != b.layout)
    return c.error(node, "its operands have shapes " + to_text(a.dims) + " and " + to_text(b.dims),
                   "operands are not broadcast: give them equal shapes");
  Layer layer;
  layer.op = op;
  layer.inputs = {a.tensor, b.tensor};
  layer.attributes.input_scales = {a.scale[0], b.scale[0]};
  const bool equal = same_scale(a.scale[0], b.scale[0]) && a.zero == 0 && b.zero == 0;
  const auto index = c.add_layer(node, std::move(layer), a.dims, a.layout, kInt32, {});
  if (!index) return pass(index.error());
  Activation y;
  y.tensor = c.layer(*index).output;
  y.dims = a.dims;
  y.layout = a.layout;
  y.layer = *index;
  y.stage = equal ? Stage::accumulator : Stage::sum;
  y.scale = {equal ? a.scale[0] : 1.0};
  return y;
}

Result<void> convert_sum(Converter& c, const Node& node, const char* op) {
  const auto a = plain_input(c, node, 0);
  if (!a) return pass(a.error());
  const auto b = plain_input(c, node, 1);
  if (!b) return pass(b.error());
  auto y = combine(c, node, *a, *b, op);
  if (!y) return pass(y.error());
  c.define(node, std::move(*y));
  return {};
}

}  // namespace

Result<void> convert_add(Converter& c, const Node& node) {
  if (!c.is_constant(node, 0) && !c.is_constant(node, 1)) return convert_sum(c, node, "add");
  auto operands = constant_operands(c, node);
  if (!operands) return pass(operands.error());
  return define_affine(c, node, std::move(operands->x), {1.0}, std::move(operands->constant));
}

Result<void> convert_sub(Converter& c, const Node& node) {
  if (!c.is_constant(node, 0) && !c.is_constant(node, 1)) return convert_sum(c, node, "sub");
  auto operands = constant_operands(c, node);
  if (!operands) return pass(operands.error());
  if (operands->constant_first)
    return define_affine(c, node, std::move(operands->x), {-1.0}, std::move(operands->constant));
  for (double& v : operands->constant) v = -v;
  return define_affine(c, node, std::move(operands->x), {1.0}, std::move(operands->constant));
}

Result<void> convert_mul(Converter& c, const Node& node) {
  if (!c.is_constant(node, 0) && !c.is_constant(node, 1))
    return c.error(node, "it multiplies two activations, which no operator of the network does");
  auto operands = constant_operands(c, node);
  if (!operands) return pass(operands.error());
  return define_affine(c, node, std::move(operands->x), std::move(operands->constant), {0.0});
}

Result<void> convert_div(Converter& c, const Node& node) {
  if (!c.is_constant(node, 1))
    return c.error(node, "it divides by an activation, which no operator of the network does");
  auto operands = constant_operands(c, node);
  if (!operands) return pass(operands.error());
  for (double& v : operands->constant) v = 1.0 / v;
  return define_affine(c, node, std::move(operands->x), std::move(operands->constant), {0.0});
}

Result<void> convert_batch_normalization(Converter& c, const Node& node) {
  auto x = c.real_activation(node, 0);
  if (!x) return pass(x.error());
  if (node.integer("training_mode", 0) != 0)
    return c.error(node, "it is in training mode", "export the model for inference");
  static constexpr const char* kRoles[] = {"scale", "bias", "mean", "variance"};
  std::vector<std::vector<double>> numbers;
  for (std::size_t i = 0; i < 4; ++i) {
    const auto constant = c.constant(node, i + 1, kRoles[i]);
    if (!constant) return pass(constant.error());
    if (x->dims.size() < 2 || static_cast<std::int64_t>((*constant)->values.size()) != x->dims[1] ||
        x->layout != Layout::channels_first)
      return c.error(node, std::string(kRoles[i]) + " has " + std::to_string((*constant)->values.size()) +
                               " values for an input of shape " + to_text(x->dims));
    numbers.push_back((*constant)->values);
  }
  constexpr double kDefaultEpsilon = 1e-5;  // ONNX BatchNormalization
  const double epsilon = node.real("epsilon", kDefaultEpsilon);
  std::vector<double> gain, shift;
  for (std::size_t i = 0; i < numbers[0].size(); ++i) {
    const double variance = numbers[3][i] + epsilon;
    if (!(variance > 0))
      return c.error(node, "the variance of channel " + std::to_string(i) + " is not positive");
    gain.push_back(numbers[0][i] / std::sqrt(variance));
    shift.push_back(numbers[1][i] - numbers[2][i] * gain.back());
  }
  return define_affine(c, node, std::move(*x), std::move(gain), std::move(shift));
}

Result<void> convert_qlinear_add(Converter& c, const Node& node) {
  const auto a = linear_activation(c, node, 0);
  if (!a) return pass(a.error());
  const auto b = linear_activation(c, node, 3);
  if (!b) return pass(b.error());
  const auto output = linear_parameters(c, node, 6);
  if (!output) return pass(output.error());
  auto sum = combine(c, node, *a, *b, "add");
  if (!sum) return pass(sum.error());
  auto y = quantize(c, node, std::move(*sum), linear_spec(*output));
  if (!y) return pass(y.error());
  c.define(node, std::move(*y));
  return {};
}

}  // namespace quartet::onnx_import
