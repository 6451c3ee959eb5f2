// Time and activity of an inference, put together from layers and phases: the plan and the simulate rung both
// use it, so that a joule always belongs to the layer that caused it.
#pragma once

#include <cstdint>
#include <vector>

#include "accel/cnn/cycle_model.hpp"
#include "accel/cnn/lower.hpp"
#include "accel/target.hpp"

namespace quartet::cnn {

/// Rows of the cost table that the array counts.
struct CostRows {
  RowId quadrant_cycle, weight_sram_read, data_sram_read, data_sram_write, tram_write;
  RowId weight_load_byte, input_load_word, readout_word;
  RowId static_cnn, host_active, host_sleep;
  [[nodiscard]] static Result<CostRows> find(const CostTable& table);
};

/// What a layer does, counted once per inference.
struct LayerEvents {
  std::int64_t weight_reads = 0;  ///< 72-bit words
  std::int64_t data_reads = 0;    ///< 32-bit words
  std::int64_t data_writes = 0;   ///< 32-bit words
  std::int64_t tram_writes = 0;
};
[[nodiscard]] LayerEvents layer_events(const HwLayer& layer, const Params& params);

/// The times around the layers, in cycles of the array.
struct PhaseCycles {
  std::uint64_t weight_load = 0, input_load = 0, start = 0, interrupt = 0, read_out = 0;
  [[nodiscard]] std::uint64_t around() const { return input_load + start + interrupt + read_out; }
};
[[nodiscard]] PhaseCycles phase_cycles(const Network& network, const Program& program, const Params& params);

/// Layer `index`: its line and what the array does in it; nothing of the host.
void add_layer(Schedule& schedule, const Program& program, const Params& params, const CostRows& rows,
               std::size_t index, std::uint64_t cycles);
[[nodiscard]] std::vector<MemoryUse> memory_use(const Program& program, const Params& params);

/// A schedule from the cycles of each layer. `layers` has one entry a hardware layer.
[[nodiscard]] Schedule make_schedule(const Network& network, const Program& program, const Params& params,
                                     const CostRows& rows, const std::vector<std::uint64_t>& layers,
                                     const PhaseCycles& phases);

/// The plan rung: make_schedule on the closed form.
[[nodiscard]] Schedule plan(const Network& network, const Program& program, const Params& params,
                            const CostRows& rows);

}  // namespace quartet::cnn
