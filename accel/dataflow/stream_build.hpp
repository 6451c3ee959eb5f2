// A folded pipeline as a graph of streaming units for accel/dataflow/stream.
//
//   network input ─▶ source ─▶ unit ─▶ FIFO ─▶ [width converter] ─▶ unit ─▶ … ─▶ sink
#pragma once

#include <span>

#include "accel/dataflow/design.hpp"
#include "accel/dataflow/stream/stream_graph.hpp"

namespace quartet::dataflow {

struct StreamBuild {
  StreamGraph graph;
  std::vector<std::size_t> unit_of;  ///< node → index of its unit in graph.units
  std::vector<std::size_t> edge_of;  ///< link → index of its FIFO in graph.edges; npos for links to the outside
};

/// `inputs`: values of one sample, one a network input, to be carried with all coefficients; empty: time only.
[[nodiscard]] StreamBuild build_stream(const Pipeline& pipeline, const Design& design, std::span<const Values> inputs = {});

/// Sets the depths of the links' FIFOs.
void set_depths(StreamBuild& build, const std::vector<std::int64_t>& depths);

}  // namespace quartet::dataflow
