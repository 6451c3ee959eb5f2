// Xpulp: one declaration an instruction, two encodings. A core has one of them: most of their opcodes collide.
#pragma once

#include <span>
#include <string_view>

#include "accel/mcu/iss/rv32/instruction_table.hpp"

namespace quartet::mcu::rv32 {

enum class Encoding : std::uint8_t {
  pulpv2,  ///< RI5CY, GAP8, MPIC: the patterns of GVSoC's isa_pulpv2.py
  corev    ///< CV32E40P 1.2 and later: its user manual, instruction set extensions
};

/// A name and a pattern in each encoding; an empty pattern: the encoding has no such instruction.
struct XpulpRow {
  std::string_view pulp_name, pulp_pattern, corev_name, corev_pattern;
  const Format* format;  ///< of both, as the operands have the same places
  Handler run;
  Flow flow = Flow::next;
  std::uint8_t cost = 0;
  const Format* corev_format = nullptr;  ///< where it is written otherwise
};
void add_rows(InstructionTable& table, Encoding encoding, std::span<const XpulpRow> rows);

// The parts of the extension, a file each.
void add_xpulp_memory(InstructionTable& table, Encoding encoding);
void add_xpulp_alu(InstructionTable& table, Encoding encoding);
void add_xpulp_multiply(InstructionTable& table, Encoding encoding);
void add_xpulp_loops(InstructionTable& table, Encoding encoding);
void add_xpulp_simd(InstructionTable& table, Encoding encoding);
void add_xpulp_shuffle(InstructionTable& table, Encoding encoding);

}  // namespace quartet::mcu::rv32
