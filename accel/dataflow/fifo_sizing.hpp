// FIFO depths by simulation. Unbounded (a frame deep) FIFOs give the rate and the largest occupancies; from there depths
// shrink as long as the rate stays. The result is minimal: with any one FIFO a beat smaller (but kLeastDepth) the pipeline
// is slower or stands still. A search that shrinks one FIFO after the other proves this for all of them, since less room
// elsewhere never helps. The largest FIFOs come first; a search that passes its budget of beats leaves the rest at depths
// that keep the rate and says how many.
#pragma once

#include <cstdint>
#include <vector>

#include "accel/dataflow/stream_build.hpp"

namespace quartet::dataflow {

struct FifoSizing {
  std::vector<std::int64_t> depths;      ///< a link; kLeastDepth for links to the outside
  std::uint64_t interval = 0;            ///< cycles between frames, with unbounded FIFOs and with these
  std::vector<std::int64_t> occupancy;   ///< a link: largest, unbounded
  int runs = 0;                          ///< simulations
  std::uint64_t beats = 0;               ///< moved in all of them
  int unproven = 0;                      ///< FIFOs that the budget left larger than may be needed
};

struct FifoSearch {
  bool minimal = true;                   ///< false: largest occupancies of unbounded FIFOs (FINN's own way)
  std::int64_t samples = 4;
  std::uint64_t max_beats = 0;           ///< budget of all simulations; 0: none
};

/// Fails with bad_input when the pipeline stands still whatever the depths are (the deadlock's sentence).
[[nodiscard]] Result<FifoSizing> size_fifos(const Pipeline& pipeline, const Design& design, const FifoSearch& search);

/// The pipeline with these depths: does it keep the interval? false when slower or at a standstill.
[[nodiscard]] Result<bool> keeps_interval(StreamBuild& build, const std::vector<std::int64_t>& depths, std::uint64_t interval, std::int64_t samples);

}  // namespace quartet::dataflow
