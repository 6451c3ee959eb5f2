// Integer tensors of ONNX: their stored types, the parameters of QuantizeLinear and of the QLinear operators.
#pragma once

#include "frontends/model/onnx/converter.hpp"

namespace quartet::onnx_import {

/// How quartet stores an ONNX integer type: 8-bit unsigned as int8, shifted by 128.
struct StoredType {
  IntType type = kInt8;
  std::int32_t shifted = 0;
};
[[nodiscard]] std::optional<StoredType> stored_type(ElementType type);

/// Scale and zero point inputs of a node, one of each; an absent zero point is uint8's 0.
struct LinearParameters {
  double scale = 1.0;
  std::int32_t zero = 0;  ///< in stored integers
  StoredType stored;
};
[[nodiscard]] Result<LinearParameters> linear_parameters(const Converter& c, const Node& node,
                                                         std::size_t scale_input);

/// Rounding half to even into the whole stored type, as QuantizeLinear and every QLinear operator.
[[nodiscard]] QuantSpec linear_spec(const LinearParameters& parameters);

/// An integer constant with the scale and zero point inputs of the node, per tensor or along `axis`.
[[nodiscard]] Result<Constant> linear_constant(const Converter& c, const Node& node, const Constant& constant,
                                               std::size_t scale_input, std::int64_t axis);
/// The same with scale 1 and an optional zero point input (ConvInteger, MatMulInteger).
[[nodiscard]] Result<Constant> integer_constant(const Converter& c, const Node& node,
                                                const Constant& constant, std::size_t zero_input);

/// Input `x_input` with the scale and zero point after it, as real numbers (QLinear operators).
[[nodiscard]] Result<Activation> linear_activation(Converter& c, const Node& node, std::size_t x_input);

/// Input 0 as integers without their zero point, an optional input (ConvInteger, MatMulInteger).
[[nodiscard]] Result<Activation> integer_activation(Converter& c, const Node& node, std::size_t zero_input);

}  // namespace quartet::onnx_import
