// One workload on several platforms, each in a process of its own (the simulation kernel runs once a
// process).
#pragma once

#include <string>
#include <vector>

#include "sim/run/experiment.hpp"

namespace quartet {

struct Compared {
  std::string platform;
  Result<RunResult> result = RunResult{};
};

/// Runs `request` on every platform, at most `jobs` at a time; results in the order of `platforms`, the same
/// for every `jobs`. A platform that refuses carries its error. `finished` is called after each with the
/// count so far.
[[nodiscard]] std::vector<Compared> compare(const RunRequest& request,
                                            const std::vector<std::string>& platforms, int jobs,
                                            const RunHooks& hooks);

}  // namespace quartet
