// A checked graph as the back ends use it: units with their stages, and the links between ports.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "accel/dataflow/stream/unit_kinds.hpp"

namespace quartet::dataflow::stream {

inline constexpr std::size_t kNone = static_cast<std::size_t>(-1);

/// A connection: from a unit's output or a source, to a unit's input or a sink, through a FIFO of `depth` (0: none).
struct Link {
  std::string name;
  std::size_t from = kNone, from_port = 0;  ///< unit and its output; kNone: a source
  std::size_t to = kNone, to_port = 0;      ///< unit and its input; kNone: a sink
  std::size_t source = kNone, sink = kNone;
  std::int64_t depth = 0;
  Port port;                                ///< width, beats and lanes
};

struct Block {
  const UnitSpec* spec = nullptr;
  UnitDesign design;
  std::vector<std::size_t> in, out;         ///< links, in port order
  [[nodiscard]] const Port& input(std::size_t i) const { return design.ports[i]; }
  [[nodiscard]] const Port& output(std::size_t o) const { return design.ports[in.size() + o]; }
};

struct Elaborated {
  std::vector<Block> blocks;
  std::vector<Link> links;                  ///< edges, sources, sinks, each in graph order
  std::vector<std::size_t> settle_order;    ///< of blocks: what stands behind a plain wire first
};
[[nodiscard]] Result<Elaborated> elaborate(const StreamGraph& graph);

/// Options and graph agree: samples, cycles, tables for values.
[[nodiscard]] Result<void> check_options(const Elaborated& graph, const StreamOptions& options);

}  // namespace quartet::dataflow::stream
