// The instructions of an extension whose names and patterns are put together from parts.
#pragma once

#include <deque>
#include <span>
#include <string>
#include <vector>

#include "accel/mcu/engine/decoded.hpp"

namespace quartet::mcu::rv32 {

class InstructionTable {
 public:
  /// Keeps the texts. Rows that match the same encoding are tried in the order in which they are added.
  void add(std::string name, std::string pattern, const Format& format, Handler run, Flow flow,
           std::uint8_t cost);

  [[nodiscard]] std::span<const Instruction> all() const { return instructions_; }

 private:
  std::deque<std::string> texts_;
  std::vector<Instruction> instructions_;
};

}  // namespace quartet::mcu::rv32
