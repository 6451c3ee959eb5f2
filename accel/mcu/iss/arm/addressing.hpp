// Address fields of 32-bit loads and stores of one register.
#pragma once

#include "accel/mcu/iss/arm/format.hpp"

namespace quartet::mcu::arm {

inline constexpr std::string_view kLiteralSyntax = "%d, [pc, #%L]", kOffsetSyntax = "%d, [%n%o]",
                                  kSignedSyntax = "%d, [%n%j]", kPostSyntax = "%d, [%n], %J",
                                  kPreSyntax = "%d, [%n%j]!", kIndexSyntax = "%d, [%n, %m%H]";

inline Operands literal_fields(u32 raw, u32 pc) {
  const u32 base = (pc + 4) & ~3U, offset = bits(raw, 0, 12);
  return {reg(raw, 12), 0, 0, bits(raw, 23, 1) != 0 ? base + offset : base - offset};
}
inline Operands up_fields(u32 raw, u32) {
  return {reg(raw, 12), reg(raw, 16), 0, bits(raw, 0, 12)};
}
inline Operands low_up_fields(u32 raw, u32) {
  return {reg(raw, 12), reg(raw, 16), 0, bits(raw, 0, 8)};
}
inline Operands down_fields(u32 raw, u32) {
  return {reg(raw, 12), reg(raw, 16), 0, 0U - bits(raw, 0, 8)};
}
/// Bit 9 says whether the offset is added.
inline Operands either_fields(u32 raw, u32) {
  const u32 offset = bits(raw, 0, 8);
  return {reg(raw, 12), reg(raw, 16), 0, bits(raw, 9, 1) != 0 ? offset : 0U - offset};
}
inline Operands index_fields(u32 raw, u32) {
  return {reg(raw, 12), reg(raw, 16), reg(raw, 0), bits(raw, 4, 2)};
}
inline Operands no_target(u32 raw, u32) {
  return {0, reg(raw, 16), 0, 0};
}
inline Operands no_target_index(u32 raw, u32) {
  return {0, reg(raw, 16), reg(raw, 0), bits(raw, 4, 2)};
}
/// The base is neither PC nor the data register.
inline bool writes_back(u32 raw) {
  return bits(raw, 16, 4) != 15 && bits(raw, 16, 4) != bits(raw, 12, 4);
}

}  // namespace quartet::mcu::arm
