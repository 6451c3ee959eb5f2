// memory/flash as the engine's slow memory: its data buffers become windows.
#pragma once

#include <vector>

#include "accel/mcu/engine/slow_memory.hpp"
#include "memory/flash.hpp"

namespace quartet::mcu {

class SlowFlash final : public ISlowMemory {
 public:
  SlowFlash(const Flash::Params& params, std::uint32_t base)
      : flash_(params), base_(base), windows_(params.unified ? 0 : static_cast<std::size_t>(flash_.data_slots())) {}

  Access read(std::uint32_t address, std::uint64_t now, std::uint8_t* host) override {
    const Flash::Data data = flash_.read(address, now);
    if (data.slot < 0 || windows_.empty()) return {data.extra_cycles, nullptr};
    Window& window = windows_[static_cast<std::size_t>(data.slot)];
    window.set(data.line, static_cast<std::uint32_t>(flash_.params().word_bytes), host + (data.line - base_));
    return {data.extra_cycles, &window};
  }
  std::uint32_t fetch(std::uint32_t first, std::uint32_t end, std::uint64_t now, std::uint32_t cycles) override {
    return flash_.fetch(first, end, now, cycles);
  }
  [[nodiscard]] const std::uint64_t& fetch_changes() const override { return flash_.changes(); }
  [[nodiscard]] const Flash& flash() const { return flash_; }

 private:
  Flash flash_;
  std::uint32_t base_;
  std::vector<Window> windows_;  ///< one a data slot; never resized: ops point to them
};

}  // namespace quartet::mcu
