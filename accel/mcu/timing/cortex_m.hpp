// Timing of Cortex-M cores: a cost a class, pairing of neighbouring accesses, what alignment and the
// floating-point unit add. A core is a set of these numbers; no core has code of its own. As they stand here
// every instruction takes one cycle: the untimed mode.
#pragma once

#include <memory>

#include "accel/mcu/engine/timing.hpp"
#include "sim/config/parameter_set.hpp"

namespace quartet::mcu {

struct CortexMParams {
  int alu = 1, multiply = 1, multiply_long = 1;
  int divide = 1, divide_base = 1, divide_bits_per_cycle = 0;
  int load = 1, load_pipelined = 1, load_literal_extra = 0, store = 1, store_register = 1;
  int multiple = 1, multiple_word = 0, multiple_pc = 1, pair = 1, exclusive = 1;
  int load_pc = 1, table_branch = 1;
  int branch_not_taken = 1, branch_taken = 1, compare_branch_taken = 1;
  int jump = 1, call = 1, jump_register = 1, call_register = 1, write_pc = 1;
  int it = 1, it_folded = 1, nop = 1, barrier = 1, barrier_instruction = 1, special = 1, wait = 1;
  int float_op = 1, float_result_use = 0, float_accumulate = 1, float_divide = 1, float_compare = 1;
  int float_load = 1, float_load_pipelined = 1, float_store = 1, float_pair = 1, float_move = 1,
      float_move_pair = 1;
  int address_after_result = 0, unaligned_target = 0;
  int unaligned_run = 0, unaligned_run_stores = 0, unaligned_run_cycles = 0;
  int unaligned_access = 0, io_port_saving = 0;
  int exception_entry = 0, exception_exit = 0, tail_chain = 0, reset = 0;
};

/// Declares every field under "timing.".
void declare(CortexMParams& params, ParameterSet& set);

[[nodiscard]] std::unique_ptr<ITiming> make_cortex_m_timing(const CortexMParams& params);

}  // namespace quartet::mcu
