// The unit of execution: a pre-decoded instruction that calls the next one by a tail call. Cycles and retired
// instructions travel in host registers; a block adds its static sums once, at its exit.
#pragma once

#include <array>
#include <cstdint>

namespace quartet::mcu {

struct Hart;
struct Op;
struct Exit;
struct Block;

/// `cycles` and `instret` are those at the start of the current block, plus dynamic terms charged inside it.
using Handler = void (*)(Hart* hart, Op* op, std::uint64_t cycles, std::uint64_t instret);

/// Guest addresses that an access may reach through a host pointer. span[k]: how many 2^k-byte units it
/// holds.
struct Window {
  std::uint32_t base = 0;
  std::array<std::uint32_t, 3> span{};
  std::uint8_t* host = nullptr;  ///< of address `base`

  void set(std::uint32_t first, std::uint32_t bytes, std::uint8_t* memory) {
    base = first;
    host = memory;
    span = {bytes, bytes >> 1, bytes >> 2};
  }
};

struct Op {
  Handler run = nullptr;
  union Link {
    Window* window;  ///< loads and stores: where the last access of this very instruction went
    Exit* exits;     ///< the last op of a block: the two exits, [0] next in sequence, [1] taken
    Block* block;    ///< ops that belong to no instruction: the block they stand at the head of
  } link{};
  std::uint32_t imm = 0;
  std::uint8_t rd = 0, rs1 = 0, rs2 = 0;
  std::uint8_t last = 0;  ///< 1: the block ends with this op
  std::uint32_t pc = 0;
  std::uint32_t raw = 0;
};
static_assert(sizeof(Op) == 32, "two ops a cache line");

/// One way out of a block. `cycles` covers the whole block when it is left this way, and, once linked, what
/// the hazard between the two blocks costs.
struct Exit {
  Op* next = nullptr;  ///< first op of the next block, or `stub` as long as that is unknown
  std::uint32_t cycles = 0;
  std::uint32_t count = 0;  ///< instructions of the block
  std::uint32_t target = 0;
  Block* block = nullptr;
  Op stub;
};

#if defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__)
inline constexpr bool kChainBlocks = true;
#else
/// Without sibling-call optimization a chain of blocks would grow the host's stack without bound.
inline constexpr bool kChainBlocks = false;
#endif

/// Runs after which a block is worth the time that its translation takes: some 10 us, which native code wins back within a
/// thousand runs.
inline constexpr std::uint32_t kNativeAfter = 200;

[[gnu::always_inline]] inline void next(Hart* hart, Op* op, std::uint64_t cycles, std::uint64_t instret) {
  return op[1].run(hart, op + 1, cycles, instret);
}

}  // namespace quartet::mcu
