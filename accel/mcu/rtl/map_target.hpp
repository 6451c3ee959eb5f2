// The memory map of a machine as what answers the memory ports of a core in RTL.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "accel/mcu/engine/memory_map.hpp"
#include "accel/rtl/memory/bus_target.hpp"

namespace quartet::mcu {

class MapTarget : public rtl::IBusTarget {
 public:
  /// What the core has done on the bus since forget(), for lockstep.
  struct Seen {
    std::vector<std::uint32_t> written;  ///< words of RAM
    bool device_read = false;
  };
  /// An access that nothing answers.
  struct Miss {
    std::uint32_t address = 0;
    bool instruction = false;
  };

  /// `memory` must outlive it.
  explicit MapTarget(MemoryMap& memory) : memory_(memory) {}

  std::uint32_t wait_cycles(const rtl::BusRequest& request, std::uint64_t now) override;
  rtl::BusAnswer transfer(const rtl::BusRequest& request, std::uint64_t now) override;

  [[nodiscard]] const Seen& seen() const { return seen_; }
  void forget() {
    seen_.written.clear();
    seen_.device_read = false;
  }
  /// Once: the last access that failed since the last call.
  [[nodiscard]] std::optional<Miss> take_miss();
  /// Once: a device has been accessed since the last call.
  [[nodiscard]] bool take_device_access();

 private:
  [[nodiscard]] bool read_word(std::uint32_t address, std::uint8_t enables, std::uint64_t now, std::uint32_t& value);
  [[nodiscard]] bool write_word(std::uint32_t address, std::uint8_t enables, std::uint64_t now, std::uint32_t value);

  MemoryMap& memory_;
  Seen seen_;
  std::optional<Miss> miss_;
  bool device_access_ = false;
};

}  // namespace quartet::mcu
