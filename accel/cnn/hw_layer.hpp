// One hardware layer: what the sequencer runs in one go. Several graph layers are fused into it, in this
// order of the data path:
//
//   data SRAM -> [pooling] -> [element-wise] -> line buffer -> convolution -> bias, requantization,
//   activation -> data SRAM
//                (or element-wise before pooling)
//
// All sizes are those of the hardware: a 1-D layer is rows x 1, a transposed convolution works on the
// stretched map.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "accel/cnn/params.hpp"
#include "workloads/graph/network.hpp"

namespace quartet::cnn {

/// One spatial axis of the convolution, after pooling.
struct Axis {
  int size = 1;               ///< data elements
  int before = 0, after = 0;  ///< padding
  int kernel = 1;
  int dilation = 1;
  int stride = 1;
  int out = 1;

  [[nodiscard]] int extent() const { return (kernel - 1) * dilation + 1; }
  /// Elements that are walked, padding included: up to the last tap of the last output.
  [[nodiscard]] int walked() const { return (out - 1) * stride + extent(); }
  /// True when the element `i` of the walk is padding.
  [[nodiscard]] bool is_padding(int i) const { return i < before || i >= before + size; }
  /// True when the element `i` of the walk completes an output.
  [[nodiscard]] bool completes_output(int i) const {
    return i >= extent() - 1 && (i - (extent() - 1)) % stride == 0;
  }
};

/// Channels spread over passes: pass p holds channels p·per_pass … on the same processors.
struct Channels {
  int count = 1;
  int passes = 1;
  int per_pass = 1;
  /// `group`: processors of the array; with several passes the share of each is rounded up to whole
  /// instances.
  [[nodiscard]] static Channels spread(int count, int group, int instance);
};

/// What the processors do with the values that reach them.
enum class Core { pass_through, convolution, depthwise, transposed, linear };

struct HwLayer {
  std::string name;  ///< graph layers joined by "+"
  std::string op;
  std::vector<std::size_t> members;  ///< graph layers in execution order
  std::size_t core_member = 0;       ///< of the convolution, when there is one
  std::vector<TensorId> operands;    ///< what is read from data memory
  TensorId output = kNoTensor;

  Core core = Core::pass_through;
  bool one_dimensional = false;
  Channels input, result;
  int rows = 1, columns = 1;  ///< of the operands in data memory
  Size2 pool_window, pool_stride;
  bool has_pool = false;
  bool eltwise_first = false;  ///< element-wise before pooling
  Axis y, x;                   ///< rows and columns of the convolution
  bool flatten = false;        ///< a linear layer that reads rows and columns
  bool streaming = false;
  bool channels_first = false;  ///< input in CHW format: four pixels of a channel in a word
  bool wide_output = false;     ///< 32-bit results
  bool has_bias = false;
  int weight_bits = 0;
  bool chw_operand = false;  ///< a vector operand that lies in memory as rows x columns, channel-first
  // Decided by the memory map.
  std::vector<int> processors;  ///< that hold the channels of a pass, in channel order
  int quadrants_used = 1;
  int busiest_quadrant = 1;  ///< processors of the quadrant that has most of them
  int kernel_offset = 0;     ///< weight-memory word where the kernels start, on every processor
  std::int64_t macs = 0;

  [[nodiscard]] int operand_count() const { return static_cast<int>(operands.size()); }
  [[nodiscard]] int pool_area() const { return pool_window.h * pool_window.w; }
  /// Taps of a kernel as stored in weight memory: zeros of a stretched 1-D dilation included.
  [[nodiscard]] int taps() const { return core == Core::pass_through ? 0 : y.kernel * x.kernel; }
  [[nodiscard]] bool has_weights() const { return core != Core::pass_through; }
  /// Passes of the input walk; a pooling pass-through that writes several output passes rewinds for each but
  /// the last.
  [[nodiscard]] int walk_passes() const {
    return core == Core::pass_through && pool_area() > 1 && result.passes > 1 ? 2 * input.passes - 1
                                                                              : input.passes;
  }
  /// Output channels that take a write cycle: the share of each pass times the passes.
  [[nodiscard]] int written_channels() const { return result.passes * result.per_pass; }
};

}  // namespace quartet::cnn
