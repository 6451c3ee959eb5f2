// Extensions and reversals, which 16- and 32-bit instructions share. The first argument is the register that
// some forms add to, else 0.
#pragma once

#include <bit>

#include "accel/mcu/iss/arm/arm_hart.hpp"

namespace quartet::mcu::arm {

inline u32 moved(u32, u32 b) {
  return b;
}
inline u32 sign_extend_half(u32 a, u32 b) {
  return a + static_cast<u32>(static_cast<std::int16_t>(b));
}
inline u32 sign_extend_byte(u32 a, u32 b) {
  return a + static_cast<u32>(static_cast<std::int8_t>(b));
}
inline u32 zero_extend_half(u32 a, u32 b) {
  return a + (b & 0xFFFF);
}
inline u32 zero_extend_byte(u32 a, u32 b) {
  return a + (b & 0xFF);
}
inline u32 in_halves(u32 low, u32 high) {
  return (low & 0xFFFF) | high << 16;
}
inline u32 sign_extend_bytes(u32 a, u32 b) {
  return in_halves(sign_extend_byte(a, b), sign_extend_byte(a >> 16, b >> 16));
}
inline u32 zero_extend_bytes(u32 a, u32 b) {
  return in_halves(zero_extend_byte(a, b), zero_extend_byte(a >> 16, b >> 16));
}
/// The second operand rotated to the right first.
template <u32 (*Extend)(u32, u32)>
u32 rotated(u32 a, u32 b, u32 by) {
  return Extend(a, std::rotr(b, static_cast<int>(by)));
}
inline u32 reverse_bytes(u32, u32 b) {
  return __builtin_bswap32(b);
}
inline u32 reverse_bytes_in_halves(u32, u32 b) {
  return std::rotl(__builtin_bswap32(b), 16);
}
inline u32 reverse_signed_half(u32, u32 b) {
  return sign_extend_half(0, __builtin_bswap32(b) >> 16);
}
inline u32 reverse_bits(u32, u32 b) {
  u32 result = 0;
  for (int i = 0; i < 32; ++i) result |= (b >> i & 1) << (31 - i);
  return result;
}
inline u32 count_leading_zeros(u32, u32 b) {
  return static_cast<u32>(std::countl_zero(b));
}

}  // namespace quartet::mcu::arm
