// Fields of floating-point encodings, and the door that every floating-point instruction goes through.
#pragma once

#include "accel/mcu/iss/arm/exceptions.hpp"
#include "accel/mcu/iss/arm/soft_float.hpp"

namespace quartet::mcu::arm {

/// S registers: four bits of the number and, lowest, one more.
[[nodiscard]] constexpr std::uint8_t float_reg(u32 raw, unsigned high, unsigned lowest) {
  return static_cast<std::uint8_t>(kFloat + (bits(raw, high, 4) << 1 | bits(raw, lowest, 1)));
}
[[nodiscard]] constexpr std::uint8_t float_d(u32 raw) {
  return float_reg(raw, 12, 22);
}
[[nodiscard]] constexpr std::uint8_t float_n(u32 raw) {
  return float_reg(raw, 16, 7);
}
[[nodiscard]] constexpr std::uint8_t float_m(u32 raw) {
  return float_reg(raw, 0, 5);
}
/// D registers, named by the first of their two S registers.
[[nodiscard]] constexpr std::uint8_t double_reg(u32 raw, unsigned low) {
  return static_cast<std::uint8_t>(kFloat + (bits(raw, low, 4) << 1));
}
[[nodiscard]] inline u32& single(ArmHart& h, std::uint32_t number) {
  return h.s[number - kFloat];
}

/// Runs Body where the FPU is on; else the instruction is a fault.
template <Handler Body>
void with_float(Hart* hart, Op* op, u64 cycles, u64 instret) {
  ArmHart& h = arm_of(hart);
  if (!h.fp_ready && !h.exceptions->start_float()) [[unlikely]]
    return raise(hart, op, cycles, instret, Fault::no_coprocessor, op->pc);
  return Body(hart, op, cycles, instret);
}

}  // namespace quartet::mcu::arm
