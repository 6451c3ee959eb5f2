#include "accel/dataflow/params.hpp"

namespace quartet::dataflow {
namespace {

constexpr double kMost = 1e9;

void declare_device(Params& p, ParameterSet& set) {
  set.real("dataflow.clock_hz", p.clock_hz, "Hz", {1e6, 1e9}, "clock of the fabric");
  set.integer("dataflow.lut", p.device.lut, "", {1, kMost}, "look-up tables of the device");
  set.integer("dataflow.ff", p.device.ff, "", {1, kMost}, "flip-flops of the device");
  set.integer("dataflow.bram36", p.device.bram36, "", {0, kMost}, "block RAMs of 36 Kibit; each is two of 18 Kibit");
  set.integer("dataflow.dsp", p.device.dsp, "", {0, kMost}, "DSP slices of the device");
  set.real("dataflow.utilization_limit", p.utilization_limit, "", {0.05, 1.0}, "share of each resource that a design may take");
  set.real("dataflow.call_overhead_s", p.board.call_overhead_s, "s", {0, 1},
           "what one call adds to the fabric's latency: host, data mover, harness");
  set.real("dataflow.energy_call_overhead_s", p.board.energy_call_overhead_s, "s", {0, 1},
           "the same in the build whose energy was measured; energy counts this one");
}

void declare_build(Params& p, ParameterSet& set) {
  set.text("dataflow.style", p.style, {"finn", "hls4ml"}, "finn: PE and SIMD a layer; hls4ml: a reuse factor a layer");
  set.text("dataflow.folding", p.folding, {},
           "auto, or a list in layer order: PE:SIMD (finn), a reuse factor (hls4ml), or UNIT=PE:SIMD for a unit by name");
  set.real("dataflow.target_fps", p.target_fps, "1/s", {0, 1e9}, "rate that auto folding must reach; 0: the largest that fits, max_fps at most");
  set.real("dataflow.max_fps", p.max_fps, "1/s", {1e-3, 1e9}, "rate beyond which auto folding does not unfold further when no target is set");
  set.integer("dataflow.reuse_factor", p.reuse_factor, "", {0, kMost}, "hls4ml: one factor for every layer, each takes the nearest legal; 0: auto");
  set.integer("dataflow.max_weight_bits", p.max_weight_bits, "bit", {1, 4096}, "auto folding widens SIMD until weight bits x SIMD pass this");
  set.text("dataflow.mvau", p.mvau, {"hls", "rtl"}, "implementation of the matrix-vector units: decides DSP packing and the LUT estimate");
  set.text("dataflow.multipliers", p.multipliers, {"auto", "lut", "dsp"}, "where products are made; auto: DSP for wide ones while there are any");
  set.integer("dataflow.threshold_bits", p.threshold_bits, "bit", {1, 8},
              "multiplier requantization to at most this many bits is folded into thresholds; wider keeps its multipliers");
  set.boolean("dataflow.label_select", p.label_select, "a classifier ends in a label-select unit");
  set.text("dataflow.fifo_sizing", p.fifo_sizing, {"minimal", "occupancy", "estimate"},
           "simulate rung: smallest depths that keep the rate, largest occupancy of unbounded FIFOs, or the plan's estimate");
  set.integer("dataflow.fifo_search_beats", p.fifo_search_beats, "beat", {0, 1e15},
              "beats that the search for minimal FIFOs may simulate; 0: as many as the proof takes");
  set.integer("dataflow.batch", p.batch, "", {1, 1e9}, "inferences of the batch whose time is reported");
  set.integer("dataflow.simulated_samples", p.simulated_samples, "", {2, 64}, "inferences that the simulate rung streams through");
}

void declare_estimates(Estimates& e, ParameterSet& set) {
  const ParameterSet::Range count{0, kMost};
  const ParameterSet::Range positive{1, kMost};
  set.real("dataflow.mvau_base_lut", e.mvau_base_lut, "LUT", count, "control of a matrix-vector unit");
  set.real("dataflow.mvau_lut_scale", e.mvau_lut_scale, "", {0, 100}, "factor on the LUT of a processing element");
  set.integer("dataflow.product_lut_group", e.product_lut_group, "bit", positive, "operand bits that one level of LUT takes: ceil((W+A)/this)");
  set.integer("dataflow.lut_rom_depth", e.lut_rom_depth, "word", positive, "words of one bit that a LUT holds as read-only memory");
  set.integer("dataflow.lutram_max_depth", e.lutram_max_depth, "word", count, "memories up to this depth are made of LUT, deeper ones of block RAM");
  set.integer("dataflow.swg_base_lut", e.swg_base_lut, "LUT", count, "control of a sliding-window unit");
  set.integer("dataflow.swg_lutram_depth", e.swg_lutram_depth, "word", positive, "buffer words of one bit that a LUT holds");
  set.integer("dataflow.fifo_srl_depth", e.fifo_srl_depth, "word", positive, "FIFO words of two bits that a LUT holds as shift register");
  set.integer("dataflow.fifo_max_srl", e.fifo_max_srl, "word", positive, "deeper FIFOs are vendor FIFOs in block RAM");
  set.integer("dataflow.dsp_product_bits", e.dsp_product_bits, "bit", positive, "W+A that one DSP takes in an HLS unit");
  set.integer("dataflow.rtl_lanes_narrow", e.rtl_lanes_narrow, "", positive, "RTL unit: processing elements that share a DSP, narrow operands");
  set.integer("dataflow.rtl_lanes_wide", e.rtl_lanes_wide, "", positive, "RTL unit: the same, wide operands");
  set.integer("dataflow.rtl_narrow_bits", e.rtl_narrow_bits, "bit", {1, 64}, "largest operand width that counts as narrow");
  set.integer("dataflow.rtl_max_bits", e.rtl_max_bits, "bit", {1, 64}, "largest operand width of the RTL unit; wider ones are HLS");
  set.integer("dataflow.control_lut", e.control_lut, "LUT", count, "control of a small unit (padding, pool, add, duplicate, concat, thresholds, converter)");
  set.integer("dataflow.requantizer_lut", e.requantizer_lut, "LUT", count, "rounding, shift and saturation of one multiplier requantizer");
  set.integer("dataflow.requantizer_dsp", e.requantizer_dsp, "DSP", count, "32 x 32 bit multiplier of one requantizer");
  set.integer("dataflow.requantizer_bits", e.requantizer_bits, "bit", count, "multiplier and shift kept a channel");
  set.integer("dataflow.dsp_from_bits", e.dsp_from_bits, "bit", {1, 64}, "auto multipliers: products of W+A from here on take DSP while there are any");
  set.integer("dataflow.hls4ml_depth", e.hls4ml_depth, "cycle", {0, 10000}, "pipeline depth of an hls4ml layer beyond its reuse loop");
  set.real("dataflow.lut_calibration", e.lut_calibration, "", {0.01, 10}, "LUT after implementation over the sum of the estimates; what is held against the device");
  set.real("dataflow.ff_per_lut", e.ff_per_lut, "FF/LUT", {0, 100}, "flip-flops over the LUT estimate");
}

}  // namespace

void Params::declare(ParameterSet& set) {
  declare_device(*this, set);
  declare_build(*this, set);
  declare_estimates(estimates, set);
}

}  // namespace quartet::dataflow
