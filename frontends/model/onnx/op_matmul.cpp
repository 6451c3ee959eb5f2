// Gemm, MatMul, MatMulInteger, QLinearMatMul: fully connected layers on vectors.
#include <algorithm>

#include "frontends/model/onnx/integers.hpp"
#include "frontends/model/onnx/operators.hpp"
#include "frontends/model/onnx/requantize.hpp"
#include "frontends/model/onnx/weights.hpp"

namespace quartet::onnx_import {

namespace {

/// [I, O] becomes [O, I].
Values transposed(const Values& q, std::size_t rows, std::size_t columns) {
  Values result(q.size());
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t k = 0; k < columns; ++k) result[k * rows + r] = q[r * columns + k];
  }
  return result;
}

Result<Activation> connect(Converter& c, const Node& node, const Activation& x, const Constant& constant,
                           bool outputs_first, const ConstantPtr& bias) {
  if (constant.dims.size() != 2)
    return c.error(node, "its weights have shape " + to_text(constant.dims) + ", they must have two axes");
  const std::int64_t inputs = constant.dims[outputs_first ? 1 : 0];
  const std::int64_t outputs = constant.dims[outputs_first ? 0 : 1];
  const bool vector = !x.dims.empty() && x.dims.back() == inputs &&
                      std::all_of(x.dims.begin(), x.dims.end() - 1, [](std::int64_t d) { return d == 1; });
  if (!vector)
    return c.error(
        node,
        "its input has shape " + to_text(x.dims) + ", it must be one vector of " + std::to_string(inputs),
        "put a Flatten before it");
  auto weights = symmetric_weights(c, node, constant, outputs_first ? 0 : 1);
  if (!weights) return pass(weights.error());
  Activation flat = x;
  if (c.network.tensor(x.tensor).shape.size() != 1) {
    Layer reshape;
    reshape.op = "reshape";
    reshape.attributes.new_shape = {static_cast<int>(inputs)};
    auto followed = c.follow(node, x, std::move(reshape), {1, inputs}, x.layout);
    if (!followed) return followed;
    flat = std::move(*followed);
  }
  Values order = outputs_first ? weights->q
                               : transposed(weights->q, static_cast<std::size_t>(inputs),
                                            static_cast<std::size_t>(outputs));
  Layer layer;
  layer.op = "fully_connected";
  Dims dims = x.dims;
  dims.back() = outputs;
  return add_weighted(c, node, flat, std::move(layer), std::move(*weights), std::move(order),
                      {static_cast<int>(outputs), static_cast<int>(inputs)}, bias,
                      dims.size() > 2 ? Dims{1, outputs} : dims);
}

void scale_all(std::vector<double>& values, double factor) {
  for (double& v : values) v *= factor;
}

}  // namespace

Result<void> convert_gemm(Converter& c, const Node& node) {
  const auto x = plain_input(c, node, 0);
  if (!x) return pass(x.error());
  const auto weights = c.constant(node, 1, "weight matrix");
  if (!weights) return pass(weights.error());
  if (node.integer("transA", 0) != 0)
    return c.error(node, "transA is not supported", "transpose the weights instead (transB)");
  ConstantPtr bias;
  if (node.has_input(2)) {
    const auto constant = c.constant(node, 2, "bias");
    if (!constant) return pass(constant.error());
    bias = *constant;
  }
  const double alpha = node.real("alpha", 1.0);
  const double beta = node.real("beta", 1.0);
  if (bias && (alpha != 1.0 || beta != 1.0))
    return c.error(node, "alpha and beta other than 1 are not supported with a bias",
                   "fold them into the weights");
  auto y = connect(c, node, *x, **weights, node.integer("transB", 0) != 0, bias);
  if (!y) return pass(y.error());
  scale_all(y->scale, alpha);
  c.define(node, std::move(*y));
  return {};
}

Result<void> convert_matmul(Converter& c, const Node& node) {
  const auto x = plain_input(c, node, 0);
  if (!x) return pass(x.error());
  const auto weights = c.constant(node, 1, "weight matrix");
  if (!weights) return pass(weights.error());
  auto y = connect(c, node, *x, **weights, false, nullptr);
  if (!y) return pass(y.error());
  c.define(node, std::move(*y));
  return {};
}

Result<void> convert_matmul_integer(Converter& c, const Node& node) {
  const auto x = integer_activation(c, node, 2);
  if (!x) return pass(x.error());
  const auto constant = c.constant(node, 1, "weight matrix");
  if (!constant) return pass(constant.error());
  const auto weights = integer_constant(c, node, **constant, 3);
  if (!weights) return pass(weights.error());
  auto y = connect(c, node, *x, *weights, false, nullptr);
  if (!y) return pass(y.error());
  c.define(node, std::move(*y));
  return {};
}

Result<void> convert_qlinear_matmul(Converter& c, const Node& node) {
  const auto x = linear_activation(c, node, 0);
  if (!x) return pass(x.error());
  const auto constant = c.constant(node, 3, "weight matrix");
  if (!constant) return pass(constant.error());
  const auto weights = linear_constant(c, node, **constant, 4, 1);
  if (!weights) return pass(weights.error());
  const auto output = linear_parameters(c, node, 6);
  if (!output) return pass(output.error());
  auto sums = connect(c, node, *x, *weights, false, nullptr);
  if (!sums) return pass(sums.error());
  auto y = quantize(c, node, std::move(*sums), linear_spec(*output));
  if (!y) return pass(y.error());
  c.define(node, std::move(*y));
  return {};
}

}  // namespace quartet::onnx_import
