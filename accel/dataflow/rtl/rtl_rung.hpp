// The rtl rung of the dataflow machine: its streaming units behind SystemC's clock with blocks in RTL among them, and samples
// through the same graph for their scores.
#pragma once

#include <memory>

#include "accel/dataflow/params.hpp"
#include "accel/dataflow/rtl/lockstep_run.hpp"
#include "accel/dataflow/schedule.hpp"
#include "accel/target.hpp"

namespace quartet::dataflow::lockstep {

/// Frames of one sample through `streamed`'s pipeline, RTL at its places: cycles take the place of the simulate rung's, and
/// figures say which blocks ran, what was compared and whether every figure of the run equals that rung's.
[[nodiscard]] Result<std::vector<Figure>> stream_with_rtl(const Pipeline& pipeline, const Design& design, const Params& params,
                                                          std::span<const Values> inputs, const RunOptions& options, Streamed& streamed);

/// Scores of samples that went through the pipeline with RTL at its places, each from reset, FIFOs deep enough for any. The
/// stream ends with the scores: the unit that makes a label of them is left out.
[[nodiscard]] Result<std::unique_ptr<IFunction>> rtl_function(const Network& network, Pipeline pipeline, Design design, const RunOptions& options);

}  // namespace quartet::dataflow::lockstep
