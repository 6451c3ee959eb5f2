#include "accel/mcu/iss/arm/soft_float.hpp"

#include <bit>
#include <cmath>

#include "accel/mcu/iss/arm/soft_float_parts.hpp"

namespace quartet::mcu::arm::fp {

namespace {

__extension__ using u128 = unsigned __int128;

// With the inexact flag already up, the host's own arithmetic tells nothing less than ours does about normal
// operands and a result well inside the normal range.
bool host_may(u32 fpscr) {
  return (fpscr & (kInexact | kRoundingMask | kFlushToZero)) == kInexact;
}
bool is_normal(u32 a) {
  const u32 exponent = a >> 23 & 0xFF;
  return exponent - 1 < 254;
}
bool is_safe(u32 result) {
  const u32 exponent = result >> 23 & 0xFF;
  return exponent - 2 < 253;
}
float host(u32 a) {
  return std::bit_cast<float>(a);
}

u32 zero(bool sign) {
  return sign ? kSignBit : 0;
}
u32 infinity(bool sign) {
  return zero(sign) | kInfinity;
}

u32 add_parts(const Parts& a, const Parts& b, u32& fpscr) {
  if (a.kind == Kind::infinite && b.kind == Kind::infinite && a.sign != b.sign) return invalid(fpscr);
  if (a.kind == Kind::infinite || b.kind == Kind::infinite)
    return infinity(a.kind == Kind::infinite ? a.sign : b.sign);
  const bool cancelled = rounding_of(fpscr) == Rounding::down;
  if (a.kind == Kind::zero && b.kind == Kind::zero) return zero(a.sign == b.sign ? a.sign : cancelled);
  if (a.kind == Kind::zero) return round(b.sign, b.exponent, b.mantissa, fpscr);
  if (b.kind == Kind::zero) return round(a.sign, a.exponent, a.mantissa, fpscr);
  // 38 places below the mantissa: more than enough for a jammed bit to round as the exact sum does.
  constexpr int kRoom = 38;
  const Parts &large = a.exponent >= b.exponent ? a : b, &small = a.exponent >= b.exponent ? b : a;
  const u64 high = large.mantissa << kRoom;
  const u64 low = shift_right_jam(small.mantissa << kRoom, large.exponent - small.exponent);
  const int exponent = large.exponent - kRoom;
  if (a.sign == b.sign) return round(a.sign, exponent, high + low, fpscr);
  if (high == low) return zero(cancelled);
  return high > low ? round(large.sign, exponent, high - low, fpscr)
                    : round(small.sign, exponent, low - high, fpscr);
}

u128 shift_right_jam(u128 value, int by) {
  if (by == 0) return value;
  if (by >= 128) return value != 0 ? 1 : 0;
  return value >> by | ((value << (128 - by)) != 0 ? 1 : 0);
}

u32 fused_sum(const Parts& c, bool sign, int exponent, u64 product, u32& fpscr) {
  if (c.kind == Kind::zero) return round(sign, exponent, product, fpscr);
  // Both with their highest bit at 125: the sum fits 127 bits.
  const auto placed = [](u64 mantissa, int& e) {
    const int shift = 125 - (63 - std::countl_zero(mantissa));
    e -= shift;
    return static_cast<u128>(mantissa) << shift;
  };
  int ep = exponent, ec = c.exponent;
  u128 p = placed(product, ep), q = placed(c.mantissa, ec);
  const int e = ep > ec ? ep : ec;
  p = shift_right_jam(p, e - ep);
  q = shift_right_jam(q, e - ec);
  const bool same = sign == c.sign;
  if (!same && p == q) return zero(rounding_of(fpscr) == Rounding::down);
  const u128 sum = same ? p + q : p > q ? p - q : q - p;
  const bool sum_sign = p > q ? sign : c.sign;
  const u64 top = static_cast<u64>(sum >> 64), rest = static_cast<u64>(sum);
  if (top == 0) return round(sum_sign, e, rest, fpscr);
  const int shift = 64 - std::countl_zero(top);
  const u64 kept = static_cast<u64>(shift_right_jam(sum, shift));
  return round(same ? sign : sum_sign, e + shift, kept, fpscr);
}

u64 integer_root(u64 value) {
  u64 root = 0;
  for (u64 bit = u64{1} << 31; bit != 0; bit >>= 1) {
    if ((root + bit) * (root + bit) <= value) root += bit;
  }
  return root;
}

}  // namespace

u32 add(u32 a, u32 b, u32& fpscr) {
  if (host_may(fpscr) && is_normal(a) && is_normal(b)) {
    const u32 sum = std::bit_cast<u32>(host(a) + host(b));
    if (is_safe(sum)) return sum;
  }
  const Parts x = unpack(a, fpscr), y = unpack(b, fpscr);
  if (is_nan(x) || is_nan(y)) return propagate(x, y, fpscr);
  return add_parts(x, y, fpscr);
}

u32 subtract(u32 a, u32 b, u32& fpscr) {
  if (host_may(fpscr) && is_normal(a) && is_normal(b)) {
    const u32 difference = std::bit_cast<u32>(host(a) - host(b));
    if (is_safe(difference)) return difference;
  }
  const Parts x = unpack(a, fpscr);
  Parts y = unpack(b, fpscr);
  if (is_nan(x) || is_nan(y)) return propagate(x, y, fpscr);
  y.sign = !y.sign;
  return add_parts(x, y, fpscr);
}

u32 multiply(u32 a, u32 b, u32& fpscr) {
  if (host_may(fpscr) && is_normal(a) && is_normal(b)) {
    const u32 product = std::bit_cast<u32>(host(a) * host(b));
    if (is_safe(product)) return product;
  }
  const Parts x = unpack(a, fpscr), y = unpack(b, fpscr);
  if (is_nan(x) || is_nan(y)) return propagate(x, y, fpscr);
  const bool sign = x.sign != y.sign;
  const bool has_zero = x.kind == Kind::zero || y.kind == Kind::zero;
  if (x.kind == Kind::infinite || y.kind == Kind::infinite) return has_zero ? invalid(fpscr) : infinity(sign);
  if (has_zero) return zero(sign);
  return round(sign, x.exponent + y.exponent, x.mantissa * y.mantissa, fpscr);
}

u32 divide(u32 a, u32 b, u32& fpscr) {
  const Parts x = unpack(a, fpscr), y = unpack(b, fpscr);
  if (is_nan(x) || is_nan(y)) return propagate(x, y, fpscr);
  const bool sign = x.sign != y.sign;
  if (x.kind == y.kind && x.kind != Kind::finite) return invalid(fpscr);
  if (x.kind == Kind::infinite) return infinity(sign);
  if (x.kind == Kind::zero || y.kind == Kind::infinite) return zero(sign);
  if (y.kind == Kind::zero) {
    fpscr |= kDivideByZero;
    return infinity(sign);
  }
  // The highest bits at 63 and 31: a quotient of at least 32 bits.
  const int sx = std::countl_zero(x.mantissa), sy = std::countl_zero(y.mantissa) - 32;
  const u64 n = x.mantissa << sx, d = y.mantissa << sy;
  return round(sign, x.exponent - sx - y.exponent + sy, n / d | (n % d != 0 ? 1 : 0), fpscr);
}

u32 square_root(u32 a, u32& fpscr) {
  const Parts x = unpack(a, fpscr);
  if (is_nan(x)) return propagate(x, x, fpscr);
  if (x.kind == Kind::zero) return zero(x.sign);
  if (x.sign) return invalid(fpscr);
  if (x.kind == Kind::infinite) return infinity(false);
  int shift = std::countl_zero(x.mantissa) - 1;
  if ((x.exponent - shift) % 2 != 0) --shift;
  const u64 value = x.mantissa << shift, root = integer_root(value);
  return round(false, (x.exponent - shift) / 2 - 1, root << 1 | (root * root != value ? 1 : 0), fpscr);
}

u32 multiply_add(u32 addend, u32 a, u32 b, u32& fpscr) {
  if (host_may(fpscr) && is_normal(addend) && is_normal(a) && is_normal(b)) {
    const u32 sum = std::bit_cast<u32>(std::fma(host(a), host(b), host(addend)));
    if (is_safe(sum)) return sum;
  }
  const Parts c = unpack(addend, fpscr), x = unpack(a, fpscr), y = unpack(b, fpscr);
  const bool infinite = x.kind == Kind::infinite || y.kind == Kind::infinite;
  const bool has_zero = x.kind == Kind::zero || y.kind == Kind::zero;
  const bool undefined = infinite && has_zero;
  if (c.kind == Kind::quiet_nan && undefined) return invalid(fpscr);
  if (is_nan(c) || is_nan(x) || is_nan(y)) return propagate(c, x, y, fpscr);
  const bool sign = x.sign != y.sign;
  if (undefined || (infinite && c.kind == Kind::infinite && c.sign != sign)) return invalid(fpscr);
  if (infinite) return infinity(sign);
  if (c.kind == Kind::infinite) return infinity(c.sign);
  if (!has_zero) return fused_sum(c, sign, x.exponent + y.exponent, x.mantissa * y.mantissa, fpscr);
  if (c.kind != Kind::zero) return round(c.sign, c.exponent, c.mantissa, fpscr);
  return zero(c.sign == sign ? sign : rounding_of(fpscr) == Rounding::down);
}

u32 compare(u32 a, u32 b, bool quiet_nan_is_invalid, u32& fpscr) {
  constexpr u32 kEqual = 6U << 28, kLess = 8U << 28, kGreater = 2U << 28, kUnordered = 3U << 28;
  const Parts x = unpack(a, fpscr), y = unpack(b, fpscr);
  if (is_nan(x) || is_nan(y)) {
    if (quiet_nan_is_invalid || x.kind == Kind::signalling_nan || y.kind == Kind::signalling_nan)
      fpscr |= kInvalid;
    return kUnordered;
  }
  if (x.kind == Kind::zero && y.kind == Kind::zero) return kEqual;
  // As sign and magnitude; a flushed operand counts as zero.
  const auto ordered = [](u32 value, const Parts& p) {
    const auto magnitude = p.kind == Kind::zero ? std::int64_t{0} : std::int64_t{value & ~kSignBit};
    return p.sign ? -magnitude : magnitude;
  };
  const std::int64_t ox = ordered(a, x), oy = ordered(b, y);
  return ox == oy ? kEqual : ox < oy ? kLess : kGreater;
}

}  // namespace quartet::mcu::arm::fp
