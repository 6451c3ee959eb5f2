// Instructions that are known and not modelled: they end the run and say why, instead of guessing.
#pragma once

#include "accel/mcu/engine/hart.hpp"

namespace quartet::mcu::rv32 {

enum class Refusal : std::uint8_t {
  pointer_is_destination,  ///< post-increment load into its own pointer
  pointer_is_zero,         ///< post-increment with x0 as pointer
  event_load,              ///< p.elw, cv.elw
  threshold_quantization,  ///< pv.qnt
  mixed_format,            ///< MPIC: not a dot product, with operands of different formats
  no_format,               ///< MPIC: the status register names no format of vectors
  other_width              ///< MPIC: only for the width of the opcode, and the status register names another
};

/// Stops at `op` with StopReason::unsupported and the reason.
void refuse(Hart* hart, Op* op, std::uint64_t cycles, std::uint64_t instret, Refusal why);

template <Refusal Why>
void refused(Hart* hart, Op* op, std::uint64_t cycles, std::uint64_t instret) {
  return refuse(hart, op, cycles, instret, Why);
}

}  // namespace quartet::mcu::rv32
