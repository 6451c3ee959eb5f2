#include "accel/dataflow/schedule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "accel/dataflow/layer_figures.hpp"

namespace quartet::dataflow {
namespace {

constexpr std::int64_t kBram18Bytes = 18 * 1024 / 8;

std::uint64_t cycles_of(double seconds, double clock_hz) { return static_cast<std::uint64_t>(std::llround(seconds * clock_hz)); }

struct Times {
  std::uint64_t fabric = 0, interval = 0, overhead = 0, energy_overhead = 0;
};

Times times_of(const ScheduleParts& p) {
  Times t;
  t.fabric = static_cast<std::uint64_t>(p.folded.design.latency);
  t.interval = static_cast<std::uint64_t>(p.folded.design.interval);
  if (p.streamed != nullptr) {
    t.fabric = p.streamed->result.latency().value_or(t.fabric);
    t.interval = p.streamed->result.interval().value_or(t.interval);
  }
  t.overhead = cycles_of(p.params.board.call_overhead_s, p.params.clock_hz);
  t.energy_overhead = cycles_of(p.params.board.energy_call_overhead_s, p.params.clock_hz);
  return t;
}

void add_times(Schedule& s, const ScheduleParts& p, const Times& t) {
  const double hz = p.params.clock_hz;
  const auto seconds = [&](std::uint64_t cycles) { return static_cast<double>(cycles) / hz; };
  const auto add = [&](std::string name, double value, std::string unit, std::string origin, std::string note) {
    s.figures.push_back({std::move(name), value, std::move(unit), std::move(origin), std::move(note)});
  };
  const char* rung = p.streamed != nullptr ? "streaming units" : "closed form";
  add("fabric latency", seconds(t.fabric), "s", "predicted", fmt::format("first beat in to last beat out, {}", rung));
  add("fabric latency cycles", static_cast<double>(t.fabric), "cycle", "predicted", rung);
  std::int64_t sum = 0;
  for (const std::int64_t c : p.folded.design.cycles) sum += c;
  add("sum of unit cycles", static_cast<double>(sum), "cycle", "predicted", "FINN's critical path: no unit works while another does");
  add("call overhead", seconds(t.overhead), "s", "fitted", "host, data mover and harness, once a call; fitted to kws_w3a3 on this board");
  add("initiation interval", static_cast<double>(t.interval), "cycle", "predicted", "between frames when frames follow one another");
  add("throughput", hz / static_cast<double>(t.interval), "1/s", "predicted", "frames in one stream, no call between them");
  add("single-stream rate", 1.0 / seconds(t.fabric + t.overhead), "1/s", "fitted", "one call a frame");
  const auto batch = static_cast<std::uint64_t>(p.params.batch);
  add(fmt::format("batch time of {}", batch), seconds(t.overhead + t.fabric + (batch - 1) * t.interval), "s", "fitted",
      "one call for the whole batch");
  if (t.energy_overhead != t.overhead) {
    add("latency in the energy build", seconds(t.fabric + t.energy_overhead), "s", "fitted",
        "the board's energy was measured on another build than its latency");
  }
}

void add_resources(Schedule& s, const ScheduleParts& p) {
  const Resources& total = p.folded.design.total;
  const auto add = [&](std::string name, double value, std::string unit, std::string note) {
    s.figures.push_back({std::move(name), value, std::move(unit), "predicted", std::move(note)});
  };
  for (const Shortage& u : usage(total, p.params)) {
    add(u.resource, static_cast<double>(u.needed), "1",
        fmt::format("{:.1f} % of {}", 100.0 * static_cast<double>(u.needed) / static_cast<double>(std::max<std::int64_t>(u.available, 1)), u.available));
  }
  add("BRAM36", static_cast<double>(total.bram18) / 2, "1", "two BRAM18 each");
  if (p.streamed != nullptr) {
    std::int64_t beats = 0;
    for (std::size_t i = 0; i < p.pipeline.links.size(); ++i) {
      if (p.pipeline.links[i].from != kOutside && p.pipeline.links[i].to != kOutside) beats += p.streamed->fifos.depths[i];
    }
    add("FIFO depth in all", static_cast<double>(beats), "beat", fmt::format("{}, {} simulations", p.params.fifo_sizing, p.streamed->fifos.runs));
  }
}

/// Energy: board power over the call, or static power and priced fabric where the user has calibrated it.
void add_energy(Schedule& s, const ScheduleParts& p, const Times& t) {
  const double seconds = static_cast<double>(t.fabric + t.energy_overhead) / p.params.clock_hz;
  const Resources& total = p.folded.design.total;
  struct Part {
    RowId row;
    std::int64_t count;
  };
  const Part fabric[] = {{p.rows.fabric_lut, total.lut}, {p.rows.fabric_ff, total.ff}, {p.rows.fabric_bram18, total.bram18}, {p.rows.fabric_dsp, total.dsp}};
  const bool calibrated = std::all_of(std::begin(fabric), std::end(fabric), [&](const Part& f) { return p.costs.row(f.row).value.has_value(); });
  const RowId board = calibrated ? p.rows.board_static : p.rows.board_call;
  s.activity.push_back({kNoLayer, board, seconds, ActivityPhase::inference});
  const auto& power = p.costs.row(board).value;
  s.figures.push_back({"board power", power, "W", "fitted", p.costs.row(board).note});
  s.figures.push_back({"board energy", power ? std::optional(*power * seconds) : std::nullopt, "J", "fitted",
                       calibrated ? "static power of the supply over the call" : "everything behind the supply over the call, fabric included"});
  std::optional<double> joules;
  if (calibrated) {
    joules = 0.0;
    for (const Part& f : fabric) {
      const double count = static_cast<double>(f.count) * static_cast<double>(t.fabric);
      s.activity.push_back({kNoLayer, f.row, count, ActivityPhase::inference});
      *joules += *p.costs.row(f.row).value * count;
    }
  }
  s.figures.push_back({"fabric energy", joules, "J", "assumed",
                       calibrated ? "resources x cycles x the prices given (uncalibrated)"
                                  : "not modelled: board measurements do not identify it; give tech.fabric_lut, _ff, _bram18 and _dsp"});
}

void add_warnings(Schedule& s, const ScheduleParts& p, const Times& t) {
  s.warnings = p.folded.notes;
  s.warnings.insert(s.warnings.end(), p.pipeline.notes.begin(), p.pipeline.notes.end());
  s.warnings.push_back(fmt::format("latency: {} cycles of fabric are predicted, {} of call overhead are fitted to one design on this board", t.fabric, t.overhead));
  s.warnings.emplace_back("energy: board power over the call, fitted; of the fabric alone it is not modelled unless tech.fabric_* are given");
  if (t.energy_overhead != t.overhead)
    s.warnings.push_back(fmt::format("energy counts the build on which it was measured, {:.4g} us a call; latency the other one",
                                     1e6 * static_cast<double>(t.fabric + t.energy_overhead) / p.params.clock_hz));
  if (p.streamed != nullptr && p.streamed->fifos.unproven > 0)
    s.warnings.push_back(fmt::format("{} FIFOs may be deeper than needed: the search ended at dataflow.fifo_search_beats", p.streamed->fifos.unproven));
  s.warnings.emplace_back("resources are estimates before synthesis; processor system, data mover and interconnect are not counted");
  if (p.params.mvau == "rtl") s.warnings.emplace_back("LUT of RTL matrix units: FINN reports none; stated here as the HLS estimate without products (assumed)");
}

}  // namespace

Result<PowerRows> PowerRows::find(const CostTable& table) {
  PowerRows rows;
  const auto found = table.require({{&rows.board_call, "board_call"},
                                    {&rows.board_static, "board_static"},
                                    {&rows.fabric_lut, "fabric_lut"},
                                    {&rows.fabric_ff, "fabric_ff"},
                                    {&rows.fabric_bram18, "fabric_bram18"},
                                    {&rows.fabric_dsp, "fabric_dsp"}});
  if (!found) return pass(found.error());
  return rows;
}

Schedule make_schedule(const ScheduleParts& p) {
  const Times t = times_of(p);
  Schedule s;
  s.clock_hz = p.params.clock_hz;
  s.cycles = t.fabric + t.overhead;
  s.interval_cycles = t.interval;
  s.layers = layer_timings(p.pipeline, p.folded.design, p.streamed, t.interval);
  s.phases.push_back({"call overhead (fitted)", t.overhead, ActivityPhase::inference});
  s.memory.push_back({"block RAM", p.folded.design.total.bram18 * kBram18Bytes, 2 * p.params.device.bram36 * kBram18Bytes});
  add_times(s, p, t);
  add_resources(s, p);
  add_energy(s, p, t);
  add_warnings(s, p, t);
  return s;
}

}  // namespace quartet::dataflow
