#include "accel/dataflow/stream/finish.hpp"

#include <algorithm>

namespace quartet::dataflow::stream {

namespace {

/// What a unit waits for: the link, and the unit at its other end (kNone: a source or a sink).
struct WaitFor {
  std::size_t link = 0, unit = kNone;
  bool full = false;
};

class DeadlockSearch {
 public:
  DeadlockSearch(const Elaborated& graph, const std::vector<LinkEnd>& ends, std::uint64_t samples) : graph_(graph), ends_(ends) {
    for (const Block& b : graph.blocks) waits_.push_back(waits_of(b, samples));
  }

  [[nodiscard]] Deadlock report(std::uint64_t cycle) {
    Deadlock d;
    d.cycle = cycle;
    for (std::size_t l = 0; l < ends_.size(); ++l) {
      if (graph_.links[l].depth > 0 && ends_[l].occupancy() == graph_.links[l].depth) d.full.push_back(graph_.links[l].name);
      if (std::any_of(waits_.begin(), waits_.end(), [&](const auto& all) {
            return std::any_of(all.begin(), all.end(), [&](const WaitFor& w) { return w.link == l && !w.full; });
          })) {
        d.empty.push_back(graph_.links[l].name);
      }
    }
    d.circle = circle();
    return d;
  }

 private:
  [[nodiscard]] std::vector<WaitFor> waits_of(const Block& b, std::uint64_t samples) const {
    std::vector<WaitFor> waits;
    for (const std::size_t l : b.out) {
      if (ends_[l].waits_in) waits.push_back({l, graph_.links[l].to, true});
    }
    for (const std::size_t l : b.in) {
      const auto expected = samples * static_cast<std::uint64_t>(graph_.links[l].port.beats_per_sample);
      if (!ends_[l].waits_out && ends_[l].down->beats < expected) waits.push_back({l, graph_.links[l].from, false});
    }
    return waits;
  }

  /// The first circle that a walk from the first unit on finds.
  std::vector<Deadlock::Wait> circle() {
    std::vector<int> state(waits_.size(), 0);
    for (std::size_t root = 0; root < waits_.size(); ++root) {
      if (state[root] != 0) continue;
      std::vector<Step> path{{root, 0}};
      state[root] = 1;
      while (!path.empty()) {
        Step& here = path.back();
        if (here.next == waits_[here.unit].size()) {
          state[here.unit] = 2;
          path.pop_back();
          continue;
        }
        const WaitFor& w = waits_[here.unit][here.next++];
        if (w.unit == kNone || state[w.unit] == 2) continue;
        if (state[w.unit] == 1) return from(path, w.unit);
        state[w.unit] = 1;
        path.push_back({w.unit, 0});
      }
    }
    return {};
  }

  struct Step {
    std::size_t unit = 0, next = 0;
  };
  [[nodiscard]] std::vector<Deadlock::Wait> from(const std::vector<Step>& path, std::size_t first) const {
    std::vector<Deadlock::Wait> circle;
    bool inside = false;
    for (const Step& s : path) {
      inside = inside || s.unit == first;
      if (!inside) continue;
      const WaitFor& w = waits_[s.unit][s.next - 1];
      const Link& link = graph_.links[w.link];
      circle.push_back({graph_.blocks[s.unit].spec->name, link.name, w.full, ends_[w.link].occupancy(), link.depth});
    }
    return circle;
  }

  const Elaborated& graph_;
  const std::vector<LinkEnd>& ends_;
  std::vector<std::vector<WaitFor>> waits_;
};

TerminalStats terminal(const std::string& name, const WireCounts& counts) {
  TerminalStats t{name, counts.beats, counts.samples};
  if (counts.beats_per_sample != 0 && counts.beats % counts.beats_per_sample != 0) t.samples.pop_back();
  return t;
}

}  // namespace

StreamResult make_result(const Elaborated& graph, const StreamGraph& source, const StreamOptions& options, std::uint64_t cycles,
                         const std::vector<LinkEnd>& links, std::vector<BlockEnd> blocks) {
  StreamResult r;
  r.cycles = cycles;
  bool missing = false;
  for (std::size_t l = 0; l < links.size(); ++l) {
    const Link& link = graph.links[l];
    const LinkEnd& end = links[l];
    r.beats += end.down->beats;
    r.fifos.push_back({link.name, link.depth, end.up->beats, end.max_occupancy, link.depth == 0 ? 0 : end.up->stalled});
    if (link.source != kNone) r.sources.push_back(terminal(source.sources[link.source].name, *end.up));
    if (link.sink == kNone) continue;
    r.sinks.push_back(terminal(source.sinks[link.sink].name, *end.down));
    missing = missing || end.down->beats < static_cast<std::uint64_t>(options.samples) * static_cast<std::uint64_t>(link.port.beats_per_sample);
  }
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    const Block& block = graph.blocks[b];
    UnitStats u;
    u.name = block.spec->name;
    u.kind = block.spec->kind;
    u.busy = blocks[b].busy;
    u.starved = blocks[b].starved;
    u.stalled = cycles - u.busy - u.starved;
    for (std::size_t i = 0; i < block.in.size(); ++i) u.ports.push_back(links[block.in[i]].down->stats(block.input(i)));
    for (std::size_t o = 0; o < block.out.size(); ++o) u.ports.push_back(links[block.out[o]].up->stats(block.output(o)));
    r.units.push_back(std::move(u));
    r.trace.push_back(std::move(blocks[b].trace));
  }
  if (missing) r.deadlock = DeadlockSearch(graph, links, static_cast<std::uint64_t>(options.samples)).report(cycles);
  return r;
}

}  // namespace quartet::dataflow::stream
