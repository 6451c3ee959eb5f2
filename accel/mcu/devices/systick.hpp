// SysTick: the 24-bit down counter of Arm M-profile cores (DDI0403E B3.3). It counts core cycles, whatever
// its clock source bit says.
#pragma once

#include <cstdint>

namespace quartet::mcu {

class SysTick {
 public:
  /// `offset` from the first register (CSR); false: no such register.
  bool read(std::uint32_t offset, std::uint64_t now, std::uint32_t& value);
  bool write(std::uint32_t offset, std::uint64_t now, std::uint32_t value);

  /// True once for each time the counter reached 0 since the last call, while its interrupt is enabled.
  [[nodiscard]] bool take_tick(std::uint64_t now);
  /// The cycle at which the interrupt rises; UINT64_MAX: never.
  [[nodiscard]] std::uint64_t next_event() const;

 private:
  [[nodiscard]] std::uint32_t value(std::uint64_t now) const;
  void advance(std::uint64_t now);
  void start(std::uint64_t now);

  std::uint32_t control_ = 0, reload_ = 0;
  std::uint32_t held_ = 0;  ///< the counter while it stands still
  std::uint64_t next_zero_ = UINT64_MAX;
  bool reached_zero_ = false;  ///< COUNTFLAG
  bool tick_ = false;
};

}  // namespace quartet::mcu
