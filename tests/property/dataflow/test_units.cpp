// What the closed form says of a unit equals what the streaming unit says of itself.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "accel/dataflow/stream_build.hpp"
#include "tests/property/dataflow/random_network.hpp"
#include "tests/unit/dataflow/machine.hpp"

namespace quartet::dataflow {
namespace {

DataflowTarget::Built build(const Network& network, const std::string& max_fps, const std::string& style = "finn") {
  const test::Machine m("pynq-z2", {{"max_fps", max_fps}, {"style", style}, {"lut", "1000000"}, {"ff", "2000000"}, {"bram36", "2000"}, {"dsp", "5000"}});
  auto built = m.dataflow().build(network);
  if (!built) throw std::logic_error(built.error().text());
  return std::move(*built);
}

std::string any_rate() { return *rc::gen::elementOf(std::vector<std::string>{"1e2", "1e4", "1e5", "1e6", "1e7"}); }

}  // namespace

RC_GTEST_PROP(Units, HaveThePortsOfTheirStreamingUnits, ()) {
  const auto b = build(test::random_network(), any_rate(), *rc::gen::elementOf(std::vector<std::string>{"finn", "hls4ml"}));
  for (std::size_t i = 0; i < b.pipeline.nodes.size(); ++i) {
    const Node& node = b.pipeline.nodes[i];
    const Fold& fold = b.folded.design.folding[i];
    const auto ports = ports_of(node.unit->spec(node.name, fold));
    RC_ASSERT(ports.has_value());
    std::int64_t inputs = 0;
    for (const Port& port : *ports) {
      if (!port.is_input && node.unit->kind() == "label select") continue;  // an index: its width is the stream's own matter
      const Side side = port.is_input ? node.unit->input(inputs++, fold) : node.unit->output(fold);
      RC_ASSERT(port.beats_per_sample == side.beats);
      RC_ASSERT(port.width_bits == side.width_bits());
    }
    RC_ASSERT(inputs == node.unit->input_ports());
  }
}

RC_GTEST_PROP(Units, TakeTheCyclesOfThePublishedEstimates, ()) {
  const auto b = build(test::random_network(), any_rate());
  for (std::size_t i = 0; i < b.pipeline.nodes.size(); ++i) {
    const Node& node = b.pipeline.nodes[i];
    const auto cycles = analytic_cycles(node.unit->spec(node.name, b.folded.design.folding[i]));
    RC_ASSERT(cycles.has_value());
    RC_ASSERT(*cycles == static_cast<std::uint64_t>(node.unit->cycles(b.folded.design.folding[i])));
  }
}

RC_GTEST_PROP(Units, MakeAGraphThatIsWholeWhateverTheFolding, ()) {
  const auto b = build(test::random_network(), any_rate());
  const auto checked = check_graph(build_stream(b.pipeline, b.folded.design).graph);
  if (!checked) RC_FAIL(checked.error().text());
}

// The bound that the documentation states for any small network with FIFOs a frame deep; real ones are far nearer (golden and
// timing tests).
RC_GTEST_PROP(Plan, IsNearTheStreamInIntervalAndLatency, ()) {
  const auto b = build(test::random_network(), any_rate());
  StreamBuild stream = build_stream(b.pipeline, b.folded.design);
  std::vector<std::int64_t> deep;
  for (const Link& link : b.pipeline.links) deep.push_back(std::max(kLeastDepth, from_side(b.pipeline, link, b.folded.design.folding).beats));
  set_depths(stream, deep);
  StreamOptions options;
  options.samples = 8;
  const auto result = run_events(stream.graph, options).value();
  RC_ASSERT(!result.deadlock);
  const auto interval = static_cast<double>(result.interval().value());
  const auto latency = static_cast<double>(result.latency().value());
  for (std::size_t i = 0; i < b.pipeline.nodes.size(); ++i) {
    const Fold& f = b.folded.design.folding[i];
    RC_LOG() << b.pipeline.nodes[i].name << " PE " << f.pe << " of " << b.pipeline.nodes[i].unit->limits().pe_of << " SIMD " << f.simd << " of "
             << b.pipeline.nodes[i].unit->limits().simd_of << (f.parallel_window ? " window" : "") << " interval " << b.pipeline.nodes[i].unit->interval(f) << '\n';
  }
  RC_LOG() << "interval " << interval << " planned " << b.folded.design.interval << ", latency " << latency << " planned " << b.folded.design.latency;
  RC_ASSERT(std::abs(static_cast<double>(b.folded.design.interval) - interval) <= 0.15 * interval + 32);
  RC_ASSERT(std::abs(static_cast<double>(b.folded.design.latency) - latency) <= 0.15 * latency + 48);
}

}  // namespace quartet::dataflow
