// Runs a core: finds or builds blocks, links them, and looks after everything that happens between blocks.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "accel/mcu/engine/block.hpp"
#include "accel/mcu/engine/hart.hpp"
#include "accel/mcu/engine/memory_map.hpp"
#include "accel/mcu/engine/timing.hpp"

namespace quartet::mcu {

namespace native {
class Emitter;
class NativeCode;
}  // namespace native

/// An instruction set, as the engine needs it.
class IInstructionSet {
 public:
  virtual ~IInstructionSet() = default;
  /// Never fails: what cannot be fetched or decoded is an instruction that stops, of Flow::alone.
  [[nodiscard]] virtual Decoded decode(const MemoryMap& memory, std::uint32_t pc) const = 0;
  /// The same for a set whose encodings depend on where they stand: `context` is next_context of what is before.
  [[nodiscard]] virtual Decoded decode_in(const MemoryMap& memory, std::uint32_t pc,
                                          [[maybe_unused]] std::uint8_t context) const {
    return decode(memory, pc);
  }
  /// May give the instructions of a block cheaper handlers (Decoded::run) that have the same effect together.
  virtual void tune([[maybe_unused]] std::vector<Decoded>& code) const {}
  /// One handler for the work of two ops that follow one another, or nullptr.
  [[nodiscard]] virtual Handler fused([[maybe_unused]] Handler first, [[maybe_unused]] Handler second) const {
    return nullptr;
  }
  /// Writes host code for the op at hand, whose handler is `own`, and perhaps for those behind it: how many ops it covers.
  /// 0: there is no recipe, and nothing was written.
  [[nodiscard]] virtual unsigned lower([[maybe_unused]] native::Emitter& emitter, [[maybe_unused]] Handler own,
                                       [[maybe_unused]] const Op& op) const {
    return 0;
  }
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
  /// All must outlive the engine. `native_after`: runs of a block until it becomes host code, where the host can do that;
  /// 0: never.
  Engine(Hart& hart, MemoryMap& memory, const IInstructionSet& isa, const ITiming& timing, IEvents& events,
         std::uint32_t native_after = kNativeAfter);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// Runs until the program stops (hart.stop) or, at the end of the block that reaches it, cycle `until`.
  void run(std::uint64_t until);
  /// Executes one instruction, or takes one interrupt. Cycles add up to those of run(), wherever one follows the other.
  void step();
  /// run() returns in front of these instructions with Hart::halted; a step does not look at them. Drops all blocks.
  void set_breakpoints(std::vector<std::uint32_t> addresses);
  /// The instruction at `address` is next, as after a jump.
  void jump_to(std::uint32_t address);
  /// Brings hart.cycles, instret and pc to the very instruction that is next. What is executed from there on takes what it
  /// would have taken.
  void settle_in_sequence();
  /// The same, and drops every block: code may have changed from outside.
  void forget_all();
  /// Time and instructions now; hart.cycles and hart.instret are those of a block's start.
  [[nodiscard]] Moment now() const;
  /// Blocks that have become host code so far.
  [[nodiscard]] std::uint64_t native_blocks() const;
  /// `call` sees every block before it is forgotten, with its runs.
  void when_forgotten(std::function<void(const Block&)> call) { when_forgotten_ = std::move(call); }
  /// Visits every translated block, in no order.
  template <class Visit>
  void for_each_block(Visit visit) const {
    for (const auto& entry : blocks_) visit(*entry.second);
  }
  [[nodiscard]] std::uint32_t pc() const { return hart_.resume != nullptr ? hart_.resume->pc : hart_.pc; }

 private:
  [[nodiscard]] Op* enter();
  [[nodiscard]] Block& find(std::uint32_t pc, std::uint8_t context);
  [[nodiscard]] std::unique_ptr<Block> translate(std::uint32_t pc, std::uint8_t context,
                                                 std::size_t max_instructions,
                                                 std::span<const Decoded> before = {}, bool heeds_breakpoints = false) const;
  void link(Exit& exit, Block& block);
  void step_instruction();
  void settle();
  void follow_on(const Exit& exit);
  [[nodiscard]] std::vector<bool> halts_in(const std::vector<Decoded>& code) const;
  void tune_between(const std::vector<bool>& halts, std::vector<Decoded>& code) const;
  void sleep(std::uint64_t until);
  void forget_blocks();
  bool interrupted();

  Hart& hart_;
  MemoryMap& memory_;
  const IInstructionSet& isa_;
  const ITiming& timing_;
  IEvents& events_;
  std::unordered_map<std::uint64_t, std::unique_ptr<Block>> blocks_;  ///< by context, then pc
  std::unique_ptr<Block> single_;      ///< the block of step()
  std::vector<Decoded> last_stepped_;  ///< what was executed in sequence before pc and not in a block that goes on, for hazards
  bool jumped_ = true;                 ///< pc was jumped to
  std::vector<std::uint32_t> breakpoints_;  ///< sorted
  std::size_t op_count_ = 0;
  std::function<void(const Block&)> when_forgotten_;
  std::unique_ptr<native::NativeCode> native_;  ///< nullptr: ops only
};

}  // namespace quartet::mcu
