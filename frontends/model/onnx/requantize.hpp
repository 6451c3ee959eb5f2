// Quantization propagation: a quantizer after a layer becomes that layer's requantization, or a layer of its
// own.
#pragma once

#include "frontends/model/onnx/converter.hpp"

namespace quartet::onnx_import {

/// Applies a quantizer to an activation. Chosen in this order: nothing (same integers); the open layer's
/// requantization by thresholds (bipolar, or up to 4 bits where a bias or a rounding mode would not be
/// exact), by shift (HALF_UP or FLOOR/CEIL, one power-of-two scale, int8, zero points 0) or by multiplier; a
/// relu, requantize or multi_threshold layer.
[[nodiscard]] Result<Activation> quantize(Converter& c, const Node& node, Activation x,
                                          const QuantSpec& spec);

/// Real thresholds [rows, steps], ascending a row; the result counts those that are reached: real =
/// spec.scale·(count + spec.type's minimum − spec.zero).
struct ThresholdTable {
  std::size_t rows = 1, steps = 0;
  std::vector<double> values;
};
[[nodiscard]] Result<Activation> apply_thresholds(Converter& c, const Node& node, Activation x,
                                                  const ThresholdTable& table, const QuantSpec& spec);

/// A quantizer as thresholds: exact for every scale, constant and rounding mode. x's scales are positive.
[[nodiscard]] Result<Activation> quantize_by_thresholds(Converter& c, const Node& node, Activation x,
                                                        const QuantSpec& spec);

/// The activation as stored integers with one scale, one zero point and nothing pending, as convolutions,
/// sums, averages and outputs read it. Pending clamps become a layer; an unquantized activation is an error
/// with a remedy.
[[nodiscard]] Result<Activation> plain(Converter& c, const Node& node, Activation x);

/// Puts a pending per-channel constant into the integer bias of the open layer (noted when it is not a whole
/// number of accumulator units).
[[nodiscard]] Result<void> fold_offset(Converter& c, const Node& node, Activation& x);

/// Makes every scale positive by negating weights of the open layer.
[[nodiscard]] Result<void> make_positive(Converter& c, const Node& node, Activation& x);

/// The real activation behind an input, plain.
[[nodiscard]] Result<Activation> plain_input(Converter& c, const Node& node, std::size_t input);

/// The tensor that is a network output: plain integers, or int32 accumulators of a last layer without
/// quantizer.
[[nodiscard]] Result<TensorId> settle_output(Converter& c, const Node& node, Activation x);

/// ONNX integers read as real = scale·(integer − zero), as DequantizeLinear and the QLinear operators do.
/// `zero` is in stored integers.
[[nodiscard]] Result<Activation> as_real(Converter& c, const Node& node, Activation x, double scale,
                                         std::int32_t zero);

/// The stored activation that `x` is after its quantizer: the same tensor and axes with the quantizer's numbers.
[[nodiscard]] Activation quantized(const Activation& x, const QuantSpec& spec);

/// a and b so near that no integer of 16 bits tells them apart.
[[nodiscard]] bool same_scale(double a, double b);

}  // namespace quartet::onnx_import
