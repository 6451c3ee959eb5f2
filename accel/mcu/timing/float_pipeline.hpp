// The floating-point unit of Cortex-M4: multiply-accumulate, division and square root keep it busy while
// integer instructions go on; a result that the next instruction takes comes late.
#pragma once

#include <array>
#include <cstdint>

#include "accel/mcu/engine/decoded.hpp"

namespace quartet::mcu {

inline constexpr std::uint8_t kFirstFloat = 64;  ///< number of S0 in Operands

[[nodiscard]] bool uses_float(const Decoded& d);

class FloatPipeline {
 public:
  struct Latency {
    int accumulate, divide;  ///< cycles until the unit is free again
    int result_use;          ///< extra until another instruction can take a result
  };
  explicit FloatPipeline(const Latency& latency) : latency_(latency) {}

  /// The next instruction, `cycles` of its own.
  void issue(const Decoded& d, std::uint32_t cycles);
  /// How long `d` would wait if it came now.
  [[nodiscard]] std::uint32_t wait(const Decoded& d) const;
  /// How long the unit is still busy when `cycles` have passed.
  [[nodiscard]] std::uint32_t busy_after(std::uint32_t cycles) const;

 private:
  [[nodiscard]] std::uint32_t latency_of(const Decoded& d, std::uint32_t cycles) const;
  [[nodiscard]] std::uint32_t until_ready(std::uint8_t reg, bool accumulates) const;

  Latency latency_;
  std::uint32_t now_ = 0, free_ = 0;
  struct Result {
    std::uint32_t at = 0;  ///< when it is in its register
    bool late = false;     ///< and result_use later for others than an accumulation
  };
  std::array<Result, 32> results_{};
};

}  // namespace quartet::mcu
