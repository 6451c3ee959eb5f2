// What an instruction costs, as far as the code alone tells.
#pragma once

#include <span>

#include "accel/mcu/engine/decoded.hpp"

namespace quartet::mcu {

struct Cost {
  std::uint32_t cycles = 1;        ///< when the sequence goes on behind it
  std::uint32_t taken_cycles = 1;  ///< when it jumps
  /// Charges what depends on values: runs just before the instruction, with the same operands. nullptr:
  /// nothing does.
  Handler dynamic = nullptr;
  std::uint32_t argument = 0;       ///< imm of that op
  std::uint32_t skipped_cycles = 1;  ///< instead of `cycles` when a guard skips it
};

class ITiming {
 public:
  virtual ~ITiming() = default;
  /// `before`: the instructions executed just before, oldest first, at most kHazardWindow; fewer after a
  /// jump. `after`: the instruction behind it in memory, or nullptr where that is not known to be one.
  [[nodiscard]] virtual Cost cost(std::span<const Decoded> before, const Decoded& op,
                                  const Decoded* after) const = 0;
  /// Extra cycles when `first` is the target of a jump.
  [[nodiscard]] virtual std::uint32_t entry_cycles(const Decoded& first) const = 0;
};

/// How many instructions back a hazard reaches.
inline constexpr std::size_t kHazardWindow = 16;

}  // namespace quartet::mcu
