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
  no_wake_up,           ///< sleeps, and nothing can wake it
  invalid_state,        ///< a jump to `address` in another instruction set, or a return to no state there is
  divide_by_zero,       ///< where the program has asked for a fault
  lockup,               ///< a fault where none can be handled; `address` of what could not be reached
  hardware_loop         ///< a rule for hardware loops is broken; `code` is the loop
};

/// "exit", "cycle_limit", …
[[nodiscard]] std::string_view to_string(StopReason reason);

struct Stop {
  StopReason reason = StopReason::none;
  std::uint32_t code = 0;
  std::uint32_t address = 0;
  const char* why = nullptr;  ///< more than the reason says; of static life
};

}  // namespace quartet::mcu
