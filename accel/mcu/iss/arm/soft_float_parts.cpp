#include "accel/mcu/iss/arm/soft_float_parts.hpp"

#include <array>
#include <bit>

namespace quartet::mcu::arm::fp {

namespace {

constexpr int kBias = 127, kFractionBits = 23;

u32 quieted(const Parts& nan, u32& fpscr) {
  if (nan.kind == Kind::signalling_nan) fpscr |= kInvalid;
  return (fpscr & kDefaultNan) != 0 ? kDefaultNanValue : nan.bits | kQuietBit;
}

u32 overflowed(bool sign, u32& fpscr) {
  fpscr |= kOverflow | kInexact;
  const Rounding mode = rounding_of(fpscr);
  const bool to_infinity = mode == Rounding::nearest || mode == (sign ? Rounding::down : Rounding::up);
  return (sign ? kSignBit : 0) | (to_infinity ? kInfinity : kInfinity - 1);
}

}  // namespace

Parts unpack(u32 value, u32& fpscr) {
  Parts p;
  p.bits = value;
  p.sign = (value & kSignBit) != 0;
  const u32 exponent = value >> kFractionBits & 0xFF, fraction = value & 0x7FFFFF;
  if (exponent == 0xFF) {
    p.kind = fraction == 0              ? Kind::infinite
             : (value & kQuietBit) != 0 ? Kind::quiet_nan
                                        : Kind::signalling_nan;
    return p;
  }
  if (exponent == 0) {
    if (fraction == 0) return p;
    if ((fpscr & kFlushToZero) != 0) {
      fpscr |= kInputDenormal;
      return p;
    }
    p.mantissa = fraction;
    p.exponent = 1 - kBias - kFractionBits;
  } else {
    p.mantissa = fraction | 1U << kFractionBits;
    p.exponent = static_cast<int>(exponent) - kBias - kFractionBits;
  }
  p.kind = Kind::finite;
  return p;
}

u32 invalid(u32& fpscr) {
  fpscr |= kInvalid;
  return kDefaultNanValue;
}

u32 propagate(const Parts& a, const Parts& b, u32& fpscr) {
  return propagate(a, b, b, fpscr);
}

u32 propagate(const Parts& a, const Parts& b, const Parts& c, u32& fpscr) {
  for (const Parts* p : std::array{&a, &b, &c}) {
    if (p->kind == Kind::signalling_nan) return quieted(*p, fpscr);
  }
  return quieted(is_nan(a) ? a : is_nan(b) ? b : c, fpscr);
}

bool rounds_away(Rounding mode, bool sign, u64 last, u64 rest, u64 half) {
  switch (mode) {
    case Rounding::nearest:
      return rest > half || (rest == half && (last & 1) != 0);
    case Rounding::up:
      return !sign && rest != 0;
    case Rounding::down:
      return sign && rest != 0;
    case Rounding::zero:
      break;
  }
  return false;
}

u32 round(bool sign, int exponent, u64 mantissa, u32& fpscr) {
  constexpr int kRest = 63 - kFractionBits;  // bits below the last place when the highest is at 63
  const int lead = std::countl_zero(mantissa);
  mantissa <<= lead;
  const int biased = exponent - lead + 63 + kBias;
  const u32 sign_bit = sign ? kSignBit : 0;
  const bool tiny = biased <= 0;
  if (tiny && (fpscr & kFlushToZero) != 0) {
    fpscr |= kUnderflow;
    return sign_bit;
  }
  if (tiny) mantissa = shift_right_jam(mantissa, 1 - biased);
  const u64 rest = mantissa & ((u64{1} << kRest) - 1);
  u64 kept = mantissa >> kRest;
  if (rounds_away(rounding_of(fpscr), sign, kept, rest, u64{1} << (kRest - 1))) ++kept;
  // The leading bit of a normal mantissa adds one to the exponent, as a carry out of it does.
  const u64 packed = kept + (tiny ? 0 : static_cast<u64>(biased - 1) << kFractionBits);
  if (packed >= kInfinity) return overflowed(sign, fpscr);
  if (rest != 0) fpscr |= tiny ? kInexact | kUnderflow : kInexact;
  return sign_bit | static_cast<u32>(packed);
}

}  // namespace quartet::mcu::arm::fp
