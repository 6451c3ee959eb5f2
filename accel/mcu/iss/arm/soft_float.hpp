// Single-precision arithmetic of FPv4-SP, bit-exact with its flags: ARMv7-M architecture manual DDI0403E,
// A2.5. Values are bit patterns; `fpscr` gives rounding mode, flush-to-zero and default-NaN mode and takes
// the cumulative flags.
#pragma once

#include <cstdint>

namespace quartet::mcu::arm::fp {

using u32 = std::uint32_t;

/// Cumulative exception flags.
inline constexpr u32 kInvalid = 1, kDivideByZero = 2, kOverflow = 4, kUnderflow = 8, kInexact = 16,
                     kInputDenormal = 128;
/// Modes: AHP, DN, FZ and the two bits of RMode.
inline constexpr u32 kAlternativeHalf = 1U << 26, kDefaultNan = 1U << 25, kFlushToZero = 1U << 24,
                     kRoundingShift = 22, kRoundingMask = 3U << kRoundingShift;
enum class Rounding : u32 { nearest, up, down, zero };

[[nodiscard]] u32 add(u32 a, u32 b, u32& fpscr);
[[nodiscard]] u32 subtract(u32 a, u32 b, u32& fpscr);
[[nodiscard]] u32 multiply(u32 a, u32 b, u32& fpscr);
[[nodiscard]] u32 divide(u32 a, u32 b, u32& fpscr);
[[nodiscard]] u32 square_root(u32 a, u32& fpscr);
/// addend + a × b with one rounding.
[[nodiscard]] u32 multiply_add(u32 addend, u32 a, u32 b, u32& fpscr);

/// NZCV in bits 31 to 28. `quiet_nan_is_invalid`: VCMPE.
[[nodiscard]] u32 compare(u32 a, u32 b, bool quiet_nan_is_invalid, u32& fpscr);

/// A fixed-point number of `bits` bits, `fraction` of them behind the point; saturates. Sign- or
/// zero-extended.
[[nodiscard]] u32 to_fixed(u32 a, unsigned bits, unsigned fraction, bool is_signed, Rounding rounding,
                           u32& fpscr);
[[nodiscard]] u32 from_fixed(u32 value, unsigned fraction, bool is_signed, Rounding rounding, u32& fpscr);

/// Half precision in the low 16 bits.
[[nodiscard]] u32 half_to_single(u32 half, u32& fpscr);
[[nodiscard]] u32 single_to_half(u32 a, u32& fpscr);

[[nodiscard]] inline Rounding rounding_of(u32 fpscr) {
  return static_cast<Rounding>((fpscr & kRoundingMask) >> kRoundingShift);
}

}  // namespace quartet::mcu::arm::fp
