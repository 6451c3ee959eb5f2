// What answers the requests of a block: a memory map, a TLM socket, a test.
#pragma once

#include <cstdint>

namespace quartet::rtl {

struct BusRequest {
  std::uint64_t address = 0;  ///< of the bus word
  bool write = false;
  bool instruction = false;   ///< a fetch, where the port tells
  std::uint8_t bytes = 4;     ///< of a bus word, 1 to 8
  std::uint8_t enables = 15;  ///< a bit a byte that is written or wanted; all, where the port does not tell
  std::uint64_t data = 0;     ///< to write
  bool operator==(const BusRequest&) const = default;
};

struct BusAnswer {
  std::uint64_t data = 0;
  bool error = false;  ///< nothing answers there
};

class IBusTarget {
 public:
  virtual ~IBusTarget() = default;
  /// A request has come in cycle `now`: for how many cycles is its answer withheld? Called once a request.
  virtual std::uint32_t wait_cycles(const BusRequest& request, std::uint64_t now) = 0;
  /// The transfer. Called once a request, behind wait_cycles().
  virtual BusAnswer transfer(const BusRequest& request, std::uint64_t now) = 0;
};

}  // namespace quartet::rtl
