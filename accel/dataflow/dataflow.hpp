// Spatial dataflow on an FPGA: every layer is hardware of its own, joined by streams with valid/ready.
//
//   host ─▶ source ─▶ [DWC] ─▶ MVAU ─▶ thresholds ─▶ [FIFO] ─▶ pad ─▶ SWG ─▶ MVAU ─▶ … ─▶ label select ─▶ host
//                                 PE × SIMD products a cycle (FINN), or a reuse factor (hls4ml)
//
//   lowering        network → units and streams, independent of folding        lowering.hpp
//   folding         PE and SIMD of every unit: target rate, budget or a list    folding.hpp
//   estimates       cycles and LUT, FF, BRAM, DSP of every unit                 unit.hpp, resources.hpp
//   FIFO depths     smallest that keep the rate, by simulation                  fifo_sizing.hpp
//   schedule        latency, interval, throughput, batch time, energy           schedule.hpp
//
// The values are those of the integer network. Time comes from the closed form (plan) or from the streaming units of
// accel/dataflow/stream (simulate). What a board adds around the fabric is a fitted constant and says so (docs/dataflow.md).
#pragma once

#include "accel/target.hpp"

namespace quartet {

/// Kind "dataflow": registered in accel/target_kinds.cpp, parameters in accel/platforms/{pynq-z2,arty-a7-100t}.toml.
[[nodiscard]] TargetKind dataflow_target_kind();

}  // namespace quartet
