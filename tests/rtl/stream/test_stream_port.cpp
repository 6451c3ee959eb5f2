// Streams of Verilated blocks through the adapter, from sources and to sinks of this test: widths, order, gaps, back-pressure,
// frames, and what it says when a block breaks a rule.
#include "accel/rtl/stream/stream_port.hpp"

#include <gtest/gtest.h>

#include "accel/rtl/stream/watchdog.hpp"
#include "sim/base/philox.hpp"

namespace quartet::rtl {
namespace {

constexpr std::uint64_t kFrame = 4;

std::unique_ptr<RtlModel> make(const std::string& name) {
  auto plugin = Plugin::load(std::filesystem::path(QUARTET_TEST_RTL_DIR) / (name + ".so"));
  if (!plugin) throw std::logic_error(plugin.error().text());
  return RtlModel::create(*plugin).value();
}

struct Ends {
  StreamPort in, out;
};
Ends bind(const RtlModel& model, const BeatLayout& layout, std::uint64_t beats, std::uint64_t frame = kFrame) {
  const auto end = [&](const char* name) { return StreamPort::bind(model, *model.declaration().find(name), {layout, frame, beats}).value(); };
  return {end("in"), end("out")};
}

bool chance(std::uint64_t cycle, std::uint64_t stream, unsigned of_256) { return philox4x32(9, stream, cycle)[0] % 256 < of_256; }

struct Passed {
  std::vector<std::int32_t> given;
  std::string broken;         ///< "out: the rule", of the first that is
  std::uint64_t cycles = 0;
};

/// `values` through the block; the source offers, the sink takes with these chances of 256 a cycle.
Passed relay(RtlModel& model, Ends& ends, const std::vector<std::int32_t>& values, unsigned offers, unsigned takes, std::uint64_t most = 3000) {
  const std::size_t lanes = ends.in.codec().layout().lanes;
  const std::uint64_t beats = values.size() / lanes;
  Passed run;
  bool offered = false;
  model.reset();
  for (; run.cycles < most && ends.out.beats() < beats; ++run.cycles) {
    const std::uint64_t at = ends.in.beats();
    offered = at < beats && (offered || chance(run.cycles, 0, offers));
    ends.in.offer(offered);
    if (offered) ends.in.put(std::span(values).subspan(at * lanes, lanes));
    ends.out.accept(chance(run.cycles, 1, takes));
    model.settle();
    if (ends.out.fires()) run.given.insert(run.given.end(), ends.out.lanes().begin(), ends.out.lanes().end());
    for (StreamPort* port : {&ends.in, &ends.out}) {
      if (const auto rule = port->check()) {
        run.broken = port->name() + ": " + *rule;
        return run;
      }
    }
    if (ends.in.beats() > at) offered = false;
    model.tick();
  }
  return run;
}

std::vector<std::int32_t> draws(std::size_t count, unsigned bits) {
  std::vector<std::int32_t> out;
  for (std::size_t i = 0; i < count; ++i) out.push_back(static_cast<std::int32_t>(philox4x32(3, bits, i)[0]) >> (32 - bits));
  return out;
}

struct Width {
  const char* block;
  BeatLayout layout;
};
const Width kWidths[] = {{"relay_1", {1, 1, true, false}}, {"relay_65", {5, 13, true, false}}, {"relay_768", {96, 8, true, false}}};

TEST(StreamPort, PassesBeatsOfEveryWidthInOrderUnderGapsAndBackPressure) {
  for (const Width& w : kWidths) {
    for (const unsigned takes : {256U, 128U, 20U}) {
      // The block that is declared never to be starved gets no gaps.
      const unsigned offers = std::string(w.block) == "relay_65" ? 256 : 150;
      const auto model = make(w.block);
      Ends ends = bind(*model, w.layout, 40);
      const auto values = draws(40 * w.layout.lanes, w.layout.lane_bits);
      const Passed run = relay(*model, ends, values, offers, takes);
      EXPECT_EQ(run.broken, "") << w.block;
      EXPECT_EQ(run.given, values) << w.block;
      EXPECT_EQ(ends.in.check_end(), std::nullopt);
      EXPECT_EQ(ends.out.check_end(), std::nullopt);
      EXPECT_TRUE(model->check_stopped()) << w.block;
    }
  }
}

TEST(StreamPort, TakesTheOrderOfLanesFromTheDeclaration) {
  // The input is declared high_first, the output is not: four lanes come out backwards.
  const auto model = make("relay_64");
  Ends ends = bind(*model, {4, 16, true, false}, 1, 0);
  EXPECT_EQ(relay(*model, ends, {1, 2, 3, 4}, 256, 256).given, (std::vector<std::int32_t>{4, 3, 2, 1}));
}

struct Fault {
  unsigned number;
  const char* says;
};
TEST(StreamPort, NamesTheRuleThatABlockBreaks) {
  for (const Fault& f : {Fault{1, "out: valid was lowered"}, Fault{2, "out: the payload changed"}, Fault{3, "out: 'last' is 1 at beat 0 of frames of 4 beats"},
                         Fault{4, "out: 'last' is 1 at beat 0 of frames of 4 beats"}}) {
    const auto model = make("relay_768");
    Ends ends = bind(*model, {96, 8, true, false}, 8);
    model->port("fault")->set(f.number);
    const Passed run = relay(*model, ends, draws(8 * 96, 8), 256, 100);
    EXPECT_NE(run.broken.find(f.says), std::string::npos) << f.number << ' ' << run.broken;
  }
}

TEST(StreamPort, SaysThatMoreBeatsComeThanTheRunHas) {
  const auto model = make("relay_1");
  Ends ends = bind(*model, {1, 1, true, false}, 5, 0);
  model->port("fault")->set(4);
  model->reset();
  std::string broken;
  for (int cycle = 0; cycle < 40 && broken.empty(); ++cycle) {
    ends.in.offer(ends.in.beats() < 5);
    ends.in.put(std::vector<std::int32_t>{1});
    ends.out.accept(true);
    model->settle();
    for (StreamPort* port : {&ends.in, &ends.out}) broken = broken.empty() ? port->check().value_or("") : broken;
    model->tick();
  }
  EXPECT_EQ(broken, "one beat more than the 5 of the run");
}

TEST(StreamPort, OfABlockThatNeverBecomesReadyBarksTheWatchdog) {
  const auto model = make("relay_1");
  Ends ends = bind(*model, {1, 1, true, false}, 5, 0);
  model->port("fault")->set(5);
  model->reset();
  Watchdog dog(50);
  int cycles = 0;
  for (bool hung = false; !hung && cycles < 1000; ++cycles) {
    ends.in.offer(true);
    ends.out.accept(true);
    model->settle();
    hung = dog.tick(ends.in.fires() || ends.out.fires(), !ends.in.ready());
    model->tick();
  }
  EXPECT_EQ(cycles, 50);
  const std::string text = hang_error("relay", dog.limit(), model->cycle(), {ends.in.state(), ends.out.state()}).text();
  EXPECT_NE(text.find("in: valid 1, ready 0, 0 of 5 beats (waits)"), std::string::npos) << text;
}

TEST(StreamPort, SaysThatADeclaredNeverStallInputWasStarved) {
  const auto model = make("relay_65");
  Ends ends = bind(*model, {5, 13, true, false}, 40);
  const Passed run = relay(*model, ends, draws(200, 13), 60, 256);
  EXPECT_NE(run.broken.find("in: declared never_stall"), std::string::npos) << run.broken;
}

TEST(StreamPort, WithoutReadyIsTakenInEachCycleOrItsBeatIsLost) {
  for (const bool sink_ready : {true, false}) {
    const auto model = make("pulse");
    Ends ends = bind(*model, {1, 16, false, false}, 20, 0);
    const Passed run = relay(*model, ends, draws(20, 15), 100, sink_ready ? 256 : 0, 200);
    if (sink_ready) {
      EXPECT_EQ(run.broken, "");
      EXPECT_EQ(run.given.size(), 20u);
    } else {
      EXPECT_NE(run.broken.find("out: declared never_stall"), std::string::npos) << run.broken;
    }
  }
}

TEST(StreamPort, RefusesABeatOfAnotherWidthAndListsThePorts) {
  const auto model = make("relay_65");
  const auto bound = StreamPort::bind(*model, *model->declaration().find("in"), {{5, 12, false, false}, 0, std::nullopt});
  ASSERT_FALSE(bound);
  const std::string text = bound.error().text();
  EXPECT_NE(text.find("port 's_axis_tdata' has 65 bit, a beat of 5 lanes of 12 bit has 60 (or 64 in whole bytes)"), std::string::npos) << text;
  EXPECT_NE(text.find("input s_axis_tkeep [9]"), std::string::npos) << text;
}

}  // namespace
}  // namespace quartet::rtl
