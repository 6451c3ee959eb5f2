// SIGINT as a flag: the first asks a run to stop and keep what it has, the second ends the process.
#pragma once

#include <atomic>

namespace quartet::cli {

/// Installs the handler; the flag is set from then on when the user interrupts.
[[nodiscard]] const std::atomic<bool>& watch_interrupt();

}  // namespace quartet::cli
