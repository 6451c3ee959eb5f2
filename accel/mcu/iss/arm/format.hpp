// Fields of Thumb encodings, and what instruction tables are made of. A 32-bit encoding has its first
// half-word in the upper half. The escapes of names and of Format::syntax are explained in disassemble.cpp.
#pragma once

#include "accel/mcu/engine/format.hpp"
#include "accel/mcu/iss/arm/arm_hart.hpp"
#include "accel/mcu/iss/arm/cost_class.hpp"

namespace quartet::mcu::arm {

/// Bits [low, low + count) of raw.
[[nodiscard]] constexpr u32 bits(u32 raw, unsigned low, unsigned count) {
  return raw >> low & ((1U << count) - 1);
}
/// The low `count` bits of value as a signed number.
[[nodiscard]] constexpr u32 sign_extend(u32 value, unsigned count) {
  const u32 sign = 1U << (count - 1);
  return (value ^ sign) - sign;
}
/// A register field of four bits, and one of three.
[[nodiscard]] constexpr std::uint8_t reg(u32 raw, unsigned low) {
  return core_reg(bits(raw, low, 4));
}
[[nodiscard]] constexpr std::uint8_t low_reg(u32 raw, unsigned low) {
  return core_reg(bits(raw, low, 3));
}

// Instruction::traits: what an instruction does to the flags, for finding those that nobody reads.
inline constexpr std::uint16_t kSetsNz = 1, kSetsC = 2, kSetsV = 4, kSetsNzc = 3, kSetsNzcv = 7,
                               kReadsFlags = 8,
                               kLeaves = 16,  ///< may leave the block before its end: accesses, faults
    kMaySetC = 32,                            ///< by its operand
    kShifted = 64,                            ///< the second operand is a wide shifted register; rrx reads C
    kStartsIt = 128, kUnconditional = 256,    ///< IT; executed whatever an IT block says
    kConditionalBranch = 512;

/// The condition field of b<c>, in either size.
[[nodiscard]] constexpr u32 branch_condition(u32 raw) {
  return raw > 0xFFFF ? bits(raw, 22, 4) : bits(raw, 8, 4);
}

[[nodiscard]] constexpr std::uint8_t of(CostClass c) {
  return static_cast<std::uint8_t>(c);
}
inline constexpr std::uint8_t kAlu = of(CostClass::alu), kMul = of(CostClass::multiply),
                              kLong = of(CostClass::multiply_long), kLoad = of(CostClass::load),
                              kStore = of(CostClass::store), kNone = of(CostClass::none);

}  // namespace quartet::mcu::arm
