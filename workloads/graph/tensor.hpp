// A tensor of the network: shape, integer type, quantization and, for constants, the values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/int_type.hpp"

namespace quartet {

/// Sizes per axis, one sample, no batch axis. Images are H, W, C; sequences H=L, W=1, C; vectors have one axis.
using Shape = std::vector<int>;

[[nodiscard]] inline std::int64_t element_count(const Shape& shape) {
  std::int64_t n = 1;
  for (const int d : shape) n *= d;
  return n;
}
/// "49x10x1".
[[nodiscard]] std::string to_string(const Shape& shape);

/// Limits of one tensor: what infer_and_validate accepts, so that size arithmetic in 64 bit never overflows and a
/// malformed file cannot ask for more memory than a machine has.
inline constexpr std::size_t kMaxRank = 4;
inline constexpr std::int64_t kMaxElements = std::int64_t{1} << 28;

/// The element count of a shape from outside; nullopt with more than kMaxRank axes or none, an axis below 1, or more
/// than kMaxElements elements.
[[nodiscard]] std::optional<std::int64_t> checked_element_count(const Shape& shape);

/// real = scale[c]·(q − zero_point[c]); one entry for the tensor, or one per channel of the last activation axis
/// or the first weight axis. Empty scales: the tensor has no real-number meaning.
struct Quantization {
  std::vector<double> scales;
  std::vector<std::int32_t> zero_points;

  [[nodiscard]] double scale(std::size_t channel = 0) const {
    return scales.empty() ? 1.0 : scales[scales.size() == 1 ? 0 : channel];
  }
  [[nodiscard]] std::int32_t zero_point(std::size_t channel = 0) const {
    return zero_points.empty() ? 0 : zero_points[zero_points.size() == 1 ? 0 : channel];
  }
  bool operator==(const Quantization&) const = default;
};

/// Integer values in the row-major order of the shape. int32 at every border; fast paths narrow on their own.
using Values = std::vector<std::int32_t>;

struct Tensor {
  std::string name;
  Shape shape;
  IntType type = kInt8;
  Quantization quantization;
  Values constant;  ///< empty for activations

  [[nodiscard]] bool is_constant() const { return !constant.empty(); }
  [[nodiscard]] std::int64_t elements() const { return element_count(shape); }
  /// Storage in bytes with `type.bits` per element, rounded up.
  [[nodiscard]] std::int64_t bytes() const { return (elements() * type.bits + 7) / 8; }
};

}  // namespace quartet
