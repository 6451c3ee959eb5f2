#include "accel/ultratrail/plan.hpp"

#include <fmt/format.h>

#include <numeric>

namespace quartet::ultratrail {
namespace {

// Weights at the width the array stores them with.
std::int64_t weight_memory_bits(const Network& network, const Params& params) {
  std::int64_t bits = 0;
  for (const Layer& layer : network.layers) {
    if (layer.weights != kNoTensor) bits += network.tensor(layer.weights).elements() * params.weight_bits;
  }
  return bits;
}

LayerTiming timing_of(const MappedLayer& layer, std::uint64_t cycles, const Params& params) {
  LayerTiming t;
  t.name = layer.name;
  t.op = layer.op;
  t.macs = layer.macs;
  t.cycles = cycles;
  if (!layer.shape) {
    t.bound = "free";
    return t;
  }
  const ConvShape& s = *layer.shape;
  const ArrayShape array{params.rows, params.columns};
  const double done = static_cast<double>(layer.cost.taps) * s.in_channels * s.out_channels;
  t.utilization = done / (static_cast<double>(cycles) * params.rows * params.columns);
  const double rows_used = static_cast<double>(s.in_channels) / static_cast<double>(input_tiles(s, array) * params.rows);
  const double columns_used = static_cast<double>(s.out_channels) / static_cast<double>(output_tiles(s, array) * params.columns);
  // The larger loss names the bound: idle rows, idle columns, or nothing but the work itself.
  t.bound = rows_used == 1.0 && columns_used == 1.0 ? "mac" : rows_used <= columns_used ? "array rows" : "array columns";
  return t;
}

}  // namespace

Result<Schedule> make_schedule(const Network& network, const Params& params, const std::vector<MappedLayer>& mapped,
                               const std::vector<std::uint64_t>& layer_cycles, const PowerRows& rows) {
  Schedule s;
  s.clock_hz = params.clock_hz;
  s.cycles = std::accumulate(layer_cycles.begin(), layer_cycles.end(), std::uint64_t{0});
  s.interval_cycles = s.cycles;
  for (std::size_t i = 0; i < mapped.size(); ++i) s.layers.push_back(timing_of(mapped[i], layer_cycles[i], params));

  const std::int64_t used = (weight_memory_bits(network, params) + 7) / 8;
  s.memory.push_back({"weight memory", used, params.weight_memory_bytes});
  if (params.weight_memory_bytes > 0 && used > params.weight_memory_bytes) {
    return fail(ErrorCode::does_not_fit, "weight memory",
                fmt::format("the weights take {} bytes at {} bit, the memory has {}: {} too many", used, params.weight_bits,
                            params.weight_memory_bytes, used - params.weight_memory_bytes),
                fmt::format("at most {} weights fit", params.weight_memory_bytes * 8 / params.weight_bits));
  }

  PowerActivity power = power_activity(params, layer_cycles, rows);
  s.activity = std::move(power.activity);
  s.warnings = std::move(power.warnings);
  if (s.seconds() > kFrameSeconds) {
    s.warnings.push_back(fmt::format("one inference takes {:.1f} ms, longer than the frame of {:.0f} ms", s.seconds() * 1e3,
                                     kFrameSeconds * 1e3));
  }
  s.warnings.emplace_back("input and weight loading are not modelled: the published cycle model has neither");
  return s;
}

}  // namespace quartet::ultratrail
