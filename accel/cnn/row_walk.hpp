// The micro-operations of one row, counted one by one as the sequencer issues them: the simulate rung's own
// derivation of the cycles, with no use of the closed form in cycle_model.hpp.
#pragma once

#include <cstdint>

#include "accel/cnn/hw_layer.hpp"
#include "accel/cnn/params.hpp"

namespace quartet::cnn {

/// What one row of a layer issues.
struct RowOps {
  std::uint64_t reads = 0;          ///< data-memory read cycles
  std::uint64_t buffer_writes = 0;  ///< line-buffer write cycles
  std::uint64_t idle = 0;           ///< cycles of pixels that complete no output
  std::uint64_t outputs = 0;        ///< multiply-accumulate and write cycles
  [[nodiscard]] std::uint64_t cycles() const { return reads + buffer_writes + idle + outputs; }
};

/// Walks the columns of row `row` (0 … layer.y.walked() − 1, padding rows included).
[[nodiscard]] RowOps walk_row(const HwLayer& layer, const Params& params, int row);

/// Cycles before the first row: long flatten mode and the stepping over weight words in the padding.
[[nodiscard]] std::uint64_t setup_cycles(const HwLayer& layer, const Params& params);

}  // namespace quartet::cnn
