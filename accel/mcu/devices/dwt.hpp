// The cycle counter of the data watchpoint and trace unit (DDI0403E C1.8): CTRL at 0, CYCCNT at 4. It counts
// the cycles that the core's report counts, sleep included, while it and trace are enabled. Its other
// counters read 0.
#pragma once

#include "accel/mcu/engine/memory_map.hpp"

namespace quartet::mcu {

class Dwt : public IDevice {
 public:
  static constexpr std::uint32_t kBase = 0xE0001000, kBytes = 0x1000;

  bool read(std::uint32_t offset, unsigned size, std::uint64_t now, std::uint32_t& value) override;
  bool write(std::uint32_t offset, unsigned size, std::uint64_t now, std::uint32_t value) override;
  /// DEMCR.TRCENA.
  void set_trace(bool on, std::uint64_t now);
  [[nodiscard]] bool trace() const { return trace_; }

 private:
  [[nodiscard]] bool runs() const { return trace_ && (control_ & 1) != 0; }
  [[nodiscard]] std::uint32_t count(std::uint64_t now) const;

  std::uint32_t control_ = 0;
  bool trace_ = false;
  std::uint32_t held_ = 0;    ///< the count while it stands still
  std::uint64_t offset_ = 0;  ///< count = now + offset while it runs
};

}  // namespace quartet::mcu
