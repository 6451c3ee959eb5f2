// Quantizer nodes read as descriptions.
#pragma once

#include "frontends/model/onnx/converter.hpp"

namespace quartet::onnx_import {

/// True for QuantizeLinear, Quant, IntQuant and BipolarQuant.
[[nodiscard]] bool is_quantizer(const Node& node);
/// The description of such a node for an activation: one scale, one zero point.
[[nodiscard]] Result<QuantSpec> read_quantizer(const Converter& c, const Node& node);

}  // namespace quartet::onnx_import
