// Ends a run in which a block stands still though it has something to do.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "accel/rtl/stream/stream_rules.hpp"
#include "sim/base/error.hpp"

namespace quartet::rtl {

class Watchdog {
 public:
  explicit Watchdog(std::uint64_t limit) : limit_(limit) {}
  /// One cycle: whether a beat passed any port, and whether the block owes a step (an input waits that it does not take, or a
  /// result is due). True in the cycle in which it has stood still for `limit` cycles.
  [[nodiscard]] bool tick(bool progress, bool owes) {
    silent_ = progress || !owes ? 0 : silent_ + 1;
    return silent_ >= limit_;
  }
  [[nodiscard]] std::uint64_t limit() const { return limit_; }

 private:
  std::uint64_t limit_;
  std::uint64_t silent_ = 0;
};

/// "no beat for 1000 cycles, up to cycle 1234" with every port's handshake state.
[[nodiscard]] Error hang_error(const std::string& place, std::uint64_t limit, std::uint64_t cycle, const std::vector<PortState>& ports);

}  // namespace quartet::rtl
