// What distinguishes one board and one build from another. Every number is declared once in params.cpp and carries its
// source and confidence in the platform file.
#pragma once

#include <cstdint>
#include <string>

#include "sim/config/parameter_set.hpp"

namespace quartet::dataflow {

/// What the device has.
struct Device {
  std::int64_t lut = 53200;
  std::int64_t ff = 106400;
  std::int64_t bram36 = 140;
  std::int64_t dsp = 220;
};

/// Coefficients of the resource estimates (resources.hpp has the formulas).
struct Estimates {
  // FINN, published
  double mvau_base_lut = 300;
  double mvau_lut_scale = 1.1;
  std::int64_t product_lut_group = 6;
  std::int64_t lut_rom_depth = 64;
  std::int64_t lutram_max_depth = 128;
  std::int64_t swg_base_lut = 300;
  std::int64_t swg_lutram_depth = 38;
  std::int64_t fifo_srl_depth = 32;
  std::int64_t fifo_max_srl = 256;
  std::int64_t dsp_product_bits = 48;
  std::int64_t rtl_lanes_narrow = 4;
  // stated here, assumed
  std::int64_t rtl_lanes_wide = 2;
  std::int64_t rtl_narrow_bits = 4;
  std::int64_t rtl_max_bits = 8;
  std::int64_t control_lut = 50;
  std::int64_t requantizer_lut = 120;
  std::int64_t requantizer_dsp = 4;
  std::int64_t requantizer_bits = 38;
  std::int64_t dsp_from_bits = 9;
  std::int64_t hls4ml_depth = 5;
  // fitted
  double lut_calibration = 0.798;
  double ff_per_lut = 1.15;
};

/// What stands around the fabric.
struct Board {
  double call_overhead_s = 0.0;         ///< host call and data mover, once an inference in single-stream use
  double energy_call_overhead_s = 0.0;  ///< the same in the build whose energy was measured
};

struct Params {
  double clock_hz = 100e6;
  Device device;
  Estimates estimates;
  Board board;
  double utilization_limit = 1.0;

  std::string style = "finn";           ///< finn | hls4ml
  std::string folding = "auto";
  double target_fps = 0.0;
  double max_fps = 200e3;
  std::int64_t reuse_factor = 0;
  std::int64_t max_weight_bits = 36;
  std::string mvau = "hls";             ///< hls | rtl
  std::string multipliers = "auto";     ///< auto | lut | dsp
  std::int64_t threshold_bits = 4;
  bool label_select = true;
  std::string fifo_sizing = "minimal";  ///< minimal | occupancy | estimate
  std::int64_t fifo_search_beats = 60'000'000;
  std::int64_t batch = 1000;
  std::int64_t simulated_samples = 4;

  void declare(ParameterSet& set);
};

}  // namespace quartet::dataflow
