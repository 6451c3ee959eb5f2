// The units in RTL beside our model under patterns of their own: gaps, back-pressure, pauses, several seeds of power-up.
#include <gtest/gtest.h>

#include "accel/dataflow/rtl/lockstep_run.hpp"
#include "accel/dataflow/stream/pattern.hpp"
#include "tests/rtl/mvtu/plugins.hpp"

namespace quartet::test {
namespace {
using namespace dataflow;

std::shared_ptr<const Lanes> values(std::size_t count, std::int32_t low, std::int32_t range, std::uint32_t seed) {
  stream::Lcg lcg(seed);
  auto out = std::make_shared<Lanes>();
  for (std::size_t i = 0; i < count; ++i) out->push_back(low + static_cast<std::int32_t>((lcg.next() >> 8) % static_cast<std::uint32_t>(range)));
  return out;
}

UnitSpec bubble_unit(std::uint32_t seed) {
  UnitSpec unit{"mvu", "mvau", {{"mw", 6}, {"mh", 4}, {"pe", 2}, {"simd", 2}, {"abits", 5}, {"wbits", 3}, {"accbits", 11}, {"vectors", 3}, {"bubble", 3}}, "dsp48", {}};
  unit.tables["weights"] = values(24, -4, 8, seed);
  return unit;
}

UnitSpec deep_thresholds(std::uint32_t seed) {
  UnitSpec unit{"thresholds", "threshold", {{"channels", 8}, {"pe", 2}, {"pixels", 5}, {"bits", 9}, {"out_bits", 3}, {"bias", -4}}, "deep", {}};
  auto t = std::make_shared<Lanes>(*values(8 * 6, -300, 600, seed));
  for (auto row = t->begin(); row != t->end(); row += 6) std::sort(row, row + 6);
  unit.tables["thresholds"] = t;
  return unit;
}

StreamGraph alone(UnitSpec unit, std::shared_ptr<const Lanes> x, const Pattern& in, const Pattern& out) {
  StreamGraph g;
  g.name = "alone";
  g.sources = {{"source", {unit.name, "in"}, in, 0, std::move(x)}};
  g.sinks = {{"sink", {unit.name, "out"}, out, 0}};
  g.units = {std::move(unit)};
  return g;
}

/// The same run with the model alone.
void expect_equal_to_model(const StreamGraph& graph, const std::string& name, std::uint64_t seed) {
  const auto placed = lockstep::place_block(graph.units.front(), plugin(name));
  ASSERT_TRUE(placed) << placed.error().text();
  const std::vector<lockstep::Placement> placements{*placed};
  StreamOptions options;
  options.samples = 4;
  options.values = true;
  const auto model = run_stepped(graph, options);
  ASSERT_TRUE(model) << model.error().text();
  for (const bool in_kernel : {false, true}) {
    const auto run = lockstep::run_lockstep(graph, options, {placements, seed, "", {}, in_kernel});
    ASSERT_TRUE(run) << run.error().text();
    EXPECT_EQ(run->streams, *model);
    // Every beat of the run, in and out.
    EXPECT_EQ(run->blocks.front().beats_compared, model->units.front().ports.front().beats + model->units.front().ports.back().beats);
  }
}

TEST(MvuInRtl, PausesAfterEachVectorAsTheModelDoes) {
  for (std::uint32_t seed = 1; seed <= 5; ++seed) {
    for (const Pattern& out : {always(), every(3), lcg50(seed + 10), blocked_until(60)}) {
      expect_equal_to_model(alone(bubble_unit(seed), values(4 * 18, 0, 32, seed), lcg50(seed), out), "mvu_6x4_bubble", seed);
    }
  }
}

TEST(ThresholdsInRtl, DeepOnesWithABiasAndFewerThresholdsThanSteps) {
  for (std::uint32_t seed = 1; seed <= 5; ++seed) {
    expect_equal_to_model(alone(deep_thresholds(seed), values(4 * 40, -256, 512, seed), lcg50(seed), lcg50(seed + 10)), "thresholds_8_deep", seed);
  }
}

TEST(MvuInRtl, IsTheSameWhateverItsRegistersHoldAtPowerUp) {
  for (const std::uint64_t seed : {std::uint64_t{0}, std::uint64_t{7}, rtl::kAllOnes}) {
    expect_equal_to_model(alone(bubble_unit(3), values(4 * 18, 0, 32, 4), every(2), lcg50(5)), "mvu_6x4_bubble", seed);
  }
}

}  // namespace
}  // namespace quartet::test
