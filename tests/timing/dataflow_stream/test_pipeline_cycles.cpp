// Whole pipelines: the interval is that of the slowest unit, the latency below the sum of all.
#include <gtest/gtest.h>

#include <algorithm>

#include "accel/dataflow/stream/stream_graph.hpp"

namespace quartet::test {
namespace {
using namespace dataflow;

UnitSpec matrix(const std::string& name, std::int64_t mw, std::int64_t mh, std::int64_t pe, std::int64_t simd, std::int64_t abits) {
  return {name, "mvau", {{"mw", mw}, {"mh", mh}, {"pe", pe}, {"simd", simd}, {"abits", abits}, {"wbits", 3}, {"accbits", 16}}, "lut", {}};
}
UnitSpec thresholds(const std::string& name, std::int64_t channels, std::int64_t pe) {
  return {name, "threshold", {{"channels", channels}, {"pe", pe}, {"bits", 16}, {"out_bits", 3}}, "", {}};
}

/// The published keyword design: 490-256-256-256-12, 3 bit, folded to 392, 256, 256 and 384 cycles.
StreamGraph keyword_pipeline(std::int64_t depth) {
  StreamGraph g;
  g.name = "keywords";
  g.units = {matrix("m0", 490, 256, 32, 10, 8), thresholds("t0", 256, 32), matrix("m1", 256, 256, 32, 8, 3), thresholds("t1", 256, 32),
             matrix("m2", 256, 256, 32, 8, 3), thresholds("t2", 256, 32), matrix("m3", 256, 12, 1, 8, 3),
             {"labels", "label_select", {{"labels", 12}, {"pe", 1}, {"bits", 16}}, "", {}}};
  const auto add = [&](const std::string& from, const std::string& to) {
    const auto ports = [&](const std::string& name) {
      return ports_of(*std::find_if(g.units.begin(), g.units.end(), [&](const UnitSpec& u) { return u.name == name; })).value();
    };
    std::string last = from;
    for (UnitSpec& dwc : width_converters("dwc_" + to, ports(from).back().width_bits, ports(to).front().width_bits, ports(from).back().beats_per_sample, 3)) {
      g.edges.push_back({{last, ""}, {dwc.name, ""}, depth, ""});
      last = dwc.name;
      g.units.push_back(std::move(dwc));
    }
    g.edges.push_back({{last, ""}, {to, ""}, depth, ""});
  };
  const std::vector<std::string> chain = {"m0", "t0", "m1", "t1", "m2", "t2", "m3", "labels"};
  for (std::size_t i = 1; i < chain.size(); ++i) add(chain[i - 1], chain[i]);
  g.sources = {{"source", {"m0", ""}, always(), 0, nullptr}};
  g.sinks = {{"sink", {"labels", ""}, always(), 0}};
  return g;
}

}  // namespace

TEST(KeywordPipeline, HasTheIntervalOfItsSlowestLayerAndALatencyBelowTheSum) {
  StreamOptions options;
  options.samples = 20;
  const auto r = run_events(keyword_pipeline(32), options).value();
  ASSERT_FALSE(r.deadlock);
  EXPECT_EQ(r.interval(), 392U);
  // Layers overlap: below the 392 + 256 + 256 + 384 + 12 cycles of the layers one after the other, above the longest two.
  EXPECT_LT(*r.latency(), 1300U);
  EXPECT_GT(*r.latency(), 392U + 384U);
  EXPECT_EQ(r.unit("m0")->busy, 20U * 392U);
  EXPECT_EQ(r.unit("m3")->busy, 20U * 384U);
}

TEST(KeywordPipeline, IsTheSameInBothBackEnds) {
  StreamOptions options;
  options.samples = 3;
  options.max_trace = 3;
  for (const std::int64_t depth : {1, 2, 32}) {
    EXPECT_EQ(run_events(keyword_pipeline(depth), options).value(), run_stepped(keyword_pipeline(depth), options).value()) << depth;
  }
}

}  // namespace quartet::test
