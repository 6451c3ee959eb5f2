// Integer element types of 1 to 32 bit.
#pragma once

#include <cstdint>
#include <string>

namespace quartet {

/// An integer type: `bits` in {1, 2, …, 16, 32}; two's complement when signed.
/// The binary type of ±1 weights is `{1, true}` with `bipolar` set: stored values are −1 and +1.
struct IntType {
  int bits = 8;
  bool is_signed = true;
  bool bipolar = false;

  [[nodiscard]] constexpr std::int64_t min() const {
    if (bipolar) return -1;
    return is_signed ? -(std::int64_t{1} << (bits - 1)) : 0;
  }
  [[nodiscard]] constexpr std::int64_t max() const {
    if (bipolar) return 1;
    return is_signed ? (std::int64_t{1} << (bits - 1)) - 1 : (std::int64_t{1} << bits) - 1;
  }
  [[nodiscard]] constexpr bool holds(std::int64_t v) const { return v >= min() && v <= max(); }
  /// True when every value fits an int8: the fast storage of the golden interpreter.
  [[nodiscard]] constexpr bool fits_int8() const { return min() >= -128 && max() <= 127; }
  /// "int8", "uint4", "bipolar".
  [[nodiscard]] std::string name() const {
    if (bipolar) return "bipolar";
    return (is_signed ? "int" : "uint") + std::to_string(bits);
  }
  bool operator==(const IntType&) const = default;
};

inline constexpr IntType kInt8{8, true, false};
inline constexpr IntType kInt32{32, true, false};

}  // namespace quartet
