// Writes Thumb instructions as GNU objdump does for armv7e-m.
#pragma once

#include <string>

#include "accel/mcu/engine/decoded.hpp"

namespace quartet::mcu::arm {

/// "add.w\tr0, r1, r2" with one tab between name and operands; ".short\t0x…" or ".word\t0x…" for what is no
/// instruction.
[[nodiscard]] std::string disassemble(const Decoded& d);

/// "r0", …, "sp", "lr", "pc" of a register number 0 to 15.
[[nodiscard]] std::string_view register_name(unsigned number);

}  // namespace quartet::mcu::arm
