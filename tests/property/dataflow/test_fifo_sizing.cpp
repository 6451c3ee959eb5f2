#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "accel/dataflow/fifo_sizing.hpp"
#include "tests/property/dataflow/random_network.hpp"
#include "tests/unit/dataflow/machine.hpp"

namespace quartet::dataflow {
namespace {

constexpr std::int64_t kSamples = 6;

struct Sized {
  DataflowTarget::Built built;
  FifoSizing fifos;
};

Sized size(const Network& network, const std::string& max_fps) {
  const test::Machine m("pynq-z2", {{"max_fps", max_fps}});
  auto built = m.dataflow().build(network);
  if (!built) throw std::logic_error(built.error().text());
  auto fifos = size_fifos(built->pipeline, built->folded.design, {.samples = kSamples});
  if (!fifos) throw std::logic_error(fifos.error().text());
  return {std::move(*built), std::move(*fifos)};
}

void expect_minimal(const Sized& s) {
  StreamBuild build = build_stream(s.built.pipeline, s.built.folded.design);
  RC_ASSERT(keeps_interval(build, s.fifos.depths, s.fifos.interval, kSamples).value());
  for (std::size_t i = 0; i < s.fifos.depths.size(); ++i) {
    if (s.fifos.depths[i] <= kLeastDepth) continue;
    std::vector<std::int64_t> less = s.fifos.depths;
    --less[i];
    RC_ASSERT(!keeps_interval(build, less, s.fifos.interval, kSamples).value());
  }
}

}  // namespace

RC_GTEST_PROP(FifoSizing, KeepsTheRateAndOneBeatLessDoesNot, ()) {
  const Network network = test::random_network();
  expect_minimal(size(network, *rc::gen::elementOf(std::vector<std::string>{"1e3", "1e5", "1e6"})));
}

TEST(FifoSizing, GivesTheSkippedPathOfAResidualTheRoomItNeeds) {
  const Sized s = size(test::conv_net({.input = {8, 8, 8}, .residual = true}), "1e5");
  std::int64_t deepest = 0;
  for (const std::int64_t d : s.fifos.depths) deepest = std::max(deepest, d);
  EXPECT_GT(deepest, 8) << "two rows of the map must wait for the convolution";
  EXPECT_EQ(s.fifos.unproven, 0);
  // At the least depth everywhere the pipeline stands still, and the report names the circle.
  StreamBuild build = build_stream(s.built.pipeline, s.built.folded.design);
  set_depths(build, std::vector<std::int64_t>(s.fifos.depths.size(), kLeastDepth));
  StreamOptions options;
  options.samples = 2;
  const auto result = run_events(build.graph, options);
  ASSERT_TRUE(result);
  ASSERT_TRUE(result->deadlock);
  EXPECT_FALSE(result->deadlock->circle.empty());
  EXPECT_FALSE(result->deadlock->full.empty());
  EXPECT_NE(result->deadlock->text().find("deadlock"), std::string::npos);
}

TEST(FifoSizing, EndsAtItsBudgetWithDepthsThatKeepTheRate) {
  const test::Machine m("pynq-z2", {{"max_fps", "1e5"}});
  const Network network = test::conv_net({.input = {8, 8, 8}, .residual = true});
  const auto built = m.dataflow().build(network).value();
  const auto fifos = size_fifos(built.pipeline, built.folded.design, {.samples = kSamples, .max_beats = 1}).value();
  EXPECT_GT(fifos.unproven, 0);
  StreamBuild build = build_stream(built.pipeline, built.folded.design);
  EXPECT_TRUE(keeps_interval(build, fifos.depths, fifos.interval, kSamples).value());
}

TEST(FifoSizing, WithoutTheSearchGivesTheLargestOccupancies) {
  const test::Machine m("pynq-z2", {{"max_fps", "1e5"}});
  const auto built = m.dataflow().build(test::conv_net({})).value();
  const auto fifos = size_fifos(built.pipeline, built.folded.design, {.minimal = false}).value();
  EXPECT_EQ(fifos.runs, 2);
  for (std::size_t i = 0; i < fifos.depths.size(); ++i) EXPECT_EQ(fifos.depths[i], std::max(fifos.occupancy[i], kLeastDepth));
}

}  // namespace quartet::dataflow
