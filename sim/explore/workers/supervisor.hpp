// Worker processes of one machine: started, watched, started again when a point ends or outlasts one.
#pragma once

#include <functional>

#include "sim/explore/workers/worker.hpp"

namespace quartet {

struct SupervisorOptions {
  int jobs = 1;                              ///< worker processes
  const std::atomic<bool>* stop = nullptr;
  std::function<void()> tick;                ///< about once a second, in this process; may be empty
};

/// Returns when every worker has ended by itself or was stopped. No database may be open in this process meanwhile: SQLite's
/// locks do not survive a fork. A point whose process dies or takes longer than the specification allows is recorded as
/// failed; the others go on.
[[nodiscard]] Result<void> supervise(const Work& work, const OpenDesk& open_desk, const SupervisorOptions& options);

/// Errors between processes.
[[nodiscard]] std::string error_to_text(const Error& error);
[[nodiscard]] Error error_from_text(const std::string& text);

}  // namespace quartet
