// Conversions between single precision and integers, fixed point and half precision.
#include <bit>

#include "accel/mcu/iss/arm/soft_float_parts.hpp"

namespace quartet::mcu::arm::fp {

namespace {

constexpr u32 kHalfSign = 0x8000, kHalfInfinity = 0x7C00, kHalfNan = 0x7E00, kHalfMax = 0x7FFF;
constexpr int kHalfBias = 15, kHalfFraction = 10;

/// mantissa × 2^exponent as an integer, at most 2^40; `rest` in units of 2^-63 of the last place.
u64 integer_part(const Parts& p, int exponent, u64& rest) {
  constexpr int kLarge = 40;
  rest = 0;
  if (exponent >= 0) return exponent > kLarge - 24 ? u64{1} << kLarge : p.mantissa << exponent;
  const int by = -exponent;
  if (by >= 64) {
    rest = 1;
    return 0;
  }
  rest = p.mantissa << (64 - by);
  return p.mantissa >> by;
}

u32 extended(u64 magnitude, bool negative, unsigned bits, bool is_signed) {
  const u32 value = static_cast<u32>(negative ? 0 - magnitude : magnitude);
  if (bits == 32) return value;
  const u32 low = value & ((1U << bits) - 1);
  return is_signed && (low >> (bits - 1)) != 0 ? low | ~((1U << bits) - 1) : low;
}

u32 half_of_nan(const Parts& p, u32& fpscr) {
  const u32 sign = p.sign ? kHalfSign : 0;
  if (p.kind == Kind::signalling_nan) fpscr |= kInvalid;
  if ((fpscr & kAlternativeHalf) != 0) {
    fpscr |= kInvalid;
    return sign;
  }
  if ((fpscr & kDefaultNan) != 0) return kHalfNan;
  return sign | kHalfNan | (p.bits >> 13 & 0x1FF);
}

u32 round_half(const Parts& p, u32& fpscr) {
  constexpr int kRest = 63 - kHalfFraction;
  const u32 sign = p.sign ? kHalfSign : 0;
  const int lead = std::countl_zero(p.mantissa);
  u64 mantissa = p.mantissa << lead;
  const int biased = p.exponent - lead + 63 + kHalfBias;
  const bool tiny = biased <= 0;
  if (tiny) mantissa = shift_right_jam(mantissa, 1 - biased);
  const u64 rest = mantissa & ((u64{1} << kRest) - 1);
  u64 kept = mantissa >> kRest;
  const Rounding mode = rounding_of(fpscr);
  if (rounds_away(mode, p.sign, kept, rest, u64{1} << (kRest - 1))) ++kept;
  const u64 packed = kept + (tiny ? 0 : static_cast<u64>(biased - 1) << kHalfFraction);
  if ((fpscr & kAlternativeHalf) != 0 && packed > kHalfMax) {
    fpscr |= kInvalid;
    return sign | kHalfMax;
  }
  if ((fpscr & kAlternativeHalf) == 0 && packed >= kHalfInfinity) {
    fpscr |= kOverflow | kInexact;
    const bool to_infinity = mode == Rounding::nearest || mode == (p.sign ? Rounding::down : Rounding::up);
    return sign | (to_infinity ? kHalfInfinity : kHalfInfinity - 1);
  }
  if (rest != 0) fpscr |= tiny ? kInexact | kUnderflow : kInexact;
  return sign | static_cast<u32>(packed);
}

}  // namespace

u32 to_fixed(u32 a, unsigned bits, unsigned fraction, bool is_signed, Rounding rounding, u32& fpscr) {
  const Parts p = unpack(a, fpscr);
  if (p.kind == Kind::zero) return 0;
  if (is_nan(p)) {
    fpscr |= kInvalid;
    return 0;
  }
  u64 rest = 0, magnitude = u64{1} << 40;
  if (p.kind == Kind::finite) magnitude = integer_part(p, p.exponent + static_cast<int>(fraction), rest);
  if (rounds_away(rounding, p.sign, magnitude, rest, u64{1} << 63)) ++magnitude;
  const u64 top = u64{1} << (is_signed ? bits - 1 : bits);
  const u64 limit = p.sign ? (is_signed ? top : 0) : top - 1;
  if (magnitude > limit) {
    fpscr |= kInvalid;
    return extended(limit, p.sign, bits, is_signed);
  }
  if (rest != 0) fpscr |= kInexact;
  return extended(magnitude, p.sign, bits, is_signed);
}

u32 from_fixed(u32 value, unsigned fraction, bool is_signed, Rounding rounding, u32& fpscr) {
  if (value == 0) return 0;
  const bool negative = is_signed && value >> 31 != 0;
  const u64 magnitude = negative ? u64{0U - value} : u64{value};
  u32 mode = (fpscr & ~kRoundingMask) | static_cast<u32>(rounding) << kRoundingShift;
  const u32 result = round(negative, -static_cast<int>(fraction), magnitude, mode);
  fpscr |= mode & ~kRoundingMask;
  return result;
}

u32 half_to_single(u32 half, u32& fpscr) {
  const bool sign = (half & kHalfSign) != 0;
  const u32 sign_bit = sign ? kSignBit : 0, exponent = half >> kHalfFraction & 31, fraction = half & 0x3FF;
  if (exponent == 31 && (fpscr & kAlternativeHalf) == 0) {
    if (fraction == 0) return sign_bit | kInfinity;
    if ((fraction & 0x200) == 0) fpscr |= kInvalid;
    return (fpscr & kDefaultNan) != 0 ? kDefaultNanValue : sign_bit | kDefaultNanValue | fraction << 13;
  }
  if (exponent == 0 && fraction == 0) return sign_bit;
  const int unbiased = exponent == 0 ? 1 : static_cast<int>(exponent);
  const u64 mantissa = exponent == 0 ? fraction : fraction | 1U << kHalfFraction;
  return round(sign, unbiased - kHalfBias - kHalfFraction, mantissa, fpscr);
}

u32 single_to_half(u32 a, u32& fpscr) {
  const Parts p = unpack(a, fpscr);
  const u32 sign = p.sign ? kHalfSign : 0;
  if (is_nan(p)) return half_of_nan(p, fpscr);
  if (p.kind == Kind::zero) return sign;
  if (p.kind == Kind::infinite) {
    if ((fpscr & kAlternativeHalf) == 0) return sign | kHalfInfinity;
    fpscr |= kInvalid;
    return sign | kHalfMax;
  }
  return round_half(p, fpscr);
}

}  // namespace quartet::mcu::arm::fp
