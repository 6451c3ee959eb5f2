#include "accel/rtl/stream/watchdog.hpp"

#include <fmt/format.h>

namespace quartet::rtl {

Error hang_error(const std::string& place, std::uint64_t limit, std::uint64_t cycle, const std::vector<PortState>& ports) {
  std::string states;
  for (const PortState& port : ports) states += to_string(port) + (port.valid != port.ready ? " (waits)" : "") + "\n    ";
  return {ErrorCode::check_failed,
          {{place, fmt::format("hangs: no beat at any port for {} cycles, up to cycle {}", limit, cycle),
            states + "a block that may be silent for longer declares a larger WATCHDOG"}}};
}

}  // namespace quartet::rtl
