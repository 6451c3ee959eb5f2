// How instructions lay out their operands and how they are written.
#pragma once

#include "accel/mcu/engine/decoded.hpp"

namespace quartet::mcu {

struct Format {
  Operands (*extract)(std::uint32_t raw, std::uint32_t pc);
  /// As GNU objdump writes operands: d s t registers, j signed decimal, > shift amount, u upper immediate, p
  /// target, E control register, Z immediate of csrr*i, P Q predecessor and successor of fence; the rest
  /// stands for itself.
  std::string_view syntax;
  /// Encodings that match the pattern and are reserved; nullptr: none.
  bool (*valid)(std::uint32_t raw) = nullptr;
};

}  // namespace quartet::mcu

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
