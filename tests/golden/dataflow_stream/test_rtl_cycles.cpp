// Every recorded row of the blocks that we model: exact for matrix-vector unit, thresholding, width converter and FIFO, within
// 1 % for the sliding window; both back ends. Rows whose status is a defect must run, and are not compared.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <iostream>
#include <map>

#include "recorded_blocks.hpp"
#include "sim/base/files.hpp"
#include "tests/support/golden_report.hpp"

namespace quartet::test {
namespace {
using namespace dataflow;

constexpr std::uint64_t kWatch = 200;  ///< the "at_200" columns

struct Tally {
  int compared = 0, differ = 0;
};
/// Cells of blocks that have a tolerance: how many are equal all the same, and the largest difference as a share of the run.
struct Closeness {
  int cells = 0, equal = 0;
  double worst = 0;
};

/// What the columns say, of a simulated row; absent: the row has no such figure.
std::map<std::string, double> figures(const StreamResult& r) {
  std::map<std::string, double> f;
  const UnitStats& unit = r.units.front();
  const PortStats& in = unit.ports.front();
  const PortStats& out = unit.ports.back();
  const auto number = [](auto v) { return static_cast<double>(v); };
  f["beats_in"] = number(in.beats);
  f["beats_out"] = number(out.beats);
  f["first_in"] = number(in.first.value_or(0));
  f["first_out"] = number(out.first.value_or(0));
  f["last_out"] = number(out.last.value_or(0));
  f["input_stall_cycles"] = number(in.stall_cycles);
  // The recorder wrote −1 when the run had ended before.
  f["in_beats_at_200"] = out.last.value_or(0) < kWatch ? -1 : number(in.beats_before.front());
  f["weight_beats_at_200"] = unit.ports[1].is_input ? number(unit.ports[1].beats_before.front()) : 0;
  const auto& taken = r.sources.front().samples;
  const auto& given = r.sinks.front().samples;
  // For windows the column holds the last beat of all; the recorder stopped with the last output.
  f["last_in_of_first_vector"] = number(unit.kind == "window" ? std::min(in.last, out.last).value_or(0) : taken.front().last);
  if (const std::size_t n = given.size(); n >= 2) {
    f["steady_cycles_per_vector"] = number(given[n - 1].last - given[n / 2 - 1].last) / number(n - n / 2);
  }
  return f;
}

class RtlCycles : public ::testing::Test {
 protected:
  std::string differences(const RtlRow& row, const RecordedBlock& block, const StreamResult& r) {
    const auto ours = figures(r);
    const double scale = static_cast<double>(row.number("last_out").value_or(1));
    std::string text;
    for (const auto& [name, value] : ours) {
      const auto cell = row.fields.find(name);
      if (cell == row.fields.end() || cell->second.empty()) continue;
      const double recorded = std::stod(cell->second);
      // Cycles and counts of the window: a share of the run.
      const double allowed = block.tolerance == 0 ? 0.0005 : block.tolerance * std::max(scale, recorded);
      if (block.tolerance > 0) {
        ++close.cells;
        if (recorded == value) ++close.equal;
        close.worst = std::max(close.worst, std::abs(recorded - value) / scale);
      }
      if (std::abs(recorded - value) > allowed) text += fmt::format(" {} {} (RTL {})", name, value, recorded);
    }
    if (block.values && row.sound()) {
      const std::string hash = fnv_hash(r.outputs.front(), block.bytes_per_value);
      if (hash != row.fields.at("out_hash")) text += fmt::format(" out_hash {} (RTL {})", hash, row.fields.at("out_hash"));
    }
    return text;
  }
  Closeness close;
};

TEST_F(RtlCycles, AreMetByBothBackEnds) {
  QUARTET_DATA_OR_SKIP(folder, "goldens/fpga");
  std::map<std::string, std::map<std::string, Tally>> tally;  // block, pattern
  std::map<std::string, int> without_model;
  int defects = 0;
  for (const RtlRow& row : read_rtl_rows(folder / "rtl_cycles.csv")) {
    const RecordedBlock* block = recorded_block(row);
    if (block == nullptr) {
      ++without_model[row.block];
      continue;
    }
    const StreamGraph graph = block->graph(row);
    StreamOptions options;
    options.samples = block->samples(row);
    options.values = block->values;
    options.watch_cycles = {kWatch};
    const auto stepped = run_stepped(graph, options);
    auto events = run_events(graph, options);
    if (stepped && events) {
      events->outputs = stepped->outputs;
      EXPECT_EQ(*stepped, *events) << row.block << ' ' << row.params_text << ' ' << row.pattern;
    }
    if (!row.sound()) {
      ++defects;
      continue;
    }
    Tally& t = tally[row.block][row.pattern];
    ++t.compared;
    const std::string text = stepped && events ? differences(row, *block, *stepped) : (stepped ? events : stepped).error().text();
    if (!text.empty()) ++t.differ;
    EXPECT_EQ(text, "") << row.block << ' ' << row.variant << ' ' << row.params_text << ' ' << row.pattern;
  }
  int compared = 0;
  for (const auto& [block, patterns] : tally) {
    for (const auto& [pattern, t] : patterns) {
      report_golden(fmt::format("fpga/{} [{}]", block, pattern), t.compared, t.differ);
      compared += t.compared;
    }
  }
  std::cout << fmt::format("  within 1 %: {} of {} figures are equal, the largest difference is {:.3f} % of the run\n", close.equal, close.cells, 100 * close.worst);
  std::cout << fmt::format("  {} rows are recorded defects: run, not compared\n", defects);
  for (const auto& [block, rows] : without_model) std::cout << fmt::format("  {} rows of {}: no unit of ours stands for it, not compared\n", rows, block);
  EXPECT_GT(compared, 0);
}

}  // namespace
}  // namespace quartet::test
