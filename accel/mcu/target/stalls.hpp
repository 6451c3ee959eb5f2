// Where cycles beyond one an instruction went.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>

namespace quartet::mcu {

struct Block;
class ITiming;
class Machine;
struct Snapshot;

/// Cycles beyond the first of instructions, as far as the code alone tells.
struct StaticStalls {
  std::uint64_t memory = 0;      ///< loads and stores of more than a cycle, load-use hazards
  std::uint64_t arithmetic = 0;  ///< products, quotients and other instructions of more than a cycle
};

/// Sums them over the blocks of a machine that counts their runs, forgotten ones included.
class StallCounter {
 public:
  /// The machine must outlive the counter.
  explicit StallCounter(Machine& machine);
  ~StallCounter();
  StallCounter(const StallCounter&) = delete;
  StallCounter& operator=(const StallCounter&) = delete;

  [[nodiscard]] StaticStalls total();

 private:
  [[nodiscard]] const StaticStalls& of(const Block& block);

  Machine& machine_;
  std::unordered_map<const Block*, StaticStalls> blocks_;  ///< of one run
  StaticStalls forgotten_;
};

struct Stalls {
  std::uint64_t memory = 0, arithmetic = 0;  ///< as StaticStalls
  std::uint64_t control = 0;                 ///< jumps, taken branches, refills, divisions: what remains
  std::uint64_t flash_data = 0;              ///< wait states of data in flash
  std::uint64_t flash_fetch = 0;             ///< wait states of instructions in flash
  std::uint64_t bank_conflicts = 0;          ///< a DMA had the bank
  std::uint64_t sleep = 0;
};

/// Of the stretch between two snapshots of a board with counted blocks.
[[nodiscard]] Stalls stalls_between(const Snapshot& begin, const Snapshot& end);
/// The largest of them, or "instructions" where none takes a fifth of the cycles.
[[nodiscard]] std::string_view bound_of(const Stalls& stalls, std::uint64_t cycles);

}  // namespace quartet::mcu
