// Arm semihosting (Semihosting for AArch32 and AArch64, IHI 2020Q2): what a program asks of the outside by
// BKPT 0xAB. Exit, text output and time; files other than the console do not exist. Time is simulated: cycles
// ÷ clock.
#pragma once

#include <cstdint>
#include <string>

#include "accel/mcu/engine/hart.hpp"
#include "accel/mcu/engine/stop.hpp"

namespace quartet::mcu {

class Semihosting {
 public:
  explicit Semihosting(std::uint64_t clock_hz) : clock_hz_(clock_hz) {}

  struct Answer {
    std::uint32_t result = 0;  ///< for r0
    Stop stop;                 ///< reason none: the program goes on
  };
  /// `operation` and `argument` are r0 and r1.
  [[nodiscard]] Answer call(MemoryMap& memory, std::uint64_t now, std::uint32_t operation,
                            std::uint32_t argument);

  /// All that the program has written, up to kMaxText bytes.
  [[nodiscard]] const std::string& text() const { return text_; }
  static constexpr std::size_t kMaxText = std::size_t{1} << 20;

 private:
  void put(char c);

  std::uint64_t clock_hz_;
  std::string text_;
};

}  // namespace quartet::mcu
