// A decoded instruction as engine, timing model and disassembler see it.
#pragma once

#include <cstdint>
#include <string_view>

#include "accel/mcu/engine/op.hpp"

namespace quartet::mcu {

/// What an instruction does to the sequence.
enum class Flow : std::uint8_t {
  next,      ///< goes on behind itself
  branch,    ///< either way; the target is known
  jump,      ///< always to a known target
  indirect,  ///< always to a target that only the run knows
  alone      ///< a block of its own: it reads the counters, changes the machine's state, or stops
};

/// Registers are 0 where the instruction has no such operand: register 0 never makes a hazard.
struct Operands {
  std::uint8_t rd = 0, rs1 = 0, rs2 = 0;
  std::uint32_t imm = 0;  ///< pc-relative targets are absolute
  std::uint8_t rs3 = 0;   ///< for hazards; its handlers know where its number is
};

struct Format;
struct Decoded;

/// The one declaration of an instruction: what it looks like, what it does, what it costs.
struct Instruction {
  std::string_view name;
  std::string_view pattern;  ///< "0000000 rs2 rs1 000 rd 0110011": digits are fixed bits, words are fields
  const Format* format = nullptr;
  Handler run = nullptr;
  Flow flow = Flow::next;
  std::uint8_t cost = 0;  ///< cost class of the instruction set
  std::uint16_t traits = 0;  ///< for the instruction set's own use
  /// The handler where fields of the encoding decide, instead of `run`. `quietly`: without the effects that the
  /// instruction set has found to be dead.
  Handler (*choose)(const Decoded& d, bool quietly) = nullptr;
};

struct Decoded {
  const Instruction* what = nullptr;
  Operands operands;
  std::uint32_t pc = 0;
  std::uint32_t raw = 0;
  std::uint8_t size = 0;  ///< bytes; 0: stands between two instructions (a loop's end) and does not retire
  /// What besides the bytes decides how they decode (the place in an IT block, the end of a loop), before and
  /// behind this instruction; 0 where nothing does, and behind every jump.
  std::uint8_t context = 0, next_context = 0;
  Handler run = nullptr;  ///< instead of what->run
  /// Runs first and skips the instruction by pass_over(); nullptr: it is always executed.
  Handler guard = nullptr;
  bool silent = false;  ///< takes time and does nothing: needs no op
};

}  // namespace quartet::mcu
