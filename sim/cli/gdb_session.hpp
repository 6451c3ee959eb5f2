// `quartet iss … --gdb PORT`: the program under a debugger instead of from beginning to end.
#pragma once

#include <memory>

#include "accel/mcu/gdb/debuggee.hpp"
#include "sim/cli/session.hpp"

namespace quartet::cli {

/// Says where gdb connects to, serves one session and gives the machine as the session leaves it. `port` 0: a free one.
/// `to_errors`: standard output is for something else. Fails as interrupted where the debugger ends the program.
[[nodiscard]] Result<void> serve_gdb(mcu::gdb::Debuggee& debuggee, std::int64_t port, bool to_errors, Session& session);

}  // namespace quartet::cli
