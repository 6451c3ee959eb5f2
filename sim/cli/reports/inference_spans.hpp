// Where the time of one inference went, span after span, on machines that do one thing at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/run/result.hpp"

namespace quartet::cli {

struct InferenceSpan {
  std::string name;
  std::uint64_t begin = 0, end = 0;       ///< cycles since the start of the inference
  const LayerSummary* layer = nullptr;    ///< nullptr: a phase outside the layers
};

/// Phases and layers of one inference in their order, without gaps, from 0 to the latency. nullopt: they overlap (a pipeline),
/// or the result has no time.
[[nodiscard]] std::optional<std::vector<InferenceSpan>> inference_spans(const RunResult& result);

}  // namespace quartet::cli
