// The computations of Xpulp on whole registers: CV32E40P user manual, bit manipulation and general ALU operations.
#pragma once

#include <algorithm>
#include <bit>

#include "accel/mcu/iss/rv32/alu.hpp"
#include "accel/mcu/iss/rv32/format.hpp"

namespace quartet::mcu::rv32 {

// --- bits: `field` is width - 1 in bits 9:5 and the lowest bit in 4:0 ---------------------------------------

[[nodiscard]] constexpr u32 field_mask(u32 field) {
  return (~0U >> (31 - bits(field, 5, 5))) << bits(field, 0, 5);
}
/// Beyond bit 31 there are copies of bit 31, or zeros.
inline u32 extract(u32 a, u32 field) {
  const u32 unused = 31 - bits(field, 5, 5);
  return sra(sll(sra(a, field), unused), unused);
}
inline u32 extractu(u32 a, u32 field) {
  return srl(a, field) & (~0U >> (31 - bits(field, 5, 5)));
}
inline u32 insert(u32 into, u32 a, u32 field) {
  const u32 mask = field_mask(field);
  return (into & ~mask) | (sll(a, field) & mask);
}
inline u32 bit_clear(u32 a, u32 field) {
  return a & ~field_mask(field);
}
inline u32 bit_set(u32 a, u32 field) {
  return a | field_mask(field);
}
/// Groups of 1, 2 or 3 bits (bits 6:5 of `field`; 3 counts as 0) change places after a shift to the left; what
/// does not fill a group of three is lost.
inline u32 bit_reverse(u32 a, u32 field) {
  const u32 size = bits(field, 5, 2) % 3 + 1;
  const u32 shifted = sll(a, field);
  u32 result = 0;
  for (u32 at = 0; at + size <= 32; at += size) result |= bits(shifted, 32 - at - size, size) << at;
  return result;
}

// --- one operand ------------------------------------------------------------------------------------------

inline u32 find_first_one(u32 a, u32) {
  return static_cast<u32>(std::countr_zero(a));
}
inline u32 find_last_one(u32 a, u32) {
  return a == 0 ? 32 : 31 - static_cast<u32>(std::countl_zero(a));
}
/// Copies of the sign in front of it; none for zero.
inline u32 count_leading_bits(u32 a, u32) {
  if (a == 0) return 0;
  return static_cast<u32>(std::max(std::countl_zero(a), std::countl_one(a))) - 1;
}
inline u32 count_ones(u32 a, u32) {
  return static_cast<u32>(std::popcount(a));
}
inline u32 absolute(u32 a, u32) {
  return lt(a, 0) ? 0 - a : a;
}
template <unsigned Bits, bool Signed>
u32 extend(u32 a, u32) {
  const u32 low = bits(a, 0, Bits);
  return Signed ? sign_extend(low, Bits) : low;
}

// --- two operands -----------------------------------------------------------------------------------------

inline u32 rotate_right(u32 a, u32 b) {
  return std::rotr(a, static_cast<int>(b & 31));
}
inline u32 set_le(u32 a, u32 b) {
  return le(a, b) ? 1 : 0;
}
inline u32 set_leu(u32 a, u32 b) {
  return leu(a, b) ? 1 : 0;
}
inline u32 minimum(u32 a, u32 b) {
  return lt(a, b) ? a : b;
}
inline u32 minimum_unsigned(u32 a, u32 b) {
  return ltu(a, b) ? a : b;
}
inline u32 maximum(u32 a, u32 b) {
  return lt(a, b) ? b : a;
}
inline u32 maximum_unsigned(u32 a, u32 b) {
  return ltu(a, b) ? b : a;
}
/// To [-bound - 1, bound]; a negative bound is taken as the manual's formula says, lower end first.
inline u32 clip(u32 a, u32 bound) {
  if (le(a, ~bound)) return ~bound;
  return ge(a, bound) ? bound : a;
}
inline u32 clip_unsigned(u32 a, u32 bound) {
  if (le(a, 0)) return 0;
  return ge(a, bound) ? bound : a;
}
/// The bound of a clip to `width` bits: 2^(width - 1) - 1, and 0 for width 0.
[[nodiscard]] constexpr u32 clip_bound(u32 width) {
  return width == 0 ? 0 : (1U << (width - 1)) - 1;
}

// --- sums and products with a shift -----------------------------------------------------------------------

/// 2^(places - 1), and 0 for no places: what is added before a shift that rounds.
[[nodiscard]] constexpr u32 half_of(u32 places) {
  return (1U << (places & 31)) >> 1;
}
template <bool Signed, bool Round>
[[nodiscard]] u32 normalize(u32 value, u32 places) {
  if constexpr (Round) value += half_of(places);
  return Signed ? sra(value, places) : srl(value, places);
}
/// Product of the lower or upper halves.
template <bool Signed, bool High>
[[nodiscard]] u32 half_product(u32 a, u32 b) {
  const u32 x = High ? a >> 16 : a & 0xFFFF, y = High ? b >> 16 : b & 0xFFFF;
  return Signed ? sign_extend(x, 16) * sign_extend(y, 16) : x * y;
}
inline u32 multiply_add(u32 sum, u32 a, u32 b) {
  return sum + a * b;
}
inline u32 multiply_subtract(u32 sum, u32 a, u32 b) {
  return sum - a * b;
}

}  // namespace quartet::mcu::rv32
