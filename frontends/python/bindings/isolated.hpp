// Long calls in a process of their own: the interpreter stays free for other threads and for Ctrl-C, every simulation has a
// SystemC kernel that nothing has used before, and what goes wrong there ends no interpreter.
//
//   Python thread ── fork ──▶ child: work(stop, keep) ──pipe──▶ pieces, each as soon as it is made
//        └ GIL released, looks for signals every 50 ms; a signal sets `stop`, which both processes see
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "sim/base/error.hpp"

namespace quartet::python {

/// Sends a piece of the result to the interpreter, where it stays whatever happens to the child later.
using Keep = std::function<void(const std::string& piece)>;
/// Runs in the child. It sees `stop` become true and then ends early with what it has.
using Work = std::function<Result<void>(const std::atomic<bool>& stop, const Keep& keep)>;

struct Isolated {
  std::vector<std::string> pieces;  ///< after an interrupt those that were done
  bool interrupted = false;
};

/// Called with the GIL held; released while waiting. After a KeyboardInterrupt the child has 0.8 s to end by itself, then it
/// and everything that it started are killed. Other exceptions of signal handlers, and errors of the work, are raised.
[[nodiscard]] Isolated run_isolated(const Work& work);

/// Errors between the two processes.
[[nodiscard]] std::string error_bytes(const Error& error);
[[nodiscard]] Error error_of_bytes(const std::string& bytes);

}  // namespace quartet::python
