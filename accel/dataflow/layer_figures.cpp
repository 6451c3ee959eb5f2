#include "accel/dataflow/layer_figures.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "accel/dataflow/schedule.hpp"

namespace quartet::dataflow {
namespace {

/// What one row has, gathered over its nodes and the links into them.
struct Gathered {
  int slowest = kOutside;
  int matrix = kOutside;
  Resources resources;
  std::string op;
};

std::vector<Gathered> gather(const Pipeline& p, const Design& d) {
  std::vector<Gathered> rows(p.rows.size());
  for (std::size_t i = 0; i < p.nodes.size(); ++i) {
    Gathered& row = rows[p.nodes[i].row];
    const Unit& unit = *p.nodes[i].unit;
    row.resources += d.resources[i];
    if (row.slowest == kOutside || d.cycles[i] > d.cycles[static_cast<std::size_t>(row.slowest)]) row.slowest = static_cast<int>(i);
    if (unit.is_matrix()) row.matrix = static_cast<int>(i);
    row.op += (row.op.empty() ? "" : "+") + std::string(unit.kind());
  }
  for (std::size_t i = 0; i < p.links.size(); ++i) {
    if (p.links[i].to != kOutside) rows[p.nodes[static_cast<std::size_t>(p.links[i].to)].row].resources += d.link_resources[i];
  }
  return rows;
}

void add_shares(LayerTiming& t, const Gathered& row, const Streamed* streamed, std::uint64_t interval) {
  const auto share = [&](const char* name, std::optional<double> value, const char* note) {
    t.figures.push_back({name, value, "1", "predicted", note});
  };
  if (streamed == nullptr) {
    share("busy", static_cast<double>(t.cycles) / static_cast<double>(std::max<std::uint64_t>(interval, 1)), "cycles / interval");
    share("stalled", std::nullopt, "the simulate rung tells");
    share("starved", std::nullopt, "the simulate rung tells");
    return;
  }
  const UnitStats& u = streamed->result.units[streamed->build.unit_of[static_cast<std::size_t>(row.slowest)]];
  const auto whole = static_cast<double>(std::max<std::uint64_t>(streamed->result.cycles, 1));
  share("busy", static_cast<double>(u.busy) / whole, "a step was issued");
  share("stalled", static_cast<double>(u.stalled) / whole, "no room behind it");
  share("starved", static_cast<double>(u.starved) / whole, "waits for input, or has finished");
}

void add_folding(LayerTiming& t, const Gathered& row, const Pipeline& p, const Design& d) {
  const auto count = [&](const char* name, std::int64_t value, const char* origin) {
    t.figures.push_back({name, static_cast<double>(value), "1", origin, ""});
  };
  const int shown = row.matrix != kOutside ? row.matrix : row.slowest;
  const Fold& f = d.folding[static_cast<std::size_t>(shown)];
  count("PE", f.pe, "predicted");
  count("SIMD", f.simd, "predicted");
  if (row.matrix != kOutside) {
    const std::int64_t products = p.nodes[static_cast<std::size_t>(row.matrix)].unit->macs_per_cycle(f);
    t.utilization = static_cast<double>(t.macs) / (static_cast<double>(products) * static_cast<double>(std::max<std::uint64_t>(t.cycles, 1)));
  }
  count("LUT", row.resources.lut, "predicted");
  count("FF", row.resources.ff, "predicted");
  count("BRAM36", row.resources.bram36_pairs(), "predicted");
  count("BRAM18", row.resources.bram18 % 2, "predicted");
  count("DSP", row.resources.dsp, "predicted");
}

}  // namespace

std::vector<LayerTiming> layer_timings(const Pipeline& p, const Design& d, const Streamed* streamed, std::uint64_t interval) {
  const std::vector<Gathered> rows = gather(p, d);
  std::vector<LayerTiming> out;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    LayerTiming t;
    t.name = p.rows[r].name;
    t.op = rows[r].op;
    t.macs = p.rows[r].macs;
    t.cycles = static_cast<std::uint64_t>(d.cycles[static_cast<std::size_t>(rows[r].slowest)]);
    t.bound = std::string(p.nodes[static_cast<std::size_t>(rows[r].slowest)].unit->kind());
    if (rows[r].slowest == d.slowest) t.bound += ", sets the interval";
    add_shares(t, rows[r], streamed, interval);
    add_folding(t, rows[r], p, d);
    out.push_back(std::move(t));
  }
  return out;
}

}  // namespace quartet::dataflow
