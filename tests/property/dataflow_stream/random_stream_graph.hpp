// Random graphs of streaming units: chains, forks and joins, width converters, with random patterns and FIFO depths.
#pragma once

#include "accel/dataflow/stream/stream_graph.hpp"

namespace quartet::test {

/// Inside a rapidcheck property. Legal, but not always free of deadlocks.
[[nodiscard]] dataflow::StreamGraph random_stream_graph();

}  // namespace quartet::test
