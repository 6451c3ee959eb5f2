// The two units that the blocks of this folder are built for, and runs of one of them alone.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>

#include "accel/dataflow/rtl/lockstep_run.hpp"
#include "accel/dataflow/stream/pattern.hpp"

namespace quartet::test {

inline constexpr std::int64_t kSamples = 6;

[[nodiscard]] inline dataflow::Lanes draws(std::size_t count, std::int32_t low, std::uint32_t range, std::uint32_t seed) {
  dataflow::stream::Lcg lcg(seed);
  dataflow::Lanes out;
  for (std::size_t i = 0; i < count; ++i) out.push_back(low + static_cast<std::int32_t>((lcg.next() >> 8) % range));
  return out;
}

/// 12 × 16, PE 3, SIMD 4: SF = NF = 4.
[[nodiscard]] inline dataflow::UnitSpec matrix_unit() {
  dataflow::UnitSpec unit{"layer.mvau", "mvau", {{"mw", 16}, {"mh", 12}, {"pe", 3}, {"simd", 4}, {"abits", 4}, {"wbits", 4}, {"accbits", 12}}, "", {}};
  unit.tables["weights"] = std::make_shared<dataflow::Lanes>(draws(192, -8, 16, 3));
  return unit;
}

/// 12 channels, PE 3, three thresholds.
[[nodiscard]] inline dataflow::UnitSpec threshold_unit() {
  dataflow::UnitSpec unit{"layer.thresholds", "threshold", {{"channels", 12}, {"pe", 3}, {"bits", 12}, {"out_bits", 2}}, "", {}};
  auto table = std::make_shared<dataflow::Lanes>(draws(36, -20, 40, 4));
  for (auto row = table->begin(); row != table->end(); row += 3) std::sort(row, row + 3);
  unit.tables["thresholds"] = table;
  return unit;
}

[[nodiscard]] inline dataflow::StreamGraph alone(dataflow::UnitSpec unit, dataflow::Lanes x, const dataflow::Pattern& in, const dataflow::Pattern& out) {
  dataflow::StreamGraph g;
  g.name = "alone";
  g.sources = {{"source", {unit.name, "in"}, in, 0, std::make_shared<dataflow::Lanes>(std::move(x))}};
  g.sinks = {{"sink", {unit.name, "out"}, out, 0}};
  g.units = {std::move(unit)};
  return g;
}
[[nodiscard]] inline dataflow::StreamGraph matrix_alone(const dataflow::Pattern& in, const dataflow::Pattern& out) {
  return alone(matrix_unit(), draws(kSamples * 16, 0, 16, 5), in, out);
}

[[nodiscard]] inline std::string plugin_path(const std::string& name) { return (std::filesystem::path(QUARTET_TEST_RTL_DIR) / (name + ".so")).string(); }

struct How {
  std::string wave;
  std::optional<std::int64_t> offset = 0;
  bool in_kernel = false;
};
/// The only unit of the graph as the block `name`.
[[nodiscard]] inline Result<dataflow::lockstep::LockstepResult> run_with(const dataflow::StreamGraph& graph, const std::string& name, const How& how) {
  RtlOptions options;
  options.blocks = {{graph.units.front().name, plugin_path(name)}};
  options.offsets = {{graph.units.front().name, how.offset}};
  const auto placements = dataflow::lockstep::place_blocks(graph, options);
  if (!placements) return pass(placements.error());
  dataflow::StreamOptions run;
  run.samples = kSamples;
  return dataflow::lockstep::run_lockstep(graph, run, {*placements, 1, how.wave, {17}, how.in_kernel});
}

/// The number behind `word` in a text; 0 when there is none.
[[nodiscard]] inline std::uint64_t number_after(const std::string& text, const std::string& word) {
  const std::size_t at = text.find(word);
  return at == std::string::npos ? 0 : std::strtoull(text.c_str() + at + word.size(), nullptr, 10);
}

}  // namespace quartet::test
