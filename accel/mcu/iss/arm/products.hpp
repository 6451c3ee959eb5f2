// The products that hot loops are made of: of words, of half-words, of pairs of half-words.
#pragma once

#include "accel/mcu/iss/arm/long_multiply.hpp"

namespace quartet::mcu::arm {

inline u32 multiply_low(u32 a, u32 b) {
  return a * b;
}
inline u32 multiply_add(u32 a, u32 b, u32 c) {
  return c + a * b;
}
inline u32 multiply_subtract(u32 a, u32 b, u32 c) {
  return c - a * b;
}
inline u64 signed_product(u32 a, u32 b) {
  return static_cast<u64>(i64{static_cast<i32>(a)} * static_cast<i32>(b));
}
inline u64 smull(u64, u32 a, u32 b) {
  return signed_product(a, b);
}
inline u64 umull(u64, u32 a, u32 b) {
  return u64{a} * b;
}
inline u64 smlal(u64 sum, u32 a, u32 b) {
  return sum + signed_product(a, b);
}
inline u64 umlal(u64 sum, u32 a, u32 b) {
  return sum + u64{a} * b;
}

inline i64 half(u32 value, bool top) {
  return static_cast<std::int16_t>(top ? value >> 16 : value);
}
inline u32 swapped(u32 value) {
  return value >> 16 | value << 16;
}
// Q says that a 32-bit result has overflowed.
inline u32 with_q(ArmHart& h, i64 value) {
  if (value != static_cast<i32>(value)) h.q = 1;
  return static_cast<u32>(value);
}

template <bool N, bool M>
u32 smul(u32 a, u32 b) {
  return static_cast<u32>(half(a, N) * half(b, M));
}
template <bool N, bool M>
u32 smla(ArmHart& h, u32 a, u32 b, u32 c) {
  return with_q(h, half(a, N) * half(b, M) + static_cast<i32>(c));
}
// The sum or the difference of two products of halves, the second operand swapped by the X forms.
template <bool X, int Sign>
i64 dual(u32 a, u32 b) {
  const u32 m = X ? swapped(b) : b;
  return half(a, false) * half(m, false) + Sign * half(a, true) * half(m, true);
}
template <bool X, int Sign>
u32 smlad(ArmHart& h, u32 a, u32 b, u32 c) {
  return with_q(h, dual<X, Sign>(a, b) + static_cast<i32>(c));
}

}  // namespace quartet::mcu::arm
