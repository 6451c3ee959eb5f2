// Closed-form cycles: conversion time, the three stages of an MVM, and their pipeline.
//
//   activation SRAM ─load─▶ DAC registers ─convert (columns_per_adc in turn)─▶ ADC registers ─digital─▶
//   activation SRAM
//
// Each stage holds one MVM and hands it on when the next stage is free (a flow shop with blocking): while
// block i converts, the inputs of block i + 1 are loaded and the results of block i − 1 are scaled.
#pragma once

#include <cstdint>
#include <vector>

#include "accel/cim/mapping/map_network.hpp"

namespace quartet::cim {

/// T(n) = 2^(n−1) + overhead, in cycles: the longest pulse of n−1 magnitude bits at one cycle a step, and its
/// hand-over. n is the ADC's width, or the DAC's without its extra bit when that is larger.
[[nodiscard]] std::uint64_t conversion_cycles(const Params& params);
[[nodiscard]] std::uint64_t conversion_cycles(int bits, int overhead_cycles);

/// Cycles of one MVM of a block in each stage.
struct MvmCycles {
  std::uint64_t load = 0, convert = 0, digital = 0;
};
[[nodiscard]] MvmCycles mvm_cycles(const Block& block, const Params& params);

/// When the last of `mvms`, issued in order, leaves the digital stage; the first is loaded from cycle 0.
class MvmPipeline {
 public:
  void issue(const MvmCycles& mvm);
  [[nodiscard]] std::uint64_t finished() const { return digital_end_; }

 private:
  std::uint64_t convert_start_ = 0, digital_start_ = 0, digital_end_ = 0;
};

struct LayerCycles {
  std::uint64_t setup = 0, mvms = 0, digital_pass = 0;
  [[nodiscard]] std::uint64_t total() const { return setup + mvms + digital_pass; }
};
/// One layer: for each position, one MVM a block, in order.
[[nodiscard]] LayerCycles layer_cycles(const MappedLayer& layer, const Params& params);
/// The stage that takes most of a layer: "conversion", "activation sram", "digital unit".
[[nodiscard]] std::string layer_bound(const MappedLayer& layer, const Params& params);

/// One read-out of the drift compensation: its MVMs of every block, layer by layer; 0 without compensation.
[[nodiscard]] std::uint64_t compensation_cycles(const Mapping& mapping, const Params& params);

/// Bytes of a layer in the layer table of the controller.
inline constexpr std::int64_t kLayerEntryBytes = 16;

/// Everything around the layers, in cycles.
struct PhaseCycles {
  std::uint64_t configuration = 0, compensation = 0;  // once
  std::uint64_t input_load = 0, start = 0, interrupt = 0, read_out = 0;
  [[nodiscard]] std::uint64_t inference() const { return input_load + start + interrupt + read_out; }
};
[[nodiscard]] PhaseCycles phase_cycles(const Network& network, const Mapping& mapping, const Params& params);
/// Bus cycles of one burst of bytes, whole words.
[[nodiscard]] std::uint64_t bus_cycles(std::int64_t bytes, const Params& params);

}  // namespace quartet::cim
