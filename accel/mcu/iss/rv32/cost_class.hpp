// Kinds of instructions that RISC-V timing models tell apart.
#pragma once

#include <cstdint>

namespace quartet::mcu::rv32 {

enum class CostClass : std::uint8_t {
  alu,
  shift_immediate,
  shift_register,
  mul,
  mulh,
  div_signed,
  div_unsigned,
  load,
  store,
  branch,
  jal,
  jalr,
  csr,
  fence,
  fence_i,
  mret,
  wfi,
  none  ///< stops or traps instead of completing
};

}  // namespace quartet::mcu::rv32
