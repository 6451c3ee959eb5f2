// A straight run of instructions: ops to execute and what they cost.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "accel/mcu/engine/decoded.hpp"
#include "accel/mcu/engine/hart.hpp"
#include "accel/mcu/engine/slow_memory.hpp"
#include "accel/mcu/engine/timing.hpp"

namespace quartet::mcu {

/// Longest block; it bounds how late an interrupt is seen and how deep an unoptimized build nests.
inline constexpr std::size_t kMaxBlockInstructions = 48;

struct Block {
  struct Before {
    std::uint32_t cycles, count;
    std::uint8_t context;
  };
  std::uint32_t pc = 0;
  std::vector<Decoded> code;
  Decoded behind;       ///< what follows the last one in memory
  std::vector<Op> ops;  ///< as code, with charges of dynamic cost and a closing jump where they are needed
  std::vector<Before> before;  ///< static cost and instructions of the block before ops[i]
  std::vector<Handler> own;    ///< with Hart::native: what ops[i] does, whatever stands in ops[i].run by now
  std::uint32_t heat = 0;      ///< with Hart::native: runs, until the block becomes native code
  std::array<Exit, 2> exits;
  std::uint32_t entry_cycles = 0;  ///< extra when entered by a jump
  std::uint64_t runs = 0;          ///< with Hart::count_blocks
  ISlowMemory* slow = nullptr;     ///< where its code lies, if that memory does not answer at once
  std::uint64_t fetched_at = 0;    ///< slow->fetch_changes() when the last fetch cost nothing, plus 1
};

/// `code` is not empty, and only its last instruction may be other than Flow::next. `behind`: what follows it
/// in memory. `before`: what was executed in sequence before it, at most kHazardWindow instructions. `halts`: those with a
/// breakpoint; empty: none has.
[[nodiscard]] std::unique_ptr<Block> build_block(std::vector<Decoded> code, const Decoded& behind,
                                                 const ITiming& timing, Hart& hart,
                                                 std::span<const Decoded> before = {}, const std::vector<bool>& halts = {});

/// The op that ends a block which was cut between two instructions.
void fall_through(Hart* hart, Op* op, std::uint64_t cycles, std::uint64_t instret);

/// What the first instructions of `next` cost more, or less, when they follow `previous` in sequence instead
/// of a jump.
[[nodiscard]] std::int64_t sequence_cycles(std::span<const Decoded> previous, const Block& next, const ITiming& timing);

}  // namespace quartet::mcu
