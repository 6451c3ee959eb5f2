// The sliding window of the default style: a buffer written in order and read at will, one element a beat.
//
//   in ─▶ buffer ─▶ read (order of WindowWalk) ─▶ output register ─▶ out
//   taken(n) >= read(first that releases element n − buffer) + 1
//   read(s)  = max(taken(element(s)) + 1, left(s−1), read(s−1) + 1)
//   A frame begins the cycle after the one before it has been taken wholly and its last beat has left.
#pragma once

#include "accel/dataflow/stream/stage.hpp"
#include "accel/dataflow/stream/stages/window_walk.hpp"

namespace quartet::dataflow::stream {

[[nodiscard]] std::unique_ptr<IStage> make_window(const WindowShape& shape);

/// The parallel style: a shift register with a tap at every window element; a whole window a beat. An element goes in only
/// when the window before it has gone, in the same cycle at the earliest.
[[nodiscard]] std::unique_ptr<IStage> make_parallel_window(const WindowShape& shape);

}  // namespace quartet::dataflow::stream
