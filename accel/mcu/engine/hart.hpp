// What every core has, whatever its instruction set: registers, the memory it sees, and how its ops leave a
// chain.
#pragma once

#include <array>
#include <cstdint>

#include "accel/mcu/engine/op.hpp"
#include "accel/mcu/engine/stop.hpp"

namespace quartet::mcu {

class MemoryMap;
namespace native {
class NativeCode;
}

/// Writes to a register that is hard-wired to zero land here.
inline constexpr std::uint8_t kSink = 32;

/// Return addresses of the calls in progress, for the trace of a program that fails. Older calls than kDepth
/// are lost.
struct CallStack {
  static constexpr std::uint32_t kDepth = 64;
  std::array<std::uint32_t, kDepth> call_pc{};
  std::uint32_t depth = 0;

  void call(std::uint32_t pc) { call_pc[depth++ % kDepth] = pc; }
  void ret() {
    if (depth > 0) --depth;
  }
};

struct JumpEntry {
  std::uint32_t pc = 1;  ///< odd: empty
  std::uint32_t entry_cycles = 0;
  Op* ops = nullptr;
};
inline constexpr std::uint32_t kJumpEntries = 1024;

struct Hart {
  std::array<std::uint32_t, 48> x{};
  std::uint64_t deadline = 0;  ///< the chain is left at the first block exit at or after this cycle
  MemoryMap* memory = nullptr;
  Window no_window;  ///< holds nothing: what an instruction's window is before its first access
  std::uint32_t misaligned_load_cycles = 0,
                misaligned_store_cycles = 0;  ///< extra, for an access that crosses a word

  // Where the chain was left.
  std::uint64_t cycles = 0, instret = 0;
  std::uint64_t sleep_cycles = 0;  ///< part of cycles
  Op* resume = nullptr;            ///< nullptr: enter at pc
  Exit* pending = nullptr;         ///< the exit that led to pc and waits to be linked
  std::uint32_t pc = 0;
  std::uint8_t context = 0;  ///< Decoded::context at pc, where the chain was left between blocks
  std::uint32_t device_wait = 0;  ///< cycles that the device of the present access keeps the core waiting
  bool attention = false;  ///< interrupts may have changed: look at them before going on
  bool asleep = false;     ///< until an interrupt is pending
  bool flush = false;      ///< code was written: forget every block
  bool count_blocks = false;  ///< blocks count how often they run (Block::runs)
  native::NativeCode* native = nullptr;  ///< where there is one, blocks that run often become host code
  bool halted = false;        ///< a breakpoint or a watched word: the run ends, without a Stop
  Stop stop;

  CallStack calls;
  std::array<JumpEntry, kJumpEntries> jumps{};
};

[[nodiscard]] inline JumpEntry& jump_entry(Hart& hart, std::uint32_t pc) {
  return hart.jumps[(pc >> 1) % kJumpEntries];
}

/// Leaves the chain; it goes on at `op`, whose block has contributed nothing yet.
inline void pause(Hart* hart, Op* op, std::uint64_t cycles, std::uint64_t instret) {
  hart->cycles = cycles;
  hart->instret = instret;
  hart->resume = op;
  hart->pc = op->pc;
}

/// Leaves the block by one of its exits.
[[gnu::always_inline]] inline void follow(Hart* hart, Exit* exit, std::uint64_t cycles,
                                          std::uint64_t instret) {
  cycles += exit->cycles;
  instret += exit->count;
  Op* op = exit->next;
  if constexpr (kChainBlocks) {
    if (cycles < hart->deadline) [[likely]]
      return op->run(hart, op, cycles, instret);
  }
  return pause(hart, op, cycles, instret);
}

/// Skips the instruction that `guard` stands before: its place in the block, or the block's exit in sequence.
/// The guard's rd: how many ops; its imm: the cycles that are saved.
[[gnu::always_inline]] inline void pass_over(Hart* hart, Op* guard, std::uint64_t cycles,
                                             std::uint64_t instret) {
  cycles -= guard->imm;
  if (guard[guard->rd].last == 1) return follow(hart, guard[guard->rd].link.exits, cycles, instret);
  Op* const op = guard + guard->rd + 1;
  return op->run(hart, op, cycles, instret);
}

/// As follow(), to a target that only the run knows.
[[gnu::always_inline]] inline void follow_to(Hart* hart, Exit* exit, std::uint32_t target,
                                             std::uint64_t cycles, std::uint64_t instret) {
  cycles += exit->cycles;
  instret += exit->count;
  if constexpr (kChainBlocks) {
    const JumpEntry& entry = jump_entry(*hart, target);
    if (entry.pc == target && cycles < hart->deadline) [[likely]]
      return entry.ops->run(hart, entry.ops, cycles + entry.entry_cycles, instret);
  }
  hart->cycles = cycles;
  hart->instret = instret;
  hart->resume = nullptr;
  hart->pc = target;
}

/// The time and the count at the start of `op`, in the middle of its block.
struct Moment {
  std::uint64_t cycles, instret;
  std::uint8_t context = 0;  ///< Decoded::context of the instruction
};
[[nodiscard]] Moment moment_of(const Op* op, std::uint64_t cycles, std::uint64_t instret);

/// Stops at `op`, which has not been executed.
void stop_at(Hart* hart, Op* op, std::uint64_t cycles, std::uint64_t instret, Stop stop);

/// Goes on behind `op`, in the same block, unless something needs attention first.
void next_with_care(Hart* hart, Op* op, std::uint64_t cycles, std::uint64_t instret);

}  // namespace quartet::mcu
