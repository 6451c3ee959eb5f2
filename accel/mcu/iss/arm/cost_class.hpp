// Kinds of instructions that timing models of Cortex-M tell apart.
#pragma once

#include <cstdint>

namespace quartet::mcu::arm {

enum class CostClass : std::uint8_t {
  alu,
  shift,  ///< as alu
  multiply,
  multiply_long,
  divide_signed,
  divide_unsigned,
  load,
  load_literal,
  store,           ///< immediate offset
  store_register,  ///< register offset
  multiple,        ///< LDM, STM, PUSH, POP, VLDM, VSTM: by the number of words
  multiple_pc,     ///< the same with PC in the list
  pair,            ///< LDRD, STRD
  exclusive,
  load_pc,
  table_branch,
  branch,  ///< conditional
  compare_branch,
  jump,
  call,
  jump_register,
  call_register,
  write_pc,  ///< MOV PC, ADD PC
  it,
  nop,
  barrier,
  barrier_instruction,
  special,  ///< MRS, MSR, CPS
  wait,
  float_op,
  float_accumulate,
  float_divide,
  float_compare,  ///< results the next instruction may use at once: VCMP, VABS, VNEG, VMOV between S
                  ///< registers
  float_load,
  float_store,
  float_load_pair,
  float_store_pair,
  float_move,       ///< a word between the files
  float_move_pair,  ///< two words
  none              ///< stops or traps instead of completing
};
inline constexpr std::size_t kCostClasses = static_cast<std::size_t>(CostClass::none) + 1;

}  // namespace quartet::mcu::arm
