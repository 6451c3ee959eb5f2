// Fields of RISC-V encodings. Letters of Format::syntax: d s t registers, j signed decimal, > shift amount, u upper
// immediate, p target, E control register, Z immediate of csrr*i, P Q predecessor and successor of fence; Xpulp: r
// register in the place of rd, b l five-bit constants at 20 and 25, m the same with sign, n loop, c twelve-bit count,
// v w six-bit immediate with and without sign; the rest stands for itself.
#pragma once

#include "accel/mcu/engine/format.hpp"

namespace quartet::mcu::rv32 {

/// Bits [low, low + count) of raw.
[[nodiscard]] constexpr std::uint32_t bits(std::uint32_t raw, unsigned low, unsigned count) {
  return raw >> low & ((1U << count) - 1);
}
/// The low `count` bits of value as a signed number.
[[nodiscard]] constexpr std::uint32_t sign_extend(std::uint32_t value, unsigned count) {
  const std::uint32_t sign = 1U << (count - 1);
  return (value ^ sign) - sign;
}
[[nodiscard]] constexpr std::uint8_t reg(std::uint32_t raw, unsigned low) {
  return static_cast<std::uint8_t>(bits(raw, low, 5));
}
/// The three-bit register fields of compressed instructions: x8 to x15.
[[nodiscard]] constexpr std::uint8_t short_reg(std::uint32_t raw, unsigned low) {
  return static_cast<std::uint8_t>(8 + bits(raw, low, 3));
}

}  // namespace quartet::mcu::rv32
