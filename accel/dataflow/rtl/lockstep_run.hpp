// A graph of streaming units with blocks in RTL among them, cycle by cycle. The first run is fast; a difference is found again by
// a second one that writes the wave around it and then makes the report.
#pragma once

#include <vector>

#include "accel/dataflow/rtl/report.hpp"
#include "accel/dataflow/stream/stepped_back_end.hpp"

namespace quartet::dataflow::lockstep {

struct LockstepSetup {
  const std::vector<Placement>& placements;
  std::uint64_t seed = 1;          ///< what registers hold before reset
  std::filesystem::path wave;      ///< empty: named after unit, sample and cycle, in the current directory
  Occasion occasion;
  bool in_kernel = false;          ///< behind SystemC's clock; else a plain loop, which several threads may do at once
};

struct LockstepResult {
  StreamResult streams;
  std::vector<Record> blocks;      ///< in the order of the placements
};

/// A difference, a broken rule, a hang or a block that stops itself is an error (check_failed).
[[nodiscard]] Result<LockstepResult> run_lockstep(const StreamGraph& graph, StreamOptions options, const LockstepSetup& setup);

}  // namespace quartet::dataflow::lockstep
