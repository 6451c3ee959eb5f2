// ONNX operators that can be imported: one row each in onnx_operators.cpp, one function each in
// onnx_op_*.cpp.
#pragma once

#include "frontends/model/onnx/converter.hpp"

namespace quartet::onnx_import {

/// Gives the node's outputs their meaning and adds the layers that this takes.
using Convert = Result<void> (*)(Converter& c, const Node& node);

struct OperatorRow {
  enum class Domain { standard, microsoft, qonnx };
  Domain domain = Domain::standard;
  const char* op = "";
  Convert convert = nullptr;
  bool quantizes = false;  ///< its presence makes a model a quantized one
};

/// nullptr when the operator cannot be imported.
[[nodiscard]] const OperatorRow* find_row(const Node& node);
/// Names of all importable operators, one text.
[[nodiscard]] std::string supported_operators();

Result<void> convert_conv(Converter& c, const Node& node);
Result<void> convert_conv_transpose(Converter& c, const Node& node);
Result<void> convert_conv_integer(Converter& c, const Node& node);
Result<void> convert_qlinear_conv(Converter& c, const Node& node);
Result<void> convert_gemm(Converter& c, const Node& node);
Result<void> convert_matmul(Converter& c, const Node& node);
Result<void> convert_matmul_integer(Converter& c, const Node& node);
Result<void> convert_qlinear_matmul(Converter& c, const Node& node);

Result<void> convert_max_pool(Converter& c, const Node& node);
Result<void> convert_average_pool(Converter& c, const Node& node);
Result<void> convert_global_max_pool(Converter& c, const Node& node);
Result<void> convert_global_average_pool(Converter& c, const Node& node);
Result<void> convert_qlinear_average_pool(Converter& c, const Node& node);
Result<void> convert_qlinear_global_average_pool(Converter& c, const Node& node);

Result<void> convert_add(Converter& c, const Node& node);
Result<void> convert_sub(Converter& c, const Node& node);
Result<void> convert_mul(Converter& c, const Node& node);
Result<void> convert_div(Converter& c, const Node& node);
Result<void> convert_batch_normalization(Converter& c, const Node& node);
Result<void> convert_qlinear_add(Converter& c, const Node& node);

Result<void> convert_relu(Converter& c, const Node& node);
Result<void> convert_clip(Converter& c, const Node& node);
Result<void> convert_abs(Converter& c, const Node& node);
Result<void> convert_sign(Converter& c, const Node& node);
Result<void> convert_softmax(Converter& c, const Node& node);

Result<void> convert_concat(Converter& c, const Node& node);
Result<void> convert_qlinear_concat(Converter& c, const Node& node);
Result<void> convert_pad(Converter& c, const Node& node);
Result<void> convert_reshape(Converter& c, const Node& node);
Result<void> convert_flatten(Converter& c, const Node& node);
Result<void> convert_squeeze(Converter& c, const Node& node);
Result<void> convert_unsqueeze(Converter& c, const Node& node);
Result<void> convert_transpose(Converter& c, const Node& node);
Result<void> convert_identity(Converter& c, const Node& node);
Result<void> convert_dropout(Converter& c, const Node& node);
Result<void> convert_cast(Converter& c, const Node& node);
Result<void> convert_constant(Converter& c, const Node& node);

Result<void> convert_quantize_linear(Converter& c, const Node& node);
Result<void> convert_dequantize_linear(Converter& c, const Node& node);
Result<void> convert_quant(Converter& c, const Node& node);
Result<void> convert_bipolar_quant(Converter& c, const Node& node);
Result<void> convert_multi_threshold(Converter& c, const Node& node);

}  // namespace quartet::onnx_import
