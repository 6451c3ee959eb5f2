// From the counters of a traced inference to what the interface reports.
#pragma once

#include "accel/mcu/target/board.hpp"
#include "accel/target.hpp"

namespace quartet::mcu {

/// Rows of the cost table: cycles that execute, cycles that wait for flash, seconds asleep.
struct EnergyRows {
  RowId run = 0, wait = 0, sleep = 0;
};
[[nodiscard]] Result<EnergyRows> energy_rows(const CostTable& costs);

/// `trace` comes from a board with counted blocks.
[[nodiscard]] Schedule make_schedule(const McuParams& params, const EnergyRows& rows, const NetworkImage& image,
                                     const Board& board, const InferenceTrace& trace);

}  // namespace quartet::mcu
