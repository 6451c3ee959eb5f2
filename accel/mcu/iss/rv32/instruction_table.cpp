#include "accel/mcu/iss/rv32/instruction_table.hpp"

#include <utility>

namespace quartet::mcu::rv32 {

void InstructionTable::add(std::string name, std::string pattern, const Format& format, Handler run, Flow flow,
                           std::uint8_t cost) {
  Instruction instruction;
  instruction.name = texts_.emplace_back(std::move(name));
  instruction.pattern = texts_.emplace_back(std::move(pattern));
  instruction.format = &format;
  instruction.run = run;
  instruction.flow = flow;
  instruction.cost = cost;
  instructions_.push_back(instruction);
}

}  // namespace quartet::mcu::rv32
