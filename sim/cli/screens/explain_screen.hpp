// Where the joules and the cycles of a result went.
#pragma once

#include <string>

#include "sim/cli/session.hpp"
#include "sim/run/result.hpp"

namespace quartet::cli {

/// What of a result is shown; empty: all of it.
struct ExplainFilter {
  std::string layer;
  std::string component;
};

/// Energy: total → component → count × price, with source and confidence. Usage error for a name that is not
/// there.
[[nodiscard]] Result<std::string> explain_energy(const RunResult& result, const ExplainFilter& filter,
                                                 const Paint& paint);
/// Latency: phases and layers with their share, bound and utilization.
[[nodiscard]] std::string explain_latency(const RunResult& result, const ExplainFilter& filter,
                                          const Paint& paint);

}  // namespace quartet::cli
