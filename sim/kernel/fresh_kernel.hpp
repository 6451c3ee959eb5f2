// One simulation in a kernel of its own: models may be built and run again and again in a process.
#pragma once

#include <functional>

#include "sim/base/error.hpp"

namespace quartet {

/// Runs `simulation` (build the modules, start the kernel, read the results) in a fresh SystemC kernel and
/// puts the former one back, whatever happens. Errors and exceptions of the kernel become Error `internal`;
/// its messages are not printed. The kernel is one per process: not from two threads at a time, and not from
/// inside a simulation.
[[nodiscard]] Result<void> run_in_fresh_kernel(const std::function<Result<void>()>& simulation);

}  // namespace quartet
