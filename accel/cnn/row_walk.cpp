#include "accel/cnn/row_walk.hpp"

#include <algorithm>

namespace quartet::cnn {

namespace {

/// Reads one pixel into the line buffer.
void read_pixel(const HwLayer& layer, bool padding, RowOps& ops) {
  const int window = padding ? 1 : layer.pool_window.h * layer.pool_window.w;
  for (int pass = 0; pass < layer.walk_passes(); ++pass) {
    if (layer.eltwise_first) {
      for (int operand = 0; operand < (padding ? 1 : layer.operand_count()); ++operand)
        ops.reads += static_cast<unsigned>(window);
      ++ops.buffer_writes;
    } else {
      for (int operand = 0; operand < layer.operand_count(); ++operand) {
        ops.reads += static_cast<unsigned>(window);
        ++ops.buffer_writes;
      }
    }
  }
}

/// Cycles of one output channel: nine taps a cycle.
[[nodiscard]] std::uint64_t tap_cycles(const HwLayer& layer, const Params& params) {
  std::uint64_t cycles = 0;
  for (int taps = layer.y.kernel * layer.x.kernel; taps > 0; taps -= params.word_bits / 8) ++cycles;
  return cycles;
}

/// Multiplies and writes every output channel of one pixel.
void write_pixel(const HwLayer& layer, const Params& params, RowOps& ops) {
  const std::uint64_t cycles = tap_cycles(layer, params);
  for (int pass = 0; pass < layer.input.passes; ++pass) {
    if (layer.core == Core::depthwise) {
      ops.outputs += cycles * static_cast<unsigned>(std::min(params.depthwise_slots,
                                                             static_cast<int>(layer.processors.size())));
    } else {
      for (int group = 0; group < layer.result.passes; ++group)
        ops.outputs += cycles * static_cast<unsigned>(layer.result.per_pass);
    }
  }
}

/// Each instance of the busiest quadrant takes its turn at the write port, once a pass.
void pass_pixel(const HwLayer& layer, const Params& params, RowOps& ops) {
  for (int pass = 0; pass < layer.walk_passes(); ++pass) {
    for (int bytes = layer.busiest_quadrant * (layer.wide_output ? 4 : 1); bytes > 0;
         bytes -= params.processors_per_instance)
      ++ops.outputs;
  }
}

}  // namespace

RowOps walk_row(const HwLayer& layer, const Params& params, int row) {
  RowOps ops;
  const bool pass_through = layer.core == Core::pass_through;
  const bool row_padding = layer.y.is_padding(row);
  const bool output_row = layer.y.completes_output(row);
  for (int column = 0; column < layer.x.walked(); ++column) {
    const bool column_padding = layer.x.is_padding(column);
    const bool output = output_row && layer.x.completes_output(column);
    // Element-wise in front of pooling keeps no partial sums: the pixel is walked again for every pass.
    const int walks = layer.eltwise_first && !column_padding && !pass_through ? layer.walk_passes() : 1;
    for (int walk = 0; walk < walks; ++walk) {
      read_pixel(layer, row_padding || column_padding, ops);
      if (!output && !pass_through) ++ops.idle;
    }
    if (!output) continue;
    if (pass_through) {
      pass_pixel(layer, params, ops);
    } else {
      write_pixel(layer, params, ops);
    }
  }
  // One output channel in one pass cannot hide its last write behind the next read.
  const bool single = layer.input.passes == 1 && layer.result.passes == 1 && layer.result.per_pass == 1;
  if (output_row && single && layer.has_weights() && layer.core != Core::depthwise) ++ops.outputs;
  return ops;
}

std::uint64_t setup_cycles(const HwLayer& layer, const Params& params) {
  constexpr int kPassCounter = 16;
  std::uint64_t cycles = 0;
  if (layer.flatten && layer.rows * layer.columns * layer.input.passes > kPassCounter) ++cycles;
  const bool steps = layer.eltwise_first && params.eltwise_preread && layer.has_weights() &&
                     (layer.input.passes > 1 || layer.operand_count() > 1);
  if (!steps) return cycles;
  const int rows = layer.y.size + 2 * layer.y.before - layer.x.kernel + 1;
  const int columns = layer.x.size + 2 * layer.x.before - layer.y.kernel + 1;
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < columns; ++c) {
      if (r < layer.y.before || c < layer.x.before) cycles += static_cast<unsigned>(layer.kernel_offset);
    }
  }
  return cycles;
}

}  // namespace quartet::cnn
