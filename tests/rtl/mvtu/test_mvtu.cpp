// Matrix-vector unit and thresholds in one block, driven through the stream adapters by plain sources and sinks, against our
// model of both units with the same FIFO between them.
#include <gtest/gtest.h>

#include "accel/dataflow/stream/pattern.hpp"
#include "accel/rtl/stream/stream_port.hpp"
#include "tests/rtl/mvtu/plugins.hpp"

namespace quartet::test {
namespace {
using namespace dataflow;

constexpr std::int64_t kSamples = 5;

struct Case {
  std::int64_t fifo = 0;
  Pattern in, out;
  std::uint32_t seed = 1;
};

/// What a run gives: the cycle of every output beat, and the values.
struct Beats {
  std::vector<std::uint64_t> cycles;
  Lanes values;
  std::uint64_t taken_last = 0;  ///< cycle of the last input beat
};

Lanes draws(std::size_t count, std::int32_t low, std::uint32_t range, std::uint32_t seed) {
  stream::Lcg lcg(seed);
  Lanes out;
  for (std::size_t i = 0; i < count; ++i) out.push_back(low + static_cast<std::int32_t>((lcg.next() >> 8) % range));
  return out;
}

StreamGraph both_units(const Case& c, const Lanes& x) {
  StreamGraph g;
  g.name = "mvtu";
  UnitSpec matrix{"mvu", "mvau", {{"mw", 12}, {"mh", 8}, {"pe", 4}, {"simd", 3}, {"abits", 4}, {"wbits", 4}, {"accbits", 13}}, "dsp48", {}};
  matrix.tables["weights"] = std::make_shared<Lanes>(draws(96, -8, 16, c.seed));
  UnitSpec steps{"thresholds", "threshold", {{"channels", 8}, {"pe", 4}, {"bits", 13}, {"out_bits", 3}}, "normal", {}};
  auto t = std::make_shared<Lanes>(draws(8 * 7, -300, 600, c.seed + 1));
  for (auto row = t->begin(); row != t->end(); row += 7) std::sort(row, row + 7);
  steps.tables["thresholds"] = t;
  g.units = {matrix, steps};
  g.edges = {{{"mvu", "out"}, {"thresholds", "in"}, c.fifo, ""}};
  g.sources = {{"source", {"mvu", "in"}, c.in, 0, std::make_shared<Lanes>(x)}};
  g.sinks = {{"sink", {"thresholds", "out"}, c.out, 0}};
  return g;
}

/// Feeds coefficients of a model's unit into a stream, `load` of them before cycle 0.
std::vector<Lanes> coefficient_beats(const UnitSpec& unit, const char* stream) {
  return lockstep::find_coefficients(unit.kind, stream)->beats(unit)->beats;
}

Beats run_rtl(const PluginPtr& block, const Case& c, const StreamGraph& graph, const Lanes& x) {
  auto model = rtl::RtlModel::create(block).value();
  const auto bind = [&](const char* name, std::size_t lanes, unsigned bits, std::uint64_t beats) {
    return rtl::StreamPort::bind(*model, *block->declaration().find(name), {{lanes, bits}, 0, beats == 0 ? std::nullopt : std::optional(beats)}).value();
  };
  rtl::StreamPort in = bind("in", 3, 4, kSamples * 4), weights = bind("weights", 12, 4, 0), steps = bind("thresholds", 4, 15, 14), out = bind("out", 4, 3, kSamples * 2);
  model->reset();
  for (const Lanes& beat : coefficient_beats(graph.units[1], "thresholds")) {
    steps.put(beat);
    steps.offer(true);
    model->settle();
    EXPECT_TRUE(steps.fires());
    EXPECT_EQ(steps.check(), std::nullopt);
    model->tick();
  }
  steps.offer(false);
  const std::vector<Lanes> w = coefficient_beats(graph.units[0], "weights");
  stream::PatternWalk source(c.in, false), sink(c.out, true);
  std::uint64_t next_offer = source.next(0), next_ready = sink.next(0);
  Beats result;
  for (std::uint64_t now = 0; now < 5000 && result.cycles.size() < kSamples * 2; ++now) {
    const std::uint64_t at = in.beats();
    in.offer(at < kSamples * 4 && now >= next_offer);
    if (at < kSamples * 4) in.put(std::span(x).subspan(at * 3, 3));
    weights.offer(true);
    weights.put(w[weights.beats() % w.size()]);
    if (next_ready < now) next_ready = sink.next(now);
    out.accept(next_ready == now);
    model->settle();
    for (rtl::StreamPort* port : {&in, &weights, &out}) EXPECT_EQ(port->check(), std::nullopt) << port->name();
    if (in.beats() > at) {
      result.taken_last = now;
      next_offer = source.next(now + 1);
    }
    if (out.fires()) {
      result.cycles.push_back(now);
      result.values.insert(result.values.end(), out.lanes().begin(), out.lanes().end());
    }
    model->tick();
  }
  EXPECT_EQ(in.check_end(), std::nullopt);
  EXPECT_EQ(out.check_end(), std::nullopt);
  return result;
}

TEST(Mvtu, GivesTheModelsBeatsInTheModelsCyclesBehindAFifoAndBehindAWire) {
  for (const std::int64_t fifo : {0, 2}) {
    const PluginPtr block = plugin("mvtu_12x8_" + std::to_string(fifo));
    ASSERT_TRUE(block);
    for (std::uint32_t seed = 1; seed <= 6; ++seed) {
      const Lanes x = draws(kSamples * 12, 0, 16, seed + 2);
      for (const Case& c : {Case{fifo, always(), always(), seed}, Case{fifo, lcg50(seed), every(5), seed}, Case{fifo, every(2), lcg50(seed), seed},
                            Case{fifo, always(), blocked_until(80), seed}}) {
        const StreamGraph graph = both_units(c, x);
        StreamOptions options;
        options.samples = kSamples;
        options.values = true;
        const auto model = run_stepped(graph, options);
        ASSERT_TRUE(model) << model.error().text();
        const Beats ours = run_rtl(block, c, graph, x);
        EXPECT_EQ(ours.values, model->outputs.front());
        ASSERT_EQ(ours.cycles.size(), kSamples * 2u);
        for (std::size_t s = 0; s < kSamples; ++s) {
          EXPECT_EQ(ours.cycles[2 * s], model->sinks.front().samples[s].first) << "sample " << s << " seed " << seed;
          EXPECT_EQ(ours.cycles[2 * s + 1], model->sinks.front().samples[s].last) << "sample " << s << " seed " << seed;
        }
        EXPECT_EQ(ours.taken_last, model->sources.front().samples.back().last);
      }
    }
  }
}

}  // namespace
}  // namespace quartet::test
