// The trace of one inference that 'quartet run --trace FILE' writes.
#pragma once

#include "sim/report/trace/trace.hpp"
#include "sim/run/result.hpp"

namespace quartet::cli {

/// Group "once per power-up": what is paid before the first inference (weight load). Group "inference": phases and layers, one
/// after the other; their cycles add up to the latency. On a pipeline the layers overlap: "inference" holds the call and the
/// fabric, and a further group each unit's stay of every inference of the stream.
/// Errors: the result has no time (the reference).
[[nodiscard]] Result<Trace> trace_of_run(const RunRequest& request, const RunResult& result);
[[nodiscard]] Result<void> write_trace(const std::string& file, const RunRequest& request, const RunResult& result);

}  // namespace quartet::cli
