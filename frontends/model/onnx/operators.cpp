#include "frontends/model/onnx/operators.hpp"

namespace quartet::onnx_import {

namespace {

using Domain = OperatorRow::Domain;

constexpr OperatorRow kRows[] = {
    {Domain::standard, "Abs", convert_abs},
    {Domain::standard, "Add", convert_add},
    {Domain::standard, "AveragePool", convert_average_pool},
    {Domain::standard, "BatchNormalization", convert_batch_normalization},
    {Domain::standard, "Cast", convert_cast},
    {Domain::standard, "Clip", convert_clip},
    {Domain::standard, "Concat", convert_concat},
    {Domain::standard, "Constant", convert_constant},
    {Domain::standard, "Conv", convert_conv},
    {Domain::standard, "ConvInteger", convert_conv_integer, true},
    {Domain::standard, "ConvTranspose", convert_conv_transpose},
    {Domain::standard, "DequantizeLinear", convert_dequantize_linear, true},
    {Domain::standard, "Div", convert_div},
    {Domain::standard, "Dropout", convert_dropout},
    {Domain::standard, "Flatten", convert_flatten},
    {Domain::standard, "Gemm", convert_gemm},
    {Domain::standard, "GlobalAveragePool", convert_global_average_pool},
    {Domain::standard, "GlobalMaxPool", convert_global_max_pool},
    {Domain::standard, "Identity", convert_identity},
    {Domain::standard, "MatMul", convert_matmul},
    {Domain::standard, "MatMulInteger", convert_matmul_integer, true},
    {Domain::standard, "MaxPool", convert_max_pool},
    {Domain::standard, "Mul", convert_mul},
    {Domain::standard, "Pad", convert_pad},
    {Domain::standard, "QLinearConv", convert_qlinear_conv, true},
    {Domain::standard, "QLinearMatMul", convert_qlinear_matmul, true},
    {Domain::standard, "QuantizeLinear", convert_quantize_linear, true},
    {Domain::standard, "Relu", convert_relu},
    {Domain::standard, "Reshape", convert_reshape},
    {Domain::standard, "Sign", convert_sign},
    {Domain::standard, "Softmax", convert_softmax},
    {Domain::standard, "Squeeze", convert_squeeze},
    {Domain::standard, "Sub", convert_sub},
    {Domain::standard, "Transpose", convert_transpose},
    {Domain::standard, "Unsqueeze", convert_unsqueeze},
    {Domain::microsoft, "DequantizeLinear", convert_dequantize_linear, true},
    {Domain::microsoft, "QLinearAdd", convert_qlinear_add, true},
    {Domain::microsoft, "QLinearAveragePool", convert_qlinear_average_pool, true},
    {Domain::microsoft, "QLinearConcat", convert_qlinear_concat, true},
    {Domain::microsoft, "QLinearGlobalAveragePool", convert_qlinear_global_average_pool, true},
    {Domain::microsoft, "QuantizeLinear", convert_quantize_linear, true},
    {Domain::qonnx, "BipolarQuant", convert_bipolar_quant, true},
    {Domain::qonnx, "IntQuant", convert_quant, true},
    {Domain::qonnx, "MultiThreshold", convert_multi_threshold, true},
    {Domain::qonnx, "Quant", convert_quant, true},
};

/// QONNX's operators have moved through these domains.
bool in_domain(Domain domain, const std::string& name) {
  if (domain == Domain::standard) return name.empty();
  if (domain == Domain::microsoft) return name == "com.microsoft";
  return name.rfind("qonnx.", 0) == 0 || name.rfind("finn.", 0) == 0 || name == "finn" ||
         name == "onnx.brevitas";
}

}  // namespace

const OperatorRow* find_row(const Node& node) {
  for (const OperatorRow& row : kRows) {
    if (node.op == row.op && in_domain(row.domain, node.domain)) return &row;
  }
  return nullptr;
}

std::string supported_operators() {
  static constexpr const char* kHeads[] = {"", "; com.microsoft: ", "; qonnx.custom_op.general: "};
  std::string text;
  Domain domain = Domain::standard;
  for (const OperatorRow& row : kRows) {
    const bool first = text.empty() || row.domain != domain;
    if (first) text += kHeads[static_cast<std::size_t>(row.domain)];
    text += (first ? "" : ", ") + std::string(row.op);
    domain = row.domain;
  }
  return text;
}

}  // namespace quartet::onnx_import
