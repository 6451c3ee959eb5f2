// Small stream graphs for the tests of units and back ends.
#pragma once

#include <string>

#include "accel/dataflow/stream/stream_graph.hpp"

namespace quartet::test {

/// A unit with a source at each input and a sink at each output, wired plainly. `values` feed the first input.
[[nodiscard]] dataflow::StreamGraph alone(dataflow::UnitSpec unit, dataflow::Lanes values = {}, dataflow::Pattern in = {}, dataflow::Pattern out = {});

/// source → duplicate → (mvau with `mw` beats a vector | FIFO of `bypass`) → add → sink: deadlocks when bypass is too small.
[[nodiscard]] dataflow::StreamGraph fork_join(std::int64_t bypass, std::int64_t mw = 16);

/// What a unit alone gives, beat by beat, for `values`; the test fails if it does not run.
[[nodiscard]] dataflow::Lanes values_of(dataflow::UnitSpec unit, dataflow::Lanes values, std::int64_t samples = 1);

/// 0, 1, 2, … count−1.
[[nodiscard]] dataflow::Lanes counting(std::int64_t count);
/// Values in [low, high], the same for the same seed.
[[nodiscard]] dataflow::Lanes random_lanes(std::int64_t count, std::int32_t low, std::int32_t high, std::uint64_t seed);

}  // namespace quartet::test
