// What a core demands of hardware loops.
#pragma once

#include <cstdint>

#include "sim/config/parameter_set.hpp"

namespace quartet::mcu::rv32 {

struct LoopRules {
  bool end_is_last = false;   ///< the end register names the last instruction of the body, not what is behind it
  int min_instructions = 3;   ///< of a body
  int nested_gap_bytes = 8;   ///< from the end of the inner loop to the end of the outer one, at least
  std::int64_t csr_base = 0;  ///< number of lpstart0; end, count, and the same four further for loop 1; 0: none
};

/// Declares every field under "hardware_loops.".
void declare(LoopRules& rules, ParameterSet& set);

}  // namespace quartet::mcu::rv32
