// Memory that does not answer at once (flash, a serial flash behind a cache): what reads and fetches cost.
#pragma once

#include <cstdint>

#include "accel/mcu/engine/op.hpp"

namespace quartet::mcu {

class ISlowMemory {
 public:
  virtual ~ISlowMemory() = default;

  struct Access {
    std::uint32_t extra_cycles = 0;
    Window* window = nullptr;  ///< bytes that are read at no cost until they leave the buffer: then the window moves; nullptr: none
  };
  /// `address` as the core sees it; `host`: of the memory's first byte.
  virtual Access read(std::uint32_t address, std::uint64_t now, std::uint8_t* host) = 0;

  /// Extra cycles of the instructions [first, end), which take `cycles` without them, from `now` on.
  virtual std::uint32_t fetch(std::uint32_t first, std::uint32_t end, std::uint64_t now, std::uint32_t cycles) = 0;
  /// A fetch that cost nothing costs nothing again as long as this number stands.
  [[nodiscard]] virtual const std::uint64_t& fetch_changes() const = 0;
};

}  // namespace quartet::mcu
