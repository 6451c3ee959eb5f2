// The registers of a machine as gdb numbers and describes them (gdb manual, appendix "Target Descriptions").
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "accel/mcu/machine.hpp"

namespace quartet::mcu::gdb {

class RegisterFile {
 public:
  /// RISC-V: x0 to x31, pc, then control registers. Arm M-profile: r0 to r12, sp, lr, pc, xpsr, stack pointers and masks,
  /// and d0 to d15 with fpscr where the core has them. The machine tells which it is.
  explicit RegisterFile(Machine& machine);

  /// The target description, an XML document.
  [[nodiscard]] const std::string& description() const { return description_; }
  [[nodiscard]] std::size_t count() const { return registers_.size(); }
  /// Little-endian bytes of register `number`; empty: there is none.
  [[nodiscard]] std::vector<std::uint8_t> read(Machine& machine, std::size_t number) const;
  [[nodiscard]] std::vector<std::uint8_t> read_all(Machine& machine) const;
  /// False: no such register, another size, or it cannot be written.
  [[nodiscard]] bool write(Machine& machine, std::size_t number, std::span<const std::uint8_t> bytes) const;
  /// Those that can be written; false: `bytes` are not all registers.
  [[nodiscard]] bool write_all(Machine& machine, std::span<const std::uint8_t> bytes) const;

 private:
  enum class From { listed, pc, special };
  struct Register {
    std::string name;
    unsigned words = 1;      ///< of 32 bit
    From from = From::listed;
    unsigned first = 0;      ///< listed: its number in the machine's list, the words in sequence
  };
  void begin_feature(const std::string& name);
  void end_feature();
  void add(Register r, const std::string& type, const std::string& group = "");
  void describe_riscv(Machine& machine);
  void describe_arm(Machine& machine);

  std::vector<Register> registers_;
  std::string description_;
};

}  // namespace quartet::mcu::gdb
