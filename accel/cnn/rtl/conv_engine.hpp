// The block conv3x3 (accel/rtl/blocks/conv3x3) or one with its registers and memory ports, driven through one layer.
//
//   configuration ─▶ APB registers        kernels ─▶ weights port        input ─▶ input port
//   output port ─▶ output                 row_done ─▶ cycles of each walked row
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "accel/rtl/memory/memory_port.hpp"
#include "accel/rtl/plugin/rtl_model.hpp"
#include "accel/rtl/wave/wave_cut.hpp"
#include "sim/base/error.hpp"

namespace quartet::cnn {

struct ConvJob {
  int height = 1, width = 1, channels = 1, outputs = 1, padding = 0;
  int shift = 0;      ///< of Requantization: y = floor(acc * 2^(shift-7) + 1/2)
  bool relu = false;
  std::vector<std::int32_t> input{};    ///< H x W x C
  std::vector<std::int32_t> kernels{};  ///< [O, 3, 3, C]
  std::vector<std::int32_t> biases{};   ///< [O], in units of the accumulator; empty: none

  [[nodiscard]] int output_height() const { return height + 2 * padding - 2; }
  [[nodiscard]] int output_width() const { return width + 2 * padding - 2; }
};

struct ConvOutcome {
  std::vector<std::int32_t> output;          ///< H' x W' x O
  std::uint64_t kernel_load = 0;             ///< cycles from the start to the last kernel word
  std::vector<std::uint64_t> row_cycles;     ///< of each walked row, padding included
  std::vector<std::uint64_t> row_ends;       ///< block cycle of the last cycle of each
};

struct ConvEngineOptions {
  rtl::MemoryPortOptions memory{};
  std::optional<rtl::WaveWindow> wave{};
};

/// What a block can hold, from its attributes cnn.lanes, cnn.width and cnn.outputs.
struct ConvLimits {
  int lanes = 0, width = 0, outputs = 0;
};
/// A block whose attribute cnn.kind is conv3x3; else an error that says what is missing.
[[nodiscard]] Result<ConvLimits> conv_limits(const rtl::Plugin& plugin);

/// Runs one job on a fresh block. `job` must be within the limits.
[[nodiscard]] Result<ConvOutcome> run_conv_engine(const std::shared_ptr<const rtl::Plugin>& plugin, const ConvJob& job,
                                                  const ConvEngineOptions& options = {});

}  // namespace quartet::cnn
