// The event-driven back end against the cycle-stepped one: every figure of every random graph, deadlocks included.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "random_stream_graph.hpp"

namespace quartet::test {
namespace {
using namespace dataflow;

std::string describe(const StreamGraph& g) {
  std::string s;
  const auto pattern = [](const Pattern& p) {
    return " (" + std::to_string(static_cast<int>(p.kind)) + " " + std::to_string(p.period) + " " + std::to_string(p.until) + " " + std::to_string(p.seed) + ")";
  };
  for (const UnitSpec& u : g.units) {
    s += u.name + " " + u.style + ":";
    for (const auto& [name, value] : u.params) s += " " + name + "=" + std::to_string(value);
    s += "\n";
  }
  for (const EdgeSpec& e : g.edges) s += e.from.unit + "." + e.from.port + " -" + std::to_string(e.depth) + "> " + e.to.unit + "." + e.to.port + "\n";
  for (const SourceSpec& e : g.sources) s += e.name + pattern(e.pattern) + " -" + std::to_string(e.depth) + "> " + e.to.unit + "\n";
  for (const SinkSpec& e : g.sinks) s += e.from.unit + " -" + std::to_string(e.depth) + "> " + e.name + pattern(e.pattern) + "\n";
  return s;
}

/// The figures that differ, by name.
std::string differences(const StreamResult& a, const StreamResult& b) {
  std::string s;
  const auto say = [&](const std::string& what, auto x, auto y) {
    if (x != y) s += what + " " + std::to_string(x) + " / " + std::to_string(y) + "\n";
  };
  say("cycles", a.cycles, b.cycles);
  say("beats", a.beats, b.beats);
  for (std::size_t i = 0; i < a.units.size(); ++i) {
    const UnitStats& u = a.units[i];
    const UnitStats& v = b.units[i];
    say(u.name + " busy", u.busy, v.busy);
    say(u.name + " stalled", u.stalled, v.stalled);
    say(u.name + " starved", u.starved, v.starved);
    for (std::size_t p = 0; p < u.ports.size(); ++p) {
      const std::string port = u.name + "." + u.ports[p].name;
      say(port + " beats", u.ports[p].beats, v.ports[p].beats);
      say(port + " first", u.ports[p].first.value_or(0), v.ports[p].first.value_or(0));
      say(port + " last", u.ports[p].last.value_or(0), v.ports[p].last.value_or(0));
      say(port + " stall", u.ports[p].stall_cycles, v.ports[p].stall_cycles);
    }
  }
  for (std::size_t i = 0; i < a.fifos.size(); ++i) {
    say(a.fifos[i].name + " occupancy", a.fifos[i].max_occupancy, b.fifos[i].max_occupancy);
    say(a.fifos[i].name + " full", a.fifos[i].full_stalls, b.fifos[i].full_stalls);
  }
  const auto text = [](const StreamResult& r) { return r.deadlock ? r.deadlock->text() : std::string("no deadlock"); };
  if (a.deadlock != b.deadlock) s += text(a) + " / " + text(b) + "\n";
  return s;
}

}  // namespace

RC_GTEST_PROP(StreamBackEnds, AgreeInEveryFigureOfAnyGraph, ()) {
  const StreamGraph graph = random_stream_graph();
  StreamOptions options;
  options.samples = *rc::gen::inRange(1, 4);
  options.max_trace = 3;
  options.watch_cycles = {10, 100};
  const auto stepped = run_stepped(graph, options);
  const auto events = run_events(graph, options);
  RC_LOG() << describe(graph);
  if (!stepped) RC_FAIL("stepped: " + stepped.error().text());
  if (!events) RC_FAIL("events: " + events.error().text());
  RC_CLASSIFY(stepped->deadlock.has_value(), "deadlock");
  RC_CLASSIFY(stepped->cycles > 300, "more than 300 cycles");
  if (const std::string text = differences(*stepped, *events); !text.empty()) RC_FAIL(text);
  RC_ASSERT(*stepped == *events);
}

RC_GTEST_PROP(StreamBackEnds, SharesOfEveryUnitAddUpToTheCycles, ()) {
  const StreamGraph graph = random_stream_graph();
  const auto r = run_events(graph, {});
  RC_ASSERT(r.has_value());
  for (const UnitStats& u : r->units) RC_ASSERT(u.busy + u.stalled + u.starved == r->cycles);
  for (const FifoStats& f : r->fifos) RC_ASSERT(f.max_occupancy <= f.depth);
  // A window that lies wholly in a border needs no pixel of the input: there a run may end before the first has come.
  const bool bordered = std::any_of(graph.units.begin(), graph.units.end(), [](const UnitSpec& u) { return u.kind == "padding"; });
  if (r->deadlock || bordered) return;
  for (std::size_t i = 0; i < r->fifos.size(); ++i) RC_ASSERT(r->fifos[i].beats > 0U);
}

RC_GTEST_PROP(StreamBackEnds, GiveTheSameResultEachTime, ()) {
  const StreamGraph graph = random_stream_graph();
  RC_ASSERT(run_events(graph, {}).value() == run_events(graph, {}).value());
}

}  // namespace quartet::test
