// Elements that change places: CV32E40P user manual, SIMD shuffle, pack and bit manipulation; complex numbers.
#pragma once

#include "accel/mcu/iss/rv32/simd.hpp"

namespace quartet::mcu::rv32 {

/// Bits of a selector that say which element.
template <unsigned Bits>
inline constexpr u32 kIndexMask = 32 / Bits - 1;

/// Element i of the result is the element of `a` that element i of `select` names.
template <unsigned Bits>
[[nodiscard]] u32 shuffle(u32 a, u32 select) {
  u32 result = 0;
  for (unsigned i = 0; i < 32 / Bits; ++i) {
    const u32 from = lane<Bits, false>(select, i) & kIndexMask<Bits>;
    result |= lane<Bits, false>(a, from) << (i * Bits);
  }
  return result;
}
/// The bit above the index chooses between `a` (1) and the old result (0).
template <unsigned Bits>
[[nodiscard]] u32 shuffle2(u32 old, u32 a, u32 select) {
  u32 result = 0;
  for (unsigned i = 0; i < 32 / Bits; ++i) {
    const u32 which = lane<Bits, false>(select, i);
    const u32 source = (which & (kIndexMask<Bits> + 1)) != 0 ? a : old;
    result |= lane<Bits, false>(source, which & kIndexMask<Bits>) << (i * Bits);
  }
  return result;
}
/// Element number `index` alone.
template <unsigned Bits, bool Signed>
[[nodiscard]] u32 extract_element(u32 a, u32 index) {
  return lane<Bits, Signed>(a, index & kIndexMask<Bits>);
}
template <unsigned Bits>
[[nodiscard]] u32 insert_element(u32 into, u32 a, u32 index) {
  const u32 at = (index & kIndexMask<Bits>) * Bits;
  return (into & ~(kLaneMask<Bits> << at)) | (a & kLaneMask<Bits>) << at;
}
inline u32 pack_low_halves(u32 a, u32 b) {
  return a << 16 | (b & 0xFFFF);
}
inline u32 pack_high_halves(u32 a, u32 b) {
  return (a & 0xFFFF0000) | b >> 16;
}
inline u32 pack_low_bytes(u32 into, u32 a, u32 b) {
  return (into & 0xFFFF0000) | (a & 0xFF) << 8 | (b & 0xFF);
}
inline u32 pack_high_bytes(u32 into, u32 a, u32 b) {
  return (into & 0xFFFF) | (a & 0xFF) << 24 | (b & 0xFF) << 16;
}

// --- complex numbers: real part in the low half, imaginary part in the high one ----------------------------

inline u32 real(u32 a) {
  return lane<16, true>(a, 0);
}
inline u32 imaginary(u32 a) {
  return lane<16, true>(a, 1);
}
inline u32 complex_of(u32 re, u32 im) {
  return im << 16 | (re & 0xFFFF);
}
/// Cut to 16 bit, then halved `Shift` times with its sign.
template <unsigned Shift>
[[nodiscard]] u32 halved(u32 value) {
  return sra(sign_extend(value & 0xFFFF, 16), Shift);
}
/// One part of the product, in Q15, into its half of the old result.
template <unsigned Shift>
[[nodiscard]] u32 multiply_real(u32 old, u32 a, u32 b) {
  return complex_of(sra(real(a) * real(b) - imaginary(a) * imaginary(b), 15 + Shift), old >> 16);
}
template <unsigned Shift>
[[nodiscard]] u32 multiply_imaginary(u32 old, u32 a, u32 b) {
  return complex_of(old, sra(real(a) * imaginary(b) + imaginary(a) * real(b), 15 + Shift));
}
inline u32 conjugate(u32 a, u32) {
  return complex_of(a, 0 - imaginary(a));
}
/// (a - b) times -j.
template <unsigned Shift>
[[nodiscard]] u32 subtract_rotate(u32 a, u32 b) {
  return complex_of(halved<Shift>(imaginary(a) - imaginary(b)), halved<Shift>(real(b) - real(a)));
}
template <unsigned Shift>
[[nodiscard]] u32 complex_add(u32 a, u32 b) {
  return complex_of(halved<Shift>(real(a) + real(b)), halved<Shift>(imaginary(a) + imaginary(b)));
}
template <unsigned Shift>
[[nodiscard]] u32 complex_subtract(u32 a, u32 b) {
  return complex_of(halved<Shift>(real(a) - real(b)), halved<Shift>(imaginary(a) - imaginary(b)));
}

}  // namespace quartet::mcu::rv32
