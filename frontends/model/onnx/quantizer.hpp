// Quantizers of ONNX and QONNX as one description, and their arithmetic on constants.
#pragma once

#include "frontends/model/onnx/graph.hpp"

namespace quartet::onnx_import {

/// Rounding of a quantizer. Sources: ONNX QuantizeLinear (half to even); QONNX Quant, its `rounding_mode`.
enum class RoundMode { half_even, half_up, half_down, floor, ceil, up, down };

/// An activation quantizer: q = clamp(round(real/scale) + zero). `zero` and the limits are in stored
/// integers: 8-bit unsigned types are stored as int8, shifted by −128.
struct QuantSpec {
  double scale = 1.0;
  std::int32_t zero = 0;
  IntType type = kInt8;
  std::int32_t min = -128, max = 127;
  RoundMode mode = RoundMode::half_even;
  bool integer_output = false;  ///< QuantizeLinear: ONNX goes on with the integers
  std::int32_t shifted = 0;     ///< ONNX's integer = stored + shifted (128 for uint8)
};

[[nodiscard]] double round_as(RoundMode mode, double v);
/// Stored integer of a real number (bipolar: −1 or +1).
[[nodiscard]] std::int32_t quantize_value(const QuantSpec& spec, double real);
/// "ROUND", "HALF_UP", … in any case; nullopt when unknown.
[[nodiscard]] std::optional<RoundMode> round_mode(const std::string& name);
[[nodiscard]] std::string to_text(RoundMode mode);

/// Scales along at most one axis of a shape, from a constant that is a scalar, a vector along `axis`, or a
/// numpy-broadcast shape (QONNX).
struct AxisScales {
  std::vector<double> scales;
  int axis = -1;
};
[[nodiscard]] tl::expected<AxisScales, std::string> broadcast_scales(const Constant& scale, const Dims& dims);
[[nodiscard]] tl::expected<AxisScales, std::string> axis_scales(const Constant& scale, const Dims& dims,
                                                                std::int64_t axis);

/// Quantizes a float constant at import: limits, rounding and scales of `spec`, one zero point a scale.
struct ConstantSpec {
  AxisScales scales;
  std::vector<std::int32_t> zeros{0};
  IntType type = kInt8;
  std::int64_t min = -128, max = 127;
  RoundMode mode = RoundMode::half_even;
};
[[nodiscard]] Constant quantize_constant(const Constant& constant, const ConstantSpec& spec);

/// Index into scales[] of element i of a shape, for scales along `axis`.
class AxisIndex {
 public:
  AxisIndex(const Dims& dims, int axis);
  [[nodiscard]] std::size_t operator()(std::size_t element) const {
    return axis_ < 0 ? 0 : (element / inner_) % size_;
  }

 private:
  int axis_;
  std::size_t inner_ = 1, size_ = 1;
};

}  // namespace quartet::onnx_import
