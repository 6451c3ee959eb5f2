// The closed forms of the units (FINN's estimates) against the simulation: exact where the interval between samples is a count
// of steps, within a stated bound where it is not.
#include <gtest/gtest.h>

#include <cmath>

#include "accel/dataflow/stream/stream_graph.hpp"

namespace quartet::test {
namespace {
using namespace dataflow;

StreamGraph alone(const UnitSpec& unit) {
  StreamGraph g;
  g.name = unit.name;
  const auto ports = ports_of(unit).value();
  for (const Port& p : ports) {
    if (p.is_input) g.sources.push_back({"source " + p.name, {unit.name, p.name}, always(), 0, nullptr});
    else g.sinks.push_back({"sink " + p.name, {unit.name, p.name}, always(), 0});
  }
  g.units = {unit};
  return g;
}

/// Cycles between the last beats of samples 2 and 3.
std::uint64_t interval_of(const UnitSpec& unit) {
  StreamOptions options;
  options.samples = 4;
  return run_events(alone(unit), options).value().interval().value();
}

UnitSpec window(std::int64_t c, std::int64_t simd, std::int64_t h, std::int64_t w, std::int64_t k, std::int64_t s, std::int64_t d, bool depthwise, const std::string& style) {
  return {"w", "window", {{"channels", c}, {"simd", simd}, {"bits", 4}, {"h", h}, {"w", w}, {"kh", h == 1 ? 1 : k}, {"kw", k}, {"sh", h == 1 ? 1 : s}, {"sw", s},
          {"dh", h == 1 ? 1 : d}, {"dw", d}, {"depthwise", depthwise ? 1 : 0}}, style, {}};
}

}  // namespace

TEST(UnitCycles, OfAStepASampleAreTheIntervalExactly) {
  const std::vector<UnitSpec> units = {
      {"mvau", "mvau", {{"mw", 490}, {"mh", 256}, {"pe", 32}, {"simd", 10}, {"abits", 8}, {"wbits", 3}, {"accbits", 16}}, "lut", {}},
      {"mvau unfolded", "mvau", {{"mw", 32}, {"mh", 8}, {"pe", 8}, {"simd", 4}, {"abits", 8}, {"wbits", 3}, {"accbits", 16}, {"vectors", 9}}, "dsp48", {}},
      {"mvau one step", "mvau", {{"mw", 8}, {"mh", 8}, {"pe", 8}, {"simd", 8}, {"abits", 8}, {"wbits", 3}, {"accbits", 16}, {"vectors", 5}}, "dsp58", {}},
      {"mvau bubble", "mvau", {{"mw", 32}, {"mh", 8}, {"pe", 4}, {"simd", 4}, {"abits", 8}, {"wbits", 3}, {"accbits", 16}, {"vectors", 9}, {"bubble", 3}}, "lut", {}},
      {"vvau", "vvau", {{"channels", 8}, {"taps", 9}, {"pe", 2}, {"abits", 8}, {"wbits", 4}, {"accbits", 16}, {"vectors", 7}}, "lut", {}},
      {"padding", "padding", {{"channels", 4}, {"simd", 2}, {"bits", 8}, {"h", 3}, {"w", 4}, {"top", 1}, {"bottom", 2}, {"left", 1}, {"right", 1}}, "", {}},
      {"pool", "pool", {{"channels", 8}, {"taps", 4}, {"pe", 4}, {"vectors", 6}, {"bits", 8}, {"out_bits", 8}}, "window", {}},
      {"pool 2-D", "pool", {{"channels", 4}, {"h", 8}, {"w", 8}, {"k", 2}, {"pe", 4}, {"bits", 8}, {"out_bits", 8}}, "streaming", {}},
      {"pool 1-D", "pool", {{"channels", 4}, {"w", 12}, {"k", 3}, {"pe", 2}, {"bits", 8}, {"out_bits", 8}}, "streaming", {}},
      {"global pool", "global_pool", {{"channels", 8}, {"pixels", 25}, {"pe", 2}, {"bits", 8}, {"out_bits", 16}}, "", {}},
      {"threshold", "threshold", {{"channels", 8}, {"pe", 2}, {"pixels", 6}, {"bits", 8}, {"out_bits", 3}}, "", {}},
      {"requantize", "requantize", {{"channels", 8}, {"pe", 2}, {"pixels", 6}, {"bits", 24}, {"out_bits", 8}, {"interval", 3}}, "", {}},
      {"add", "add", {{"channels", 8}, {"pe", 2}, {"pixels", 6}, {"bits", 8}, {"out_bits", 9}}, "", {}},
      {"duplicate", "duplicate", {{"channels", 8}, {"pe", 2}, {"pixels", 6}, {"bits", 8}}, "", {}},
      {"concat", "concat", {{"channels0", 8}, {"channels1", 2}, {"pe", 2}, {"pixels", 6}, {"bits", 8}}, "", {}},
      {"up", "width_converter", {{"in_bits", 8}, {"out_bits", 32}, {"beats_in", 24}}, "", {}},
      {"down", "width_converter", {{"in_bits", 32}, {"out_bits", 8}, {"beats_in", 6}}, "", {}},
      {"fifo", "fifo", {{"depth", 2}, {"width", 8}, {"beats", 30}}, "", {}},
      {"labels", "label_select", {{"labels", 12}, {"pe", 1}, {"bits", 8}}, "", {}},
      {"top labels", "label_select", {{"labels", 12}, {"pe", 2}, {"bits", 8}, {"top", 5}}, "", {}},
  };
  for (const UnitSpec& u : units) EXPECT_EQ(interval_of(u), analytic_cycles(u).value()) << u.name;
}

TEST(UnitCycles, OfFinnsFormulasAreThoseOfTheReference) {
  const auto cycles = [](const UnitSpec& u) { return analytic_cycles(u).value(); };
  // (mh/pe)·(mw/simd)·vectors of the published keyword design.
  const auto dense = [&](std::int64_t mw, std::int64_t mh, std::int64_t pe, std::int64_t simd) {
    return cycles({"m", "mvau", {{"mw", mw}, {"mh", mh}, {"pe", pe}, {"simd", simd}, {"abits", 8}, {"wbits", 3}, {"accbits", 16}}, "lut", {}});
  };
  EXPECT_EQ(dense(490, 256, 32, 10), 392U);
  EXPECT_EQ(dense(256, 256, 32, 8), 256U);
  EXPECT_EQ(dense(256, 12, 1, 8), 384U);
  // Sliding windows of the recorded rows.
  EXPECT_EQ(cycles(window(4, 2, 8, 8, 3, 1, 1, false, "default")), 686U);
  EXPECT_EQ(cycles(window(8, 4, 12, 12, 3, 2, 1, false, "default")), 504U);
  EXPECT_EQ(cycles(window(8, 4, 12, 12, 3, 1, 1, true, "default")), 1854U);
  EXPECT_EQ(cycles(window(16, 4, 16, 16, 2, 2, 1, false, "default")), 1096U);
  EXPECT_EQ(cycles(window(4, 2, 1, 40, 3, 1, 2, false, "default")), 218U);
  EXPECT_EQ(cycles(window(3, 3, 16, 16, 3, 1, 1, false, "parallel")), 258U);
}

/// Every combination of channels, simd, size, kernel and stride.
template <class Check>
void for_windows(const std::vector<std::int64_t>& strides, bool depthwise, Check check) {
  for (const std::int64_t c : {2, 8})
    for (const std::int64_t simd : {1, 2})
      for (const std::int64_t size : {8, 13, 20})
        for (const std::int64_t k : {2, 3, 5})
          for (const std::int64_t s : strides) {
            const UnitSpec u = window(c, simd, size, size, k, s, 1, depthwise, "default");
            SCOPED_TRACE(testing::Message() << c << " channels, simd " << simd << ", " << size << "², kernel " << k << ", stride " << s);
            check(interval_of(u), analytic_cycles(u).value(), static_cast<std::uint64_t>(((k - 1) * size + k + size * simd) * c / simd));
          }
}

TEST(UnitCycles, OfASlidingWindowAreNeverBelowTheIntervalAndAboveItByTheBufferAtMost) {
  // FINN adds the filling of the whole buffer to every frame; the reads hide a part of it.
  const auto check = [](std::uint64_t simulated, std::uint64_t estimate, std::uint64_t filling) {
    EXPECT_LE(simulated, estimate + 2);
    EXPECT_GE(simulated + filling, estimate);
  };
  for_windows({1, 2}, false, check);
  for_windows({1}, true, check);
}

TEST(UnitCycles, OfAStridedDepthwiseWindowAreWithinThreeTenthsOfTheInterval) {
  for_windows({2}, true, [](std::uint64_t simulated, std::uint64_t estimate, std::uint64_t) {
    EXPECT_NEAR(static_cast<double>(estimate), static_cast<double>(simulated), 0.3 * static_cast<double>(simulated));
  });
}

TEST(UnitCycles, OfAParallelWindowAreTheInputBeatsAndTwo) {
  for (const std::int64_t size : {5, 8, 16}) {
    for (const std::int64_t s : {1, 2}) {
      const UnitSpec u = window(3, 3, size, size, 3, s, 1, false, "parallel");
      const auto beats = static_cast<std::uint64_t>(size * size);
      EXPECT_EQ(analytic_cycles(u).value(), beats + 2);
      EXPECT_GE(interval_of(u), beats);
      EXPECT_LE(interval_of(u), beats + 1);  // a cycle between frames when the last window is at the very end
    }
  }
}

}  // namespace quartet::test
