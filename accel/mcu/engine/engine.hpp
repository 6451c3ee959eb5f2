// Runs a core: finds or builds blocks, links them, and looks after everything that happens between blocks.
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "accel/mcu/engine/block.hpp"
#include "accel/mcu/engine/hart.hpp"
#include "accel/mcu/engine/memory_map.hpp"
#include "accel/mcu/engine/timing.hpp"

namespace quartet::mcu {

/// An instruction set, as the engine needs it.
class IInstructionSet {
 public:
  virtual ~IInstructionSet() = default;
  /// Never fails: what cannot be fetched or decoded is an instruction that stops, of Flow::alone.
  [[nodiscard]] virtual Decoded decode(const MemoryMap& memory, std::uint32_t pc) const = 0;
};

/// Interrupts, as the engine needs them.
class IEvents {
 public:
  virtual ~IEvents() = default;
  /// Looks at the interrupt lines at hart.cycles, wakes the hart if one is pending, and, if one is taken,
  /// sets hart.pc and charges its entry. True if taken.
  virtual bool take_interrupt(Hart& hart) = 0;
  /// The next cycle after which take_interrupt may answer otherwise; UINT64_MAX: none.
  [[nodiscard]] virtual std::uint64_t next_event(std::uint64_t now) const = 0;
};

class Engine {
 public:
  /// All must outlive the engine.
  Engine(Hart& hart, MemoryMap& memory, const IInstructionSet& isa, const ITiming& timing, IEvents& events);

  /// Runs until the program stops (hart.stop) or, at the end of the block that reaches it, cycle `until`.
  void run(std::uint64_t until);
  /// Executes one instruction, or takes one interrupt. Cycles add up to those of run().
  void step();
  /// Time and instructions now; hart.cycles and hart.instret are those of a block's start.
  [[nodiscard]] Moment now() const;
  [[nodiscard]] std::uint32_t pc() const { return hart_.resume != nullptr ? hart_.resume->pc : hart_.pc; }

 private:
  [[nodiscard]] Op* enter();
  [[nodiscard]] Block& find(std::uint32_t pc);
  [[nodiscard]] std::unique_ptr<Block> translate(std::uint32_t pc, std::size_t max_instructions) const;
  void link(Exit& exit, Block& block);
  void settle();
  void sleep(std::uint64_t until);
  void forget_blocks();
  bool interrupted();

  Hart& hart_;
  MemoryMap& memory_;
  const IInstructionSet& isa_;
  const ITiming& timing_;
  IEvents& events_;
  std::unordered_map<std::uint32_t, std::unique_ptr<Block>> blocks_;
  std::unique_ptr<Block> single_;      ///< the block of step()
  std::vector<Decoded> last_stepped_;  ///< what step() executed in sequence before pc, for hazards
  bool jumped_ = true;                 ///< the last step() did not end behind its instruction
  std::size_t op_count_ = 0;
};

}  // namespace quartet::mcu
