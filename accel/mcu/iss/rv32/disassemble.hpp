// Writes instructions as GNU objdump does with -M no-aliases.
#pragma once

#include <string>

#include "accel/mcu/engine/decoded.hpp"

namespace quartet::mcu::rv32 {

/// "addi    sp,sp,-16" with one tab between name and operands; ".2byte 0x…" or ".4byte 0x…" for what is no
/// instruction.
[[nodiscard]] std::string disassemble(const Decoded& d);

/// "zero", "ra", … "t6".
[[nodiscard]] std::string_view register_name(unsigned number);

}  // namespace quartet::mcu::rv32
