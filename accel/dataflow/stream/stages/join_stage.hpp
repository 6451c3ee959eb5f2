// A compute core whose inputs go straight into its pipeline: a step takes a beat from some inputs (all in the same cycle), and
// may have a result for some outputs. What a step takes and gives is a fixed sequence of runs, repeated every sample.
//
//   in ─┬▶ step ─▶ pipeline ─▶ output registers ─▶ out      (core_clock.hpp)
//   in ─┘
#pragma once

#include "accel/dataflow/stream/stage.hpp"

namespace quartet::dataflow::stream {

/// `count` equal steps; bit i of `takes` is input i, of `gives` output i.
struct StepRun {
  std::uint64_t count = 1;
  std::uint32_t takes = 1;
  std::uint32_t gives = 0;
};

struct JoinShape {
  std::size_t inputs = 1, outputs = 1;
  std::uint64_t depth = 1;               ///< pipeline registers
  std::vector<StepRun> runs;             ///< of one sample
  std::uint64_t repeats = 1;             ///< … which are gone through so often in a sample
  MakeFunction function;
};
[[nodiscard]] std::unique_ptr<IStage> make_join(JoinShape shape);

}  // namespace quartet::dataflow::stream
