// The two hardware loops of RI5CY and CV32E40P: their registers, the rules for them, and where bodies end. A body that
// has been checked is known to the decoder, which ends a block at its end; there the loop goes back for nothing.
//
// The manual leaves violations undefined and asks simulators to report them: every change answers nullptr or which rule
// is broken. Entering a body elsewhere than at its start is not noticed.
#pragma once

#include <array>
#include <optional>
#include <unordered_map>

#include "accel/mcu/engine/engine.hpp"
#include "accel/mcu/iss/rv32/loop_rules.hpp"

namespace quartet::mcu::rv32 {

class HardwareLoops {
 public:
  struct Level {
    std::uint32_t start = 0;
    std::uint32_t end = 0;  ///< behind the last instruction of the body
    std::uint32_t count = 0;
  };

  /// All must outlive the loops.
  void connect(const LoopRules& rules, const IInstructionSet& isa, const MemoryMap& memory);

  // Instructions at `pc`. Level 0 is the inner loop. `end`: as the core's register has it.
  [[nodiscard]] const char* set_start(unsigned level, std::uint32_t start);
  [[nodiscard]] const char* set_end(unsigned level, std::uint32_t end);
  [[nodiscard]] const char* set_count(unsigned level, std::uint32_t count, std::uint32_t pc);
  [[nodiscard]] const char* set_up(unsigned level, std::uint32_t start, std::uint32_t end, std::uint32_t count);

  /// A body has become known since the last question: blocks that reach across its end are wrong.
  [[nodiscard]] bool take_changed();
  /// Start of the body that ends at `pc`.
  [[nodiscard]] std::optional<std::uint32_t> body_before(std::uint32_t pc) const;
  /// At the end of a body: whether a loop goes back to its start. Counts.
  [[nodiscard]] bool go_back(std::uint32_t pc) {
    for (Level& level : levels_) {
      if (level.end == pc && level.count != 0 && --level.count != 0) return true;
    }
    return false;
  }

  [[nodiscard]] const std::array<Level, 2>& levels() const { return levels_; }

  /// The loop registers among the control registers; false: no such register. A write is that of a context switch: it
  /// is checked when it makes a count other than 0.
  [[nodiscard]] bool read_csr(std::uint32_t number, std::uint32_t& value) const;
  [[nodiscard]] bool write_csr(std::uint32_t number, std::uint32_t value, const char*& why);

 private:
  [[nodiscard]] std::uint32_t behind(std::uint32_t written_end) const;
  [[nodiscard]] const char* activate(unsigned level);
  [[nodiscard]] const char* check_nesting() const;
  [[nodiscard]] const char* check_body(const Level& level) const;
  [[nodiscard]] const char* check_instruction(const Decoded& d) const;

  LoopRules rules_;
  const IInstructionSet* isa_ = nullptr;
  const MemoryMap* memory_ = nullptr;
  std::array<Level, 2> levels_;
  std::unordered_map<std::uint32_t, std::uint32_t> start_by_end_;  ///< of every body that has been checked
  bool changed_ = false;
};

/// Stands at the end of a body without bytes of its own: the back edge, which takes no time.
[[nodiscard]] const Instruction& loop_end();

}  // namespace quartet::mcu::rv32
