// A folded pipeline: cycles, closed-form times, FIFO depths and resources of every unit and link.
#pragma once

#include "accel/dataflow/params.hpp"
#include "accel/dataflow/pipeline.hpp"

namespace quartet::dataflow {

/// The FIFO of a shift-register kind holds at least two beats (finn Q_srl).
inline constexpr std::int64_t kLeastDepth = 2;

struct Design {
  Folding folding;
  std::vector<bool> uses_dsp;                        ///< a node
  std::vector<std::int64_t> cycles;                  ///< a node: a frame when nothing stalls
  std::vector<Flow> flows;                           ///< a node: its output, one frame in an empty pipeline
  std::vector<Resources> resources;                  ///< a node
  std::vector<std::optional<Conversion>> conversions;  ///< a link
  std::vector<std::int64_t> depths;                  ///< a link: FIFO, in beats of its source
  std::vector<Resources> link_resources;             ///< a link: FIFO and width converter
  Resources total;
  std::int64_t interval = 0;                         ///< cycles of the slowest unit or converter
  std::int64_t latency = 0;                          ///< first beat in to last beat out, both included
  int slowest = 0;                                   ///< node
};

/// Closed form. `depths`: one a link, or empty to estimate them: kLeastDepth, and where streams meet again the beats that
/// arrive before the other side's first. `folding` is legal.
[[nodiscard]] Design evaluate(const Pipeline& pipeline, Folding folding, const Params& params, std::vector<std::int64_t> depths = {});

/// One resource against the device.
struct Shortage {
  const char* resource;  ///< "LUT", "FF", "BRAM18", "DSP"
  std::int64_t needed = 0, available = 0;
};
/// Every resource of the device: needed (LUT: estimates × lut_calibration), available (utilization limit applied).
[[nodiscard]] std::vector<Shortage> usage(const Resources& total, const Params& params);
[[nodiscard]] bool fits(const Resources& total, const Params& params);

}  // namespace quartet::dataflow
