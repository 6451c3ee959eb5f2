// Cycles of one hardware layer in closed form: no walk, no kernel.
//
// What is paid: every walked pixel costs a read for each pooling tap and pass and one line-buffer write; a
// pixel that completes no output costs one cycle more; every output channel of every output pixel costs a
// cycle a pass.
//
//   tp, td   cycles of a padding and of a data pixel:   pooling first  tp = 2·P·E   td = P·E·(window + 1)
//                                                       element-wise first  tp = 2·P   td = P·(E·window + 1),
//                                                       and every data pixel is walked P times
//   layer    = flatten + pre-read + sum of pixels + sum of idle pixels + P·ow·oc a row of outputs
//   pass-through layer = rows·columns·(td + P·time slots)       streaming layer = ceil(1.5·layer)
//   network  = startup + sum of layers
//
// Source: analogdevicesinc/ai8x-synthesis izer/latency.py (MAX78000), restated; on strides, dilation, kernels
// above nine taps, depthwise and unequal padding it is extended by the same micro-operations, which no device
// confirms.
#pragma once

#include <cstdint>

#include "accel/cnn/hw_layer.hpp"
#include "accel/cnn/params.hpp"

namespace quartet::cnn {

/// Micro-operations of one pixel, and of one output pixel, of a layer.
struct PixelCost {
  std::int64_t padding = 2;  ///< tp
  std::int64_t data = 2;     ///< td
  std::int64_t repeats = 1;  ///< walks of a data pixel
  std::int64_t output = 1;   ///< write cycles of an output pixel
  std::int64_t row_extra =
      0;  ///< once a row of outputs: a single channel in a single pass cannot overlap its write
};
[[nodiscard]] PixelCost pixel_cost(const HwLayer& layer, const Params& params);

struct LayerCycles {
  std::uint64_t setup = 0;   ///< flatten and pre-read
  std::uint64_t input = 0;   ///< reads and line-buffer writes
  std::uint64_t idle = 0;    ///< pixels that complete no output
  std::uint64_t output = 0;  ///< multiply-accumulate and write
  std::uint64_t stream = 0;  ///< surcharge of streaming
  [[nodiscard]] std::uint64_t total() const { return setup + input + idle + output + stream; }
};

[[nodiscard]] LayerCycles layer_cycles(const HwLayer& layer, const Params& params);

/// Cycles a kernel of `taps` takes a processor: nine taps each.
[[nodiscard]] std::int64_t kernel_cycles(const HwLayer& layer, const Params& params);
/// Time slots of a pass-through pixel: instances of the busiest quadrant that write one after the other.
[[nodiscard]] std::int64_t pass_through_slots(const HwLayer& layer, const Params& params);
/// True when rows·columns·passes exceed the 4-bit pass counter: the array needs its long flatten mode (one
/// cycle).
[[nodiscard]] bool long_flatten(const HwLayer& layer);

}  // namespace quartet::cnn
