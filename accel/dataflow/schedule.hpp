// The result of one design: latency, interval, throughput and batch time apart; shares and resources a layer; energy of the
// board and of the fabric apart. Each figure says what it is: predicted (cycles, resources) or fitted (what the board adds).
#pragma once

#include <optional>

#include "accel/dataflow/fifo_sizing.hpp"
#include "accel/dataflow/folding.hpp"
#include "accel/target.hpp"

namespace quartet::dataflow {

/// Rows of the cost table.
struct PowerRows {
  RowId board_call = 0;     ///< supply power of the board while it infers, fabric included
  RowId board_static = 0;   ///< the same without a design's own share, for use with the fabric rows
  RowId fabric_lut = 0, fabric_ff = 0, fabric_bram18 = 0, fabric_dsp = 0;  ///< J a used resource and cycle
  [[nodiscard]] static Result<PowerRows> find(const CostTable& table);
};

/// What the simulation adds to the closed form.
struct Streamed {
  StreamResult result;
  StreamBuild build;
  FifoSizing fifos;
};

/// All that a schedule is made of. `streamed`: nullptr on the plan rung.
struct ScheduleParts {
  const Network& network;
  const Pipeline& pipeline;
  const FoldedDesign& folded;
  const Params& params;
  const CostTable& costs;
  const PowerRows& rows;
  const Streamed* streamed = nullptr;
};

[[nodiscard]] Schedule make_schedule(const ScheduleParts& parts);

}  // namespace quartet::dataflow
