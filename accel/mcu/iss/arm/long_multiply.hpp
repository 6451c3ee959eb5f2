// Fields and shapes that the multiplications share.
#pragma once

#include "accel/mcu/iss/arm/branch.hpp"

namespace quartet::mcu::arm {

inline Operands two_sources(u32 raw, u32) {
  return {reg(raw, 8), reg(raw, 16), reg(raw, 0), 0};
}
inline Operands three_sources(u32 raw, u32) {
  return {reg(raw, 8), reg(raw, 16), reg(raw, 0), reg(raw, 12)};
}
/// rd is the low half of the result, the register in imm its high half.
inline Operands long_fields(u32 raw, u32) {
  return {reg(raw, 12), reg(raw, 16), reg(raw, 0), reg(raw, 8)};
}
[[nodiscard]] constexpr bool is_plain_register(u32 raw, unsigned low) {
  return bits(raw, low, 4) != 13 && bits(raw, low, 4) != 15;
}
inline bool plain_two(u32 raw) {
  return is_plain_register(raw, 8) && is_plain_register(raw, 16) && is_plain_register(raw, 0);
}
inline bool plain_three(u32 raw) {
  return plain_two(raw) && is_plain_register(raw, 12);
}
inline bool plain_long(u32 raw) {
  return plain_three(raw) && bits(raw, 12, 4) != bits(raw, 8, 4);
}

/// hi:rd = Compute(hi:rd, rs1, rs2).
template <u64 (*Compute)(u64, u32, u32)>
void multiply_long(Hart* hart, Op* op, u64 cycles, u64 instret) {
  const u64 sum = u64{hart->x[op->imm]} << 32 | hart->x[op->rd];
  const u64 result = Compute(sum, hart->x[op->rs1], hart->x[op->rs2]);
  hart->x[op->rd] = static_cast<u32>(result);
  hart->x[op->imm] = static_cast<u32>(result >> 32);
  return next(hart, op, cycles, instret);
}

}  // namespace quartet::mcu::arm
