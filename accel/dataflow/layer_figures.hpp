// The layer table: one line a graph layer, from the units that it became.
#pragma once

#include "accel/dataflow/design.hpp"
#include "accel/target.hpp"

namespace quartet::dataflow {

struct Streamed;

/// cycles: of the layer's slowest unit, a frame. busy, stalled and starved: shares of that unit's time; on the plan rung
/// (`streamed` null) busy is cycles ÷ interval and the others are not known.
[[nodiscard]] std::vector<LayerTiming> layer_timings(const Pipeline& pipeline, const Design& design, const Streamed* streamed, std::uint64_t interval);

}  // namespace quartet::dataflow
