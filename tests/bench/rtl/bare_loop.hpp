// The loop that one writes by hand around a Verilated model: the measure of what a wrapper costs.
#pragma once

#include <cstdint>

namespace quartet::bench {

/// The same input words in both runs: a new beat a cycle from a 64-bit xorshift.
class BeatSource {
 public:
  [[nodiscard]] std::uint32_t next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return static_cast<std::uint32_t>(state_ >> 16);
  }

 private:
  std::uint64_t state_ = 0x9e3779b97f4a7c15u;
};

inline constexpr int kXWords = 3;   ///< 96 bit
inline constexpr int kWWords = 24;  ///< 768 bit
inline constexpr int kYWords = 8;   ///< 256 bit

/// Sum over the words of every result in `cycles` cycles after reset.
[[nodiscard]] std::uint64_t run_bare(std::uint64_t cycles);

}  // namespace quartet::bench
