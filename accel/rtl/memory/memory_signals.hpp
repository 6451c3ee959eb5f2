// The request side of a memory interface: which port says what, read as a BusRequest and compared as one.
#pragma once

#include <optional>
#include <string>

#include "accel/rtl/memory/bus_target.hpp"
#include "accel/rtl/plugin/rtl_model.hpp"

namespace quartet::rtl {

struct MemorySignals {
  std::string block, name, style;
  bool never_stall = false;
  RtlPort request, take;  ///< valid and ready, or req and gnt
  RtlPort address, write, enables, read_enables, write_data, instruction;
  RtlPort read_data, error;
  std::uint8_t bytes = 4;

  [[nodiscard]] BusRequest read() const;
  /// Of a request that may not have changed: the port that did, with both values; nullopt: it is the same.
  [[nodiscard]] std::optional<std::string> difference(const BusRequest& before, const BusRequest& now) const;
  /// "mem_valid 1, mem_ready 0, mem_addr 0x80000000".
  [[nodiscard]] std::string text() const;
};

/// Finds the ports of the interface; data is 8, 16, 32 or 64 bits wide, addresses up to 64.
[[nodiscard]] Result<MemorySignals> find_memory_signals(const RtlModel& model, const Interface& interface);

}  // namespace quartet::rtl
