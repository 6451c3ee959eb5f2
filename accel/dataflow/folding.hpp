// Which PE and SIMD every unit gets.
//
// Auto (finn SetFolding): SIMD grows over the divisors of MW until the unit takes fewer cycles than the target or weight bits
// × SIMD pass max_weight_bits, then PE over the divisors of MH; a depthwise window, a padding or a requantizer goes with the
// unit it feeds or follows. If the slowest unit misses the target, a second pass relaxes all to that unit. Without a target
// the largest rate that fits the device is taken, max_fps at most: foldings change only at the units' own cycle counts, which
// are tried from the fastest on.
#pragma once

#include "accel/dataflow/design.hpp"

namespace quartet::dataflow {

struct FoldedDesign {
  Design design;
  std::vector<std::string> notes;
};

/// By params (folding, target_fps, reuse_factor). Errors: bad_input (an illegal folding, a rate that no folding reaches; with
/// the nearest legal values), does_not_fit (by how much of what, and the folding that would).
[[nodiscard]] Result<FoldedDesign> fold(const Pipeline& pipeline, const Params& params);

/// does_not_fit when the design passes the device, for example by FIFOs that the estimate had smaller.
[[nodiscard]] Result<void> check_room(const Design& design, const Params& params);

/// SetFolding at "fewer than `below` cycles a frame"; the second pass included.
[[nodiscard]] Folding fold_below(const Pipeline& pipeline, std::int64_t below, std::int64_t max_weight_bits);
/// "32:10,32:8,…": the matrix units' PE:SIMD (finn) or reuse factors (hls4ml), as dataflow.folding takes them.
[[nodiscard]] std::string folding_text(const Pipeline& pipeline, const Folding& folding, const Params& params);

}  // namespace quartet::dataflow
