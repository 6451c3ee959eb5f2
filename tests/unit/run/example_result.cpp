#include "tests/unit/run/example_result.hpp"

namespace quartet::test {

namespace {

LedgerLine ledger_line(const char* row, const char* component, const char* layer, double count,
                       double price) {
  return {.row = row,
          .component = component,
          .layer = layer,
          .phase = "",
          .count = count,
          .per = "cycle",
          .value = price,
          .unit = "J/cycle",
          .energy_j = count * price,
          .paid = "inference",
          .source = "table 3",
          .confidence = "published",
          .note = "a note, with a comma"};
}

}  // namespace

RunResult example_result() {
  RunResult r;
  r.identity = {"1.2.3", "c0", "n0", "d0", 18446744073709551615ULL};
  r.request.subject = "kws";
  r.request.platform = "toy";
  r.request.samples = 10;
  r.request.settings = {"duty.rate_hz=1"};
  r.network = "kws";
  r.platform = "toy";
  r.model = {"w8", "int8 weights, shift requantization", 1000, {"49x10 int8"}, "12 int8"};
  r.accuracy = Accuracy{9, 10, 0.9, {0.596, 0.982}, SeedAccuracy{2, 0.9, 0.0, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 1, {9, 9}},
                        "synthetic", true, true};
  r.figures = {{"peak TOPS/W", 8.5, "TOPS/W", "fitted", "table 2"}, {"area", std::nullopt, "mm2", "assumed", "not known"}};
  r.latency = Latency{1000, 2e-5, 50e6, 900};
  Energy energy;
  energy.total_j = 10e-6;
  energy.static_j = 4e-6;
  energy.dynamic_j = 6e-6;
  energy.by_component = {{"toy.array", 6e-6}, {"toy.static", 4e-6}};
  energy.by_layer = {{"conv1", 5e-6}, {"fc", 1e-6}};
  energy.outside_layers_j = 4e-6;
  energy.once = {1e-6, 0.0, 1e-6};
  energy.power_w = 0.5;
  energy.method = "counted";
  DutySummary duty;
  duty.rate_hz = 1;
  duty.idle_state = "sleep";
  duty.period_s = 1;
  duty.idle_s = 0.9;
  duty.average_power_w = 1e-5;
  duty.battery_life_s = 1e8;
  energy.duty = duty;
  r.energy = energy;
  r.memory = {500, 600, 2048, {{"weight memory", 500, 1024}, {"data memory", 600, 1024}}};
  r.layers = {{"conv1", "conv2d", 900, 700, 5e-6, 0.5, "mac", {{"PE", 32.0, "1", "counted", ""}}},
              {"fc", "fully_connected", 100, 100, 1e-6, std::nullopt, "read", {}}};
  r.phases = {{"input_load", 200, "inference", false, 2e-7}, {"weight_load", 5000, "once", false, std::nullopt}};
  r.ledger = {ledger_line("array_cycle", "toy.array", "conv1", 500, 1e-8),
              ledger_line("array_cycle", "toy.array", "fc", 100, 1e-8),
              ledger_line("leak", "toy.static", "", 400, 1e-8)};
  r.resolved_config = "toy.size = 4\n";
  r.warnings = {"one \"warning\""};
  r.notes = {"a µ note"};
  return r;
}

}  // namespace quartet::test
