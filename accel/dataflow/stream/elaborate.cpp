#include "accel/dataflow/stream/elaborate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "accel/dataflow/stream/unit_params.hpp"

namespace quartet::dataflow {
namespace stream {
namespace {

constexpr std::int64_t kMostDepth = 1 << 20;  // beats; the event-driven back end remembers some hundred bytes for each

class Elaboration {
 public:
  explicit Elaboration(const StreamGraph& graph) : graph_(graph) { error_.code = ErrorCode::bad_input; }

  Result<Elaborated> run() {
    add_units();
    if (!error_.problems.empty()) return pass(error_);
    for (const EdgeSpec& e : graph_.edges) add_edge(e);
    for (std::size_t i = 0; i < graph_.sources.size(); ++i) add_source(i);
    for (std::size_t i = 0; i < graph_.sinks.size(); ++i) add_sink(i);
    check_joined();
    if (graph_.sinks.empty()) fail(graph_.name, "no sink", "join an output to a sink");
    if (error_.problems.empty()) {
      check_bypasses();
      order();
    }
    if (!error_.problems.empty()) return pass(error_);
    return std::move(out_);
  }

 private:
  void fail(std::string place, std::string cause, std::string remedy = "") {
    error_.problems.push_back({std::move(place), std::move(cause), std::move(remedy)});
  }

  void add_units() {
    for (const UnitSpec& unit : graph_.units) {
      if (unit.name.empty() || !index_.emplace(unit.name, out_.blocks.size()).second) {
        fail(unit.name, "two units have this name, or it is empty");
        continue;
      }
      auto design = design_unit(unit);
      if (!design) {
        error_.problems.insert(error_.problems.end(), design.error().problems.begin(), design.error().problems.end());
        continue;
      }
      Block block{&unit, std::move(*design), {}, {}};
      for (const Port& p : block.design.ports) (p.is_input ? block.in : block.out).push_back(kNone);
      out_.blocks.push_back(std::move(block));
    }
  }

  struct End {
    std::size_t unit = kNone, port = 0;
  };
  /// The port, or an end without unit after an error.
  End find(const PortRef& ref, bool input, const std::string& place) {
    const auto found = index_.find(ref.unit);
    if (found == index_.end()) {
      std::vector<std::string> names;
      for (const UnitSpec& u : graph_.units) names.push_back(u.name);
      const std::string near = nearest(ref.unit, names);
      fail(place, fmt::format("no unit is called '{}'", ref.unit), near.empty() ? "" : fmt::format("did you mean '{}'?", near));
      return {};
    }
    const Block& block = out_.blocks[found->second];
    std::vector<std::string> names;
    for (const Port& p : block.design.ports) {
      if (p.is_input == input) names.push_back(p.name);
    }
    if (ref.port.empty() && names.size() == 1) return {found->second, 0};
    const auto at = std::find(names.begin(), names.end(), ref.port);
    if (at != names.end()) return {found->second, static_cast<std::size_t>(at - names.begin())};
    fail(place, fmt::format("unit '{}' has no {} '{}'", ref.unit, input ? "input" : "output", ref.port),
         fmt::format("it has: {}", fmt::join(names, ", ")));
    return {};
  }

  static std::string text(const PortRef& ref) { return ref.port.empty() ? ref.unit : ref.unit + "." + ref.port; }

  void add_link(Link link, End from, End to) {
    const std::size_t index = out_.links.size();
    if (link.depth < 0 || link.depth > kMostDepth) {
      fail(link.name, fmt::format("a FIFO of depth {}", link.depth), fmt::format("the nearest legal depth is {}", link.depth < 0 ? 0 : kMostDepth));
    }
    const auto join = [&](std::size_t& slot, const std::string& what) {
      if (slot != kNone) fail(link.name, fmt::format("{} is joined already, to '{}'", what, out_.links[slot].name), "a duplicate unit gives one stream to several");
      slot = index;
    };
    if (from.unit != kNone) join(out_.blocks[from.unit].out[from.port], "the output");
    if (to.unit != kNone) join(out_.blocks[to.unit].in[to.port], "the input");
    link.from = from.unit;
    link.from_port = from.port;
    link.to = to.unit;
    link.to_port = to.port;
    out_.links.push_back(std::move(link));
  }

  void add_edge(const EdgeSpec& e) {
    Link link;
    link.name = e.name.empty() ? text(e.from) + "->" + text(e.to) : e.name;
    link.depth = e.depth;
    const End from = find(e.from, false, link.name);
    const End to = find(e.to, true, link.name);
    if (from.unit == kNone || to.unit == kNone) return;
    const Port& out = out_.blocks[from.unit].output(from.port);
    const Port& in = out_.blocks[to.unit].input(to.port);
    link.port = in;
    if (out.width_bits != in.width_bits) {
      fail(link.name, fmt::format("{} bit a beat go to a port of {} bit", out.width_bits, in.width_bits), width_remedy(out, in));
    } else if (out.beats_per_sample != in.beats_per_sample) {
      fail(link.name, fmt::format("{} beats a sample go to a port that takes {}", out.beats_per_sample, in.beats_per_sample),
           "shapes on both sides that are the same");
    }
    add_link(std::move(link), from, to);
  }

  static std::string width_remedy(const Port& out, const Port& in) {
    const std::int64_t common = std::lcm(out.width_bits, in.width_bits);
    const bool integer = common == out.width_bits || common == in.width_bits;
    return integer ? fmt::format("a width converter {} to {}, or a folding of {} bit", out.width_bits, in.width_bits, out.width_bits)
                   : fmt::format("two width converters through {} bit, or a folding of {} bit", common, nearest_legal_folds(in.width_bits, common));
  }

  void add_source(std::size_t i) {
    const SourceSpec& s = graph_.sources[i];
    Link link;
    link.name = s.name.empty() ? "source->" + text(s.to) : s.name;
    link.depth = s.depth;
    link.source = i;
    check_pattern(s.pattern, link.name);
    const End to = find(s.to, true, link.name);
    if (to.unit == kNone) return;
    link.port = out_.blocks[to.unit].input(to.port);
    add_link(std::move(link), {}, to);
  }

  void add_sink(std::size_t i) {
    const SinkSpec& s = graph_.sinks[i];
    Link link;
    link.name = s.name.empty() ? text(s.from) + "->sink" : s.name;
    link.depth = s.depth;
    link.sink = i;
    check_pattern(s.pattern, link.name);
    const End from = find(s.from, false, link.name);
    if (from.unit == kNone) return;
    link.port = out_.blocks[from.unit].output(from.port);
    add_link(std::move(link), from, {});
  }

  void check_pattern(const Pattern& p, const std::string& place) {
    constexpr std::uint64_t kMostCycles = 1ULL << 40;
    if (p.kind == Pattern::Kind::periodic && (p.period < 1 || p.period > kMostCycles)) fail(place, "a pattern with a period of " + std::to_string(p.period), "1 or more");
    if (p.until > kMostCycles) fail(place, "blocked until cycle " + std::to_string(p.until), "at most " + std::to_string(kMostCycles));
  }

  void check_joined() {
    for (const Block& b : out_.blocks) {
      for (std::size_t i = 0; i < b.in.size(); ++i) {
        if (b.in[i] == kNone) fail(b.spec->name, fmt::format("input '{}' is not connected", b.input(i).name), "an edge or a source to it");
      }
      for (std::size_t o = 0; o < b.out.size(); ++o) {
        if (b.out[o] == kNone) fail(b.spec->name, fmt::format("output '{}' is not connected", b.output(o).name), "an edge or a sink from it");
      }
    }
  }

  /// A wire straight from a unit that forks to one that joins holds nothing while the other branch works.
  void check_bypasses() {
    for (std::size_t l = 0; l < out_.links.size(); ++l) {
      const Link& link = out_.links[l];
      if (link.depth != 0 || link.from == kNone || link.to == kNone) continue;
      if (out_.blocks[link.from].out.size() < 2 || out_.blocks[link.to].in.size() < 2) continue;
      if (!reaches_without(l)) continue;
      fail(link.name, fmt::format("a FIFO of depth 0 in the loop from '{}' to '{}'", out_.blocks[link.from].spec->name, out_.blocks[link.to].spec->name),
           "the nearest legal depth is 1; 2 keep the rate of the FIFO itself");
    }
  }

  [[nodiscard]] bool reaches_without(std::size_t skipped) const {
    std::vector<char> seen(out_.blocks.size(), 0);
    std::vector<std::size_t> stack{out_.links[skipped].from};
    while (!stack.empty()) {
      const std::size_t b = stack.back();
      stack.pop_back();
      if (seen[b] != 0) continue;
      seen[b] = 1;
      for (const std::size_t l : out_.blocks[b].out) {
        if (l != skipped && out_.links[l].to != kNone) stack.push_back(out_.links[l].to);
      }
    }
    return seen[out_.links[skipped].to] != 0;
  }

  /// Blocks behind plain wires settle first; a circle of plain wires has no order.
  void order() {
    std::vector<int> state(out_.blocks.size(), 0);
    for (std::size_t b = 0; b < out_.blocks.size(); ++b) {
      if (state[b] == 0) visit(b, state);
    }
  }

  void visit(std::size_t root, std::vector<int>& state) {
    std::vector<std::pair<std::size_t, std::size_t>> stack{{root, 0}};
    state[root] = 1;
    while (!stack.empty()) {
      const std::size_t b = stack.back().first;
      if (stack.back().second == out_.blocks[b].out.size()) {
        state[b] = 2;
        out_.settle_order.push_back(b);
        stack.pop_back();
        continue;
      }
      const Link& link = out_.links[out_.blocks[b].out[stack.back().second++]];
      if (link.depth != 0 || link.to == kNone || state[link.to] == 2) continue;
      if (state[link.to] == 1) {
        fail(link.name, "a FIFO of depth 0 in a loop of plain wires", "the nearest legal depth is 1; 2 keep the rate of the FIFO itself");
        continue;
      }
      state[link.to] = 1;
      stack.emplace_back(link.to, 0);
    }
  }

  const StreamGraph& graph_;
  std::map<std::string, std::size_t> index_;
  Elaborated out_;
  Error error_;
};

}  // namespace

Result<Elaborated> elaborate(const StreamGraph& graph) { return Elaboration(graph).run(); }

Result<void> check_options(const Elaborated& graph, const StreamOptions& options) {
  constexpr std::int64_t kMostSamples = 1 << 24;
  constexpr std::size_t kMostWatches = 8;
  if (options.samples < 1 || options.samples > kMostSamples) {
    return bad_input("samples", fmt::format("{} samples", options.samples), fmt::format("1 … {}", kMostSamples));
  }
  if (options.watch_cycles.size() > kMostWatches) {
    return bad_input("watch_cycles", fmt::format("{} watch cycles", options.watch_cycles.size()), fmt::format("at most {}", kMostWatches));
  }
  Error error{ErrorCode::bad_input, {}};
  for (const Block& b : graph.blocks) {
    if (!options.values || b.design.missing_table.empty()) continue;
    error.problems.push_back({b.spec->name, fmt::format("values are carried, but there is no table '{}'", b.design.missing_table), ""});
  }
  if (!error.problems.empty()) return pass(error);
  return {};
}

}  // namespace stream

Result<void> check_graph(const StreamGraph& graph) {
  auto made = stream::elaborate(graph);
  if (!made) return pass(made.error());
  return {};
}

}  // namespace quartet::dataflow
