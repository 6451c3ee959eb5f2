// CMSDK APB timer, as timer 0 of Arm's MPS2 boards (DDI0479, 4.4): CTRL, VALUE, RELOAD, INTSTATUS; counts
// core cycles down. Its interrupt line is not connected.
#pragma once

#include "accel/mcu/engine/memory_map.hpp"

namespace quartet::mcu {

class ApbTimer : public IDevice {
 public:
  static constexpr std::uint32_t kBytes = 0x1000;

  bool read(std::uint32_t offset, unsigned size, std::uint64_t now, std::uint32_t& value) override;
  bool write(std::uint32_t offset, unsigned size, std::uint64_t now, std::uint32_t value) override;

 private:
  [[nodiscard]] std::uint32_t value(std::uint64_t now) const;
  [[nodiscard]] bool runs() const { return (control_ & 1) != 0; }

  std::uint32_t control_ = 0, reload_ = 0, start_value_ = 0;
  std::uint64_t start_ = 0;  ///< the cycle at which the counter was start_value_
};

}  // namespace quartet::mcu
