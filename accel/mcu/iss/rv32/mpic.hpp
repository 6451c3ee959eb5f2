// MPIC (Ottavi et al. 2020): the vector instructions of RI5CY with the format of their operands in a status register.
#pragma once

#include "accel/mcu/iss/rv32/xpulp.hpp"

namespace quartet::mcu::rv32 {

void add_mpic_simd(InstructionTable& table);
/// Shuffle, pack, extract, insert: refused where the status register names another width than the opcode.
void add_mpic_shuffle(InstructionTable& table);

/// Whether an instruction of half-words (or bytes) does what its name says in the present state.
[[nodiscard]] bool width_is_in_force(const Hart* hart, unsigned width);

}  // namespace quartet::mcu::rv32
