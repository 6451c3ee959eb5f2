// Timing of the in-order RISC-V cores: a cost a class, hazards between neighbours, and what alignment costs.
// A core is a set of these numbers; no core has code of its own.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "accel/mcu/engine/timing.hpp"
#include "sim/config/parameter_set.hpp"

namespace quartet::mcu {

struct InOrderParams {
  int alu = 1;
  int shift_register_base = 1, shift_immediate_base = 1;
  bool serial_shift = false;
  int mul = 1, mulh = 1;
  bool serial_mul = false;
  int div = 1, div_by_zero = 1;
  bool div_by_leading_zeros = false;
  int load = 1, store = 1, load_use = 0, load_overwrite = 0;
  int misaligned_load = 0, misaligned_store = 0;
  int branch_not_taken = 1, branch_taken = 1, jal = 1, jalr = 1;
  int jalr_after_result = 0, jalr_after_load = 0, jalr_two_after_load = 0;
  int jump_overlap = 0, taken_over_unaligned = 0;
  int csr = 1, csr_state = 1, fence = 1, fence_i = 1, mret = 1, wfi = 1;
  int interrupt = 0, trap = 0, reset = 0;
  int unaligned_fetch = 0, unaligned_target = 0;
};

/// Declares every field under "timing.".
void declare(InOrderParams& params, ParameterSet& set);

[[nodiscard]] std::unique_ptr<ITiming> make_in_order_timing(const InOrderParams& params);

}  // namespace quartet::mcu
