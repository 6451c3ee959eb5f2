// MPIC's status registers: the format of vector operands is state instead of a part of the opcode. As in the RTL of its
// successor (pulp-platform/flex-v, mixed_precision_controller, riscv_cs_registers), which publishes the codes.
#pragma once

#include <cstdint>

namespace quartet::mcu::rv32 {

struct MpicState {
  // Formats: 1 to 4 are both operands of 16, 8, 4, 2 bit.
  static constexpr std::uint32_t kUniform = 4;
  static constexpr std::uint32_t kFirstMixed = 5, kLastMixed = 10;

  static constexpr std::uint32_t kFormat = 0x00D, kPart = 0x00E, kSkip = 0x00F, kLegacy = 0x010;  ///< CSR numbers

  bool present = false;
  bool legacy = true;        ///< the opcode says the width, as on RI5CY
  std::uint32_t format = 0;  ///< 0: none
  std::uint32_t part = 0;    ///< which part of a word of the narrower operand is used
  std::uint32_t skip = 0;    ///< dot products that use one part
  std::uint32_t used = 0;    ///< of them, so far

  /// After a dot product. `parts`: of a word of the narrower operand, 1 where the formats are equal.
  void count_dot(std::uint32_t parts) {
    if (used + 1 < skip) {
      ++used;
      return;
    }
    used = 0;
    if (parts > 1) part = part + 1 >= parts ? 0 : part + 1;
  }
};

}  // namespace quartet::mcu::rv32
