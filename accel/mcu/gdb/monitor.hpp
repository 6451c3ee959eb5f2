// What a user of gdb says by "monitor …".
#pragma once

#include <string>

#include "accel/mcu/gdb/debuggee.hpp"

namespace quartet::mcu::gdb {

/// The answer, as text for the debugger's console.
[[nodiscard]] std::string run_monitor_command(Debuggee& debuggee, const std::string& command);

}  // namespace quartet::mcu::gdb
