// Latencies and capacities that the reference states in words, over foldings that no recording has.
#include <gtest/gtest.h>

#include "accel/dataflow/stream/stream_graph.hpp"

namespace quartet::test {
namespace {
using namespace dataflow;

UnitStats run_alone(const UnitSpec& unit, std::int64_t samples, Pattern out = always(), std::vector<std::uint64_t> watch = {}) {
  StreamGraph g;
  g.name = unit.name;
  g.units = {unit};
  g.sources = {{"source", {unit.name, ""}, always(), 0, nullptr}};
  g.sinks = {{"sink", {unit.name, ""}, out, 0}};
  StreamOptions options;
  options.samples = samples;
  options.watch_cycles = std::move(watch);
  const auto r = run_events(g, options).value();
  EXPECT_EQ(r, run_stepped(g, options).value()) << unit.name;
  return r.units[0];
}

UnitSpec matrix(std::int64_t sf, std::int64_t nf, const std::string& style) {
  return {"m", "mvau", {{"mw", 2 * sf}, {"mh", 3 * nf}, {"pe", 3}, {"simd", 2}, {"abits", 8}, {"wbits", 8}, {"accbits", 24}}, style, {}};
}

/// Beats taken while nothing leaves.
std::uint64_t room(const UnitSpec& unit) { return run_alone(unit, 400, blocked_until(3000), {3000}).ports[0].beats_before[0]; }

}  // namespace

TEST(MatrixVectorUnit, EndsSevenCyclesAfterItsStepsWithAReplayBufferAndFiveWithout) {
  for (const std::uint64_t sf : {2, 3, 4, 9, 16}) {
    for (const std::uint64_t nf : {2, 3, 8}) {
      for (const std::uint64_t nv : {1, 5}) {
        const auto replayed = run_alone(matrix(static_cast<std::int64_t>(sf), static_cast<std::int64_t>(nf), "dsp48"), static_cast<std::int64_t>(nv));
        EXPECT_EQ(replayed.last_out(), nv * sf * nf + 7) << sf << ' ' << nf << ' ' << nv;
        const auto direct = run_alone(matrix(static_cast<std::int64_t>(sf), 1, "dsp48"), static_cast<std::int64_t>(nv));
        EXPECT_EQ(direct.last_out(), nv * sf + 5) << sf << ' ' << nv;
        const auto short_core = run_alone(matrix(static_cast<std::int64_t>(sf), static_cast<std::int64_t>(nf), "dsp58"), static_cast<std::int64_t>(nv));
        EXPECT_EQ(short_core.last_out(), nv * sf * nf + 5) << sf << ' ' << nf << ' ' << nv;
      }
    }
  }
}

TEST(MatrixVectorUnit, HoldsAPowerOfTwoOfBeatsForReplay) {
  // Blocked, the first vector is used up to where the pipeline stands still; its buffer is full, and frees in the last use only.
  EXPECT_EQ(room(matrix(9, 8, "dsp48")), 16U);
  EXPECT_EQ(room(matrix(16, 8, "dsp48")), 16U);
  EXPECT_EQ(room(matrix(17, 8, "dsp48")), 32U);
}

TEST(Thresholding, TakesNPlusTwoCyclesAndHoldsNPlusThreeBeats) {
  for (const std::int64_t n : {1, 2, 3, 4, 8}) {
    const UnitSpec u{"t", "threshold", {{"channels", 8}, {"pe", 2}, {"pixels", 2}, {"bits", 16}, {"out_bits", n}}, "normal", {}};
    EXPECT_EQ(run_alone(u, 1).first_out(), static_cast<std::uint64_t>(n) + 2);
    EXPECT_EQ(room(u), static_cast<std::uint64_t>(n) + 3);
    UnitSpec deep = u;
    deep.style = "deep";
    EXPECT_EQ(run_alone(deep, 1).first_out(), 2 * static_cast<std::uint64_t>(n) + 2);
  }
}

TEST(Fifo, TakesOneCycleAndHoldsItsDepth) {
  for (const std::uint64_t depth : {1, 2, 16, 100}) {
    const UnitSpec u{"f", "fifo", {{"depth", static_cast<std::int64_t>(depth)}, {"width", 8}, {"beats", 4}}, "", {}};
    EXPECT_EQ(run_alone(u, 1).first_out(), 1U);
    EXPECT_EQ(room(u), depth);
  }
}

TEST(Fifo, OfDepthOneHalvesTheRateAndOfDepthTwoKeepsIt) {
  const auto last = [](std::int64_t depth) { return *run_alone({"f", "fifo", {{"depth", depth}, {"width", 8}, {"beats", 100}}, "", {}}, 1).last_out(); };
  EXPECT_EQ(last(1), 199U);
  EXPECT_EQ(last(2), 100U);
}

TEST(WidthConverter, GivesAfterRBeatsUpwardsAndTwoCyclesDownwards) {
  for (const std::uint64_t ratio : {2, 3, 4, 15}) {
    const auto r = static_cast<std::int64_t>(ratio);
    const UnitSpec up{"u", "width_converter", {{"in_bits", 8}, {"out_bits", 8 * r}, {"beats_in", 2 * r}}, "", {}};
    EXPECT_EQ(run_alone(up, 1).first_out(), ratio);
    EXPECT_EQ(room(up), ratio + 1);
    const UnitSpec down{"d", "width_converter", {{"in_bits", 8 * r}, {"out_bits", 8}, {"beats_in", 2}}, "", {}};
    EXPECT_EQ(run_alone(down, 1).first_out(), 2U);
    EXPECT_EQ(run_alone(down, 1).last_out(), 2 * ratio + 1);
  }
}

}  // namespace quartet::test
