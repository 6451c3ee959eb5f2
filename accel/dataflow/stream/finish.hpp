// What both back ends do at the end of a run: shares, FIFOs, terminals, and the deadlock with its circular wait.
#pragma once

#include <optional>
#include <vector>

#include "accel/dataflow/stream/elaborate.hpp"
#include "accel/dataflow/stream/event_node.hpp"

namespace quartet::dataflow::stream {

/// A link when nothing moves any more.
struct LinkEnd {
  const WireCounts* up = nullptr;    ///< at the producer
  const WireCounts* down = nullptr;  ///< at the consumer (the same without a FIFO)
  bool waits_in = false;             ///< the producer offers a beat that is not taken
  bool waits_out = false;            ///< the consumer is offered a beat that it does not take
  std::int64_t max_occupancy = 0;
  [[nodiscard]] std::int64_t occupancy() const { return static_cast<std::int64_t>(up->beats - down->beats); }
};

/// A unit when nothing moves any more.
struct BlockEnd {
  std::uint64_t busy = 0, starved = 0;
  std::vector<BusyInterval> trace;
};

[[nodiscard]] StreamResult make_result(const Elaborated& graph, const StreamGraph& source, const StreamOptions& options, std::uint64_t cycles,
                                       const std::vector<LinkEnd>& links, std::vector<BlockEnd> blocks);

}  // namespace quartet::dataflow::stream
