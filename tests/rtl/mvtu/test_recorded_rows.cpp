// Our SystemVerilog against the recorded cycles of RTL: every row whose folding is built here, every pattern of gaps and
// back-pressure. Rows whose status is a defect are compared with our model only.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <iostream>

#include "accel/dataflow/rtl/lockstep_run.hpp"
#include "recorded_blocks.hpp"
#include "tests/rtl/mvtu/plugins.hpp"
#include "tests/support/golden_report.hpp"

namespace quartet::test {
namespace {
using namespace dataflow;

constexpr std::uint64_t kWatch = 200;  ///< the "at_200" columns

/// Columns of the row that differ from the run.
std::string differences(const RtlRow& row, const RecordedBlock& block, const StreamResult& r) {
  const PortStats& in = r.units.front().ports.front();
  const PortStats& out = r.units.front().ports.back();
  std::string text;
  const auto same = [&](const char* column, std::uint64_t value) {
    const auto recorded = row.number(column);
    if (recorded && *recorded >= 0 && static_cast<std::uint64_t>(*recorded) != value) text += fmt::format(" {} {} (recorded {})", column, value, *recorded);
  };
  same("beats_in", in.beats);
  same("beats_out", out.beats);
  same("first_in", in.first.value_or(0));
  same("last_in_of_first_vector", r.sources.front().samples.front().last);
  same("first_out", out.first.value_or(0));
  same("last_out", out.last.value_or(0));
  same("input_stall_cycles", in.stall_cycles);
  if (out.last.value_or(0) >= kWatch) same("in_beats_at_200", in.beats_before.front());
  const std::string hash = fnv_hash(r.outputs.front(), block.bytes_per_value);
  if (hash != row.fields.at("out_hash")) text += fmt::format(" out_hash {} (recorded {})", hash, row.fields.at("out_hash"));
  return text;
}

/// The plug-in with the row's folding, or null.
PluginPtr plugin_for(const RtlRow& row, const UnitSpec& unit, const std::vector<PluginPtr>& plugins) {
  for (const PluginPtr& p : plugins) {
    const auto& parameters = p->declaration().parameters;
    const auto is_signed = parameters.find("SIGNED_ACT");
    const bool sign = is_signed != parameters.end() && is_signed->second != "0";
    if (lockstep::mismatch(unit, *p).empty() && sign == (row.param("SIGNED_ACT") != 0) && parameters.count("BUBBLE") == 0) return p;
  }
  return nullptr;
}

TEST(RecordedRows, AreMetByOurSystemVerilogCycleForCycle) {
  QUARTET_DATA_OR_SKIP(folder, "goldens/fpga");
  const std::vector<PluginPtr> plugins = all_plugins();
  int compared = 0, differ = 0, defects = 0, not_built = 0;
  for (const RtlRow& row : read_rtl_rows(folder / "rtl_cycles.csv")) {
    const RecordedBlock* block = recorded_block(row);
    if (block == nullptr || !block->values) continue;
    const StreamGraph graph = block->graph(row);
    const PluginPtr plugin = plugin_for(row, graph.units.front(), plugins);
    if (!plugin) {
      ++not_built;
      continue;
    }
    auto placed = lockstep::place_block(graph.units.front(), plugin);
    ASSERT_TRUE(placed) << placed.error().text();
    const std::vector<lockstep::Placement> placements{*placed};
    StreamOptions options;
    options.samples = block->samples(row);
    options.watch_cycles = {kWatch};
    const auto run = lockstep::run_lockstep(graph, options, {placements, 1, "", {}, false});
    ASSERT_TRUE(run) << row.params_text << ' ' << row.pattern << '\n' << run.error().text();
    EXPECT_GT(run->blocks.front().beats_compared, 0u);
    if (!row.sound()) {
      ++defects;
      continue;
    }
    ++compared;
    const std::string text = differences(row, *block, run->streams);
    if (!text.empty()) ++differ;
    EXPECT_EQ(text, "") << row.block << ' ' << row.params_text << ' ' << row.pattern;
  }
  std::cout << fmt::format("[ golden   ] RTL of our own: {} rows compared, {} differ; {} rows of defects run beside the model; {} rows of foldings that are not built\n",
                           compared, differ, defects, not_built);
  if (compared == 0) GTEST_SKIP() << "the data root has no row of a folding that is built";
}

}  // namespace
}  // namespace quartet::test
