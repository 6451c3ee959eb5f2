// A device with an interrupt line, level sensitive, as interrupt controllers see it.
#pragma once

#include <cstdint>

namespace quartet::mcu {

class IInterruptSource {
 public:
  virtual ~IInterruptSource() = default;
  /// The level of the line in cycle `now`, which never goes back.
  [[nodiscard]] virtual bool line(std::uint64_t now) = 0;
  /// The next cycle after `now` in which the level may differ if nobody accesses the device.
  [[nodiscard]] virtual std::uint64_t next_change(std::uint64_t now) = 0;
  /// The core sleeps: the first cycle after `now`, up to `limit`, in which the line is up; UINT64_MAX: none that far.
  [[nodiscard]] virtual std::uint64_t next_rise(std::uint64_t now, std::uint64_t limit) = 0;
};

}  // namespace quartet::mcu
