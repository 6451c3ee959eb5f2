// A number taken apart, and what every operation does with its parts: unpack, propagate NaNs, round.
#pragma once

#include "accel/mcu/iss/arm/soft_float.hpp"

namespace quartet::mcu::arm::fp {

using u64 = std::uint64_t;

inline constexpr u32 kSignBit = 0x80000000, kInfinity = 0x7F800000, kDefaultNanValue = 0x7FC00000,
                     kQuietBit = 0x00400000;

enum class Kind { zero, finite, infinite, quiet_nan, signalling_nan };

/// A finite value is mantissa × 2^exponent, mantissa not 0.
struct Parts {
  Kind kind = Kind::zero;
  bool sign = false;
  int exponent = 0;
  u64 mantissa = 0;
  u32 bits = 0;
};

[[nodiscard]] Parts unpack(u32 value, u32& fpscr);
[[nodiscard]] inline bool is_nan(const Parts& p) {
  return p.kind == Kind::quiet_nan || p.kind == Kind::signalling_nan;
}
/// The default NaN, with the invalid flag.
[[nodiscard]] u32 invalid(u32& fpscr);
/// The NaN that an operation with NaN operands gives: signalling ones first, then in order.
[[nodiscard]] u32 propagate(const Parts& a, const Parts& b, u32& fpscr);
[[nodiscard]] u32 propagate(const Parts& a, const Parts& b, const Parts& c, u32& fpscr);

/// value >> by, bits that are lost are or-ed into the lowest one.
[[nodiscard]] constexpr u64 shift_right_jam(u64 value, int by) {
  if (by == 0) return value;
  if (by >= 64) return value != 0 ? 1 : 0;
  return value >> by | ((value << (64 - by)) != 0 ? 1 : 0);
}
/// Whether rounding away from zero is due: `rest` against `half` of the last place.
[[nodiscard]] bool rounds_away(Rounding mode, bool sign, u64 last, u64 rest, u64 half);
/// mantissa × 2^exponent, not 0, rounded as fpscr says. The lowest bit may be a jammed one when the highest
/// is at 32 or above.
[[nodiscard]] u32 round(bool sign, int exponent, u64 mantissa, u32& fpscr);

}  // namespace quartet::mcu::arm::fp
