#include "accel/cim/schedule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "sim/energy/ledger.hpp"

namespace quartet::cim {

namespace {

constexpr double kOpsPerMac = 2.0;
constexpr int kDevicesPerCell = 2;
/// The energy law is calibrated between these widths.
constexpr int kLeastFitted = 4, kMostFitted = 8;

[[nodiscard]] double conversion_s(const Params& params) {
  return static_cast<double>(conversion_cycles(params)) / params.periphery.clock_hz;
}

/// MACs that the whole array can do in a cycle.
[[nodiscard]] double macs_per_cycle(const Params& params) {
  return static_cast<double>(params.array.cells()) /
         (params.array.columns_per_adc * static_cast<double>(conversion_cycles(params)));
}

[[nodiscard]] std::int64_t compensation_mvms(const MappedLayer& layer, const Params& params) {
  std::int64_t mvms = 0;
  for (const Block& block : layer.blocks)
    mvms += static_cast<std::int64_t>(params.analog.compensation.mvms(block.rows));
  return params.analog.compensation.scope == "none" ? 0 : mvms;
}

[[nodiscard]] Activity activity_of(const Mapping& mapping, const Params& params, const CostRows& rows) {
  Activity activity;
  const CostRows::Law& law = rows.law(params);
  const double seconds = conversion_s(params);
  const auto mvms = [&](int layer, double cells, ActivityPhase phase) {
    activity.push_back({layer, law.fixed, cells, phase});
    activity.push_back({layer, law.integration, cells * seconds, phase});
  };
  double compensated = 0.0;
  for (std::size_t i = 0; i < mapping.layers.size(); ++i) {
    const MappedLayer& layer = mapping.layers[i];
    mvms(static_cast<int>(i),
         static_cast<double>(layer.cells()) * static_cast<double>(layer.analog.positions()),
         ActivityPhase::inference);
    if (params.analog.compensation.scope == "none") continue;
    for (const Block& block : layer.blocks)
      compensated += static_cast<double>(block.cells()) *
                     static_cast<double>(params.analog.compensation.mvms(block.rows));
  }
  if (compensated > 0.0) mvms(kNoLayer, compensated, ActivityPhase::once);
  activity.push_back({kNoLayer, rows.program_device, static_cast<double>(kDevicesPerCell * mapping.cells()),
                      ActivityPhase::once});
  return activity;
}

[[nodiscard]] LayerTiming timing_of(const MappedLayer& layer, std::uint64_t cycles, const Params& params) {
  LayerTiming t;
  t.name = layer.name, t.op = layer.op, t.macs = layer.macs, t.cycles = cycles;
  if (cycles > 0)
    t.utilization = static_cast<double>(layer.macs) / (static_cast<double>(cycles) * macs_per_cycle(params));
  t.bound = layer_bound(layer, params);
  const auto figure = [&](std::string name, double value, std::string note) {
    t.figures.push_back({std::move(name), value, "1", "counted", std::move(note)});
  };
  figure("blocks", static_cast<double>(layer.blocks.size()), "");
  figure("MVMs", static_cast<double>(layer.mvms()), "positions x blocks");
  figure("cells", static_cast<double>(layer.cells()), "");
  figure("cells used", static_cast<double>(layer.useful_cells()) / static_cast<double>(layer.cells()),
         "weights / cells of its blocks; the rest are zeros off the diagonal");
  return t;
}

class Figures {
 public:
  explicit Figures(std::vector<Figure>& out) : out_(out) {}
  void counted(std::string name, double value, std::string unit, std::string note = "") {
    add(std::move(name), value, std::move(unit), "counted", std::move(note));
  }
  void predicted(std::string name, std::optional<double> value, std::string unit, std::string note = "") {
    add(std::move(name), value, std::move(unit), "predicted", std::move(note));
  }
  void fitted(std::string name, std::optional<double> value, std::string unit, std::string note) {
    add(std::move(name), value, std::move(unit), "fitted", std::move(note));
  }

 private:
  void add(std::string name, std::optional<double> value, std::string unit, std::string origin,
           std::string note) {
    out_.push_back({std::move(name), value, std::move(unit), std::move(origin), std::move(note)});
  }
  std::vector<Figure>& out_;
};

void add_throughput(const Schedule& s, const Ledger& ledger, const Params& params, const CostRows& rows,
                    const CostTable& costs, std::int64_t macs, Figures& figures) {
  const double ops = kOpsPerMac * static_cast<double>(macs);
  figures.counted("peak TOPS", kOpsPerMac * macs_per_cycle(params) * params.periphery.clock_hz * 1e-12,
                  "TOPS", "all cells busy; geometry and T(n)");
  figures.predicted("effective TOPS", ops / s.seconds() * 1e-12, "TOPS",
                    "operations of the network / latency");
  const auto fixed = costs.row(rows.law(params).fixed).value,
             power = costs.row(rows.law(params).integration).value;
  std::optional<double> full;
  if (fixed && power) full = kOpsPerMac / (*fixed + *power * conversion_s(params)) * 1e-12;
  figures.fitted("TOPS/W, all cells useful", full, "TOPS/W",
                 "of the energy law calibrated on the published " + params.energy_calibration + " figures");
  const auto total = ledger.total_j();
  figures.predicted("effective TOPS/W", total ? std::optional(ops / *total * 1e-12) : std::nullopt, "TOPS/W",
                    "operations of the network / energy: zeros in the blocks cost as much as weights");
  figures.predicted("energy per inference", total ? std::optional(*total * 1e6) : std::nullopt, "uJ",
                    "cells x (fixed part + integration time)");
}

void add_compensation(const Mapping& mapping, const Params& params, const PhaseCycles& phases,
                      const Ledger& ledger, const CostRows& rows, Figures& figures) {
  double mvms = 0.0, joules = 0.0;
  bool priced = true;
  for (const MappedLayer& layer : mapping.layers)
    mvms += static_cast<double>(compensation_mvms(layer, params));
  for (const LedgerEntry& e : ledger.entries()) {
    if (e.activity.phase != ActivityPhase::once || e.activity.row == rows.program_device) continue;
    priced = priced && e.joules.has_value();
    joules += e.joules.value_or(0.0);
  }
  const std::string note = "one read-out of the drift compensation";
  figures.counted("compensation MVMs", mvms, "1", note);
  figures.predicted("compensation time",
                    static_cast<double>(phases.compensation) / params.periphery.clock_hz * 1e6, "us", note);
  figures.predicted("compensation energy", priced ? std::optional(joules * 1e6) : std::nullopt, "uJ", note);
}

void add_figures(Schedule& s, const Network& network, const Mapping& mapping, const Params& params,
                 const CostRows& rows, const CostTable& costs, const PhaseCycles& phases) {
  Figures figures(s.figures);
  const Ledger ledger = Ledger::price(s.activity, costs);
  add_throughput(s, ledger, params, rows, costs, network.macs(), figures);
  const double capacity = static_cast<double>(params.array.arrays * params.array.cells());
  figures.counted("array occupancy", static_cast<double>(mapping.cells()) / capacity, "1",
                  "cells of blocks / cells of all arrays");
  figures.counted("array utilization", static_cast<double>(mapping.useful_cells()) / capacity, "1",
                  "weights / cells of all arrays");
  double mvms = 0.0;
  for (const MappedLayer& layer : mapping.layers) mvms += static_cast<double>(layer.mvms());
  figures.counted("MVMs per inference", mvms, "1");
  figures.counted("arrays in use", mapping.arrays, "1");
  s.figures.push_back({"time since programming", params.analog.time_s, "s", "assumed", "set by cim.time"});
  add_compensation(mapping, params, phases, ledger, rows, figures);
}

void add_warnings(Schedule& s, const Params& params) {
  const int bits = params.analog.activation_bits;
  const bool follows = params.analog.adc_width() == bits && params.analog.dac_width() == bits + 1;
  if (bits < kLeastFitted || bits > kMostFitted || !follows)
    s.warnings.push_back(
        fmt::format("energy: the law is calibrated with ADC and DAC of the same activations of {} to {} bit; "
                    "this setting is an "
                    "extrapolation",
                    kLeastFitted, kMostFitted));
  s.warnings.emplace_back(
      "energy: how it divides among DAC, array and ADC is not known; the integration part holds the three, the fixed part "
      "the digital unit, the SRAM and everything else; static power is not known apart from them");
  s.warnings.emplace_back("time of programming is not modelled: the latency counts inferences only");
}

}  // namespace

Result<CostRows> CostRows::find(const CostTable& table) {
  CostRows rows;
  const auto found = table.require({{&rows.kws.fixed, "kws_cell_mvm"},
                                    {&rows.kws.integration, "kws_cell_second"},
                                    {&rows.vww.fixed, "vww_cell_mvm"},
                                    {&rows.vww.integration, "vww_cell_second"},
                                    {&rows.program_device, "program_device"}});
  if (!found) return pass(found.error());
  return rows;
}

Schedule make_schedule(const Network& network, const Mapping& mapping, const Params& params,
                       const CostRows& rows, const CostTable& costs,
                       const std::vector<std::uint64_t>& layer_cycles, const PhaseCycles& phases) {
  Schedule s;
  s.clock_hz = params.periphery.clock_hz;
  s.cycles = std::accumulate(layer_cycles.begin(), layer_cycles.end(), phases.inference());
  s.interval_cycles = s.cycles;
  for (std::size_t i = 0; i < mapping.layers.size(); ++i)
    s.layers.push_back(timing_of(mapping.layers[i], layer_cycles[i], params));
  s.phases = {{"configuration", phases.configuration, ActivityPhase::once},
              {"input_load", phases.input_load, ActivityPhase::inference},
              {"start", phases.start, ActivityPhase::inference},
              {"interrupt", phases.interrupt, ActivityPhase::inference},
              {"read_out", phases.read_out, ActivityPhase::inference}};
  if (phases.compensation > 0)
    s.phases.push_back({"drift_compensation", phases.compensation, ActivityPhase::once});
  // One byte a cell: a pair of devices holds what eight bits say.
  s.memory = {{"array cells", mapping.cells(), params.array.arrays * params.array.cells()},
              {"activation SRAM", mapping.activations.bytes, params.periphery.activation_sram_bytes}};
  s.activity = activity_of(mapping, params, rows);
  add_figures(s, network, mapping, params, rows, costs, phases);
  add_warnings(s, params);
  return s;
}

}  // namespace quartet::cim
