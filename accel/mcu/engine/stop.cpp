#include "accel/mcu/engine/stop.hpp"

#include <array>

namespace quartet::mcu {

std::string_view to_string(StopReason reason) {
  static constexpr std::array<std::string_view, 14> kNames{
      "none",       "exit",      "cycle_limit", "illegal_instruction", "unsupported",
      "misaligned", "bus_error", "breakpoint",  "environment_call",    "no_wake_up",
      "invalid_state", "divide_by_zero", "lockup",
      "hardware_loop"};
  return kNames[static_cast<std::size_t>(reason)];
}

}  // namespace quartet::mcu
