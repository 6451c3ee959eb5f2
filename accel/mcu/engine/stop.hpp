// Why a program stopped running.
#pragma once

#include <cstdint>
#include <string_view>

namespace quartet::mcu {

enum class StopReason : std::uint8_t {
  none,
  exit,                 ///< the program ended itself; `code` is its exit code
  cycle_limit,          ///< it ran longer than it was allowed to
  illegal_instruction,  ///< no instruction of this core
  unsupported,          ///< a request to the outside that is not modelled; `code` is the request
  misaligned,           ///< an access or a jump that the core faults on; `address` says where
  bus_error,            ///< nothing answers at `address`
  breakpoint,           ///< ebreak without a handler
  environment_call,     ///< ecall without a handler
  no_wake_up            ///< sleeps, and nothing can wake it
};

/// "exit", "cycle_limit", …
[[nodiscard]] std::string_view to_string(StopReason reason);

struct Stop {
  StopReason reason = StopReason::none;
  std::uint32_t code = 0;
  std::uint32_t address = 0;
};

}  // namespace quartet::mcu
