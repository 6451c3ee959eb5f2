#include <fmt/format.h>

#include <algorithm>
#include <systemc>

#include "accel/dataflow/stream/finish.hpp"
#include "sim/kernel/fresh_kernel.hpp"

namespace quartet::dataflow {
namespace stream {
namespace {

constexpr std::uint64_t kPicosecondsPerCycle = 1000;
/// How far bursts may run ahead of the kernel's time before a unit waits for it, as in temporal decoupling. It changes the
/// number of activations, never a result.
constexpr std::uint64_t kQuantum = 4096;

/// Nodes with news inside the quantum, in the order of the news.
class Worklist {
 public:
  void add(EventNode& node) { ready_.push_back(&node); }
  [[nodiscard]] bool draining() const { return draining_; }
  void drain() {
    draining_ = true;
    for (std::size_t i = 0; i < ready_.size(); ++i) {
      ready_[i]->run();
      if (i < kSome) continue;
      ready_.erase(ready_.begin(), ready_.begin() + static_cast<std::ptrdiff_t>(i + 1));
      i = static_cast<std::size_t>(-1);
    }
    ready_.clear();
    draining_ = false;
  }

 private:
  static constexpr std::size_t kSome = 1024;  ///< entries done that are kept before the list is shortened
  std::vector<EventNode*> ready_;
  bool draining_ = false;
};

/// A unit in the kernel: its method runs when one of its wires has news, and all that follows from it inside the quantum.
class UnitModule : public sc_core::sc_module, public IWaker {
 public:
  SC_HAS_PROCESS(UnitModule);
  UnitModule(const sc_core::sc_module_name& name, EventNode& node, Worklist& worklist) : sc_module(name), node_(node), worklist_(worklist) {
    SC_METHOD(advance);
    sensitive << news_;
  }
  bool wake(std::uint64_t cycle) override {
    const std::uint64_t now = sc_core::sc_time_stamp().value() / kPicosecondsPerCycle;
    if (cycle <= now + kQuantum) {
      worklist_.add(node_);
      if (!worklist_.draining()) news_.notify(sc_core::SC_ZERO_TIME);
      return true;
    }
    if (due_ <= cycle && due_ > now) return false;
    due_ = cycle;
    news_.notify(sc_core::sc_time::from_value((cycle - now) * kPicosecondsPerCycle));
    return false;
  }

 private:
  void advance() {
    due_ = 0;
    worklist_.add(node_);
    worklist_.drain();
  }
  EventNode& node_;
  Worklist& worklist_;
  sc_core::sc_event news_;
  std::uint64_t due_ = 0;  ///< the cycle of the pending notification, if it lies ahead
};

class EventGraph {
 public:
  EventGraph(const Elaborated& graph, const StreamGraph& source, const StreamOptions& options) : graph_(graph), source_(source), options_(options) {
    for (const Link& l : graph.links) add_link(l);
    for (std::size_t b = 0; b < graph.blocks.size(); ++b) add_block(b);
  }

  void run() {
    Worklist worklist;
    std::vector<std::unique_ptr<UnitModule>> modules;
    for (std::size_t b = 0; b < nodes_.size(); ++b) {
      modules.push_back(std::make_unique<UnitModule>(sc_core::sc_gen_unique_name("unit"), *nodes_[b], worklist));
      nodes_[b]->waker = modules.back().get();
    }
    for (std::size_t l = 0; l < links_.size(); ++l) {
      if (graph_.links[l].source != kNone && links_[l].fifo) links_[l].fifo->pump();  // a FIFO behind a source begins at once
    }
    sc_core::sc_start();
    for (auto& node : nodes_) node->waker = nullptr;
  }

  [[nodiscard]] StreamResult result() {
    std::uint64_t cycles = 0;
    const auto counts_to = [&](const Wire& w) { cycles = std::max(cycles, w.counts.beats > 0 ? w.counts.last + 1 : 0); };
    for (const auto& node : nodes_) cycles = std::max(cycles, node->log.next());
    for (const LinkWires& l : links_) {
      counts_to(*l.up);
      if (l.down) counts_to(*l.down);
    }
    std::vector<LinkEnd> ends;
    for (LinkWires& l : links_) {
      const bool waits_in = l.up->close(cycles);
      const bool waits_out = l.down ? l.down->close(cycles) : waits_in;
      ends.push_back({&l.up->counts, &l.at_consumer().counts, waits_in, waits_out, l.fifo ? l.fifo->max_occupancy() : 0});
    }
    std::vector<BlockEnd> blocks;
    for (const auto& node : nodes_) {
      const std::uint64_t next = node->log.next();
      const std::uint64_t available = std::clamp(node->next_available().value_or(cycles), next, cycles);
      blocks.push_back({node->log.steps(), node->log.starved() + available - next, node->log.trace()});
    }
    return make_result(graph_, source_, options_, cycles, ends, std::move(blocks));
  }

 private:
  struct LinkWires {
    std::unique_ptr<Wire> up, down;
    std::unique_ptr<FifoLink> fifo;
    Wire& at_consumer() { return down ? *down : *up; }
  };

  [[nodiscard]] std::uint64_t run_ahead(std::size_t block) const {
    return block == kNone ? 1 : graph_.blocks[block].design.stage->facts().run_ahead;
  }

  void add_link(const Link& link) {
    LinkWires& l = links_.emplace_back();
    const auto depth = static_cast<std::uint64_t>(link.depth);
    const auto per_sample = static_cast<std::uint64_t>(link.port.beats_per_sample);
    const std::uint64_t beats = per_sample * static_cast<std::uint64_t>(options_.samples);
    const std::uint64_t remembered = std::max({run_ahead(link.from) + 2, run_ahead(link.to) + 2, depth > 0 ? FifoLink::keep(depth) : 0});
    const std::uint64_t keep = std::min(remembered, beats + 2);
    const auto wire = [&] {
      auto w = std::make_unique<Wire>(keep);
      w->counts.watch = options_.watch_cycles;
      w->counts.before.assign(options_.watch_cycles.size(), 0);
      w->counts.notes = !options_.watch_cycles.empty();
      return w;
    };
    l.up = wire();
    if (depth > 0) {
      l.down = wire();
      l.fifo = std::make_unique<FifoLink>(*l.up, *l.down, depth);
      l.up->to_fifo = l.fifo.get();
      l.down->from_fifo = l.fifo.get();
    }
    if (link.source != kNone) {
      l.up->counts.beats_per_sample = per_sample;
      l.up->counts.notes = true;
      l.up->end_at_source(source_.sources[link.source].pattern, beats);
    }
    if (link.sink != kNone) {
      l.at_consumer().counts.beats_per_sample = per_sample;
      l.at_consumer().counts.notes = true;
      l.at_consumer().end_at_sink(source_.sinks[link.sink].pattern);
    }
  }

  void add_block(std::size_t index) {
    const Block& block = graph_.blocks[index];
    std::vector<Wire*> in;
    std::vector<Wire*> out;
    for (const std::size_t l : block.in) in.push_back(&links_[l].at_consumer());
    for (const std::size_t l : block.out) out.push_back(links_[l].up.get());
    auto node = block.design.stage->event_node({static_cast<std::uint64_t>(options_.samples), false}, in, out);
    node->log.reset(block.design.stage->facts().steps_per_sample, options_.max_trace);
    for (Wire* w : in) w->consumer = node.get();
    for (Wire* w : out) w->producer = node.get();
    nodes_.push_back(std::move(node));
  }

  const Elaborated& graph_;
  const StreamGraph& source_;
  const StreamOptions& options_;
  std::vector<LinkWires> links_;
  std::vector<std::unique_ptr<EventNode>> nodes_;
};

}  // namespace
}  // namespace stream

Result<StreamResult> run_events(const StreamGraph& graph, const StreamOptions& options) {
  auto made = stream::elaborate(graph);
  if (!made) return pass(made.error());
  StreamOptions own = options;
  own.values = false;
  if (auto checked = stream::check_options(*made, own); !checked) return pass(checked.error());
  std::optional<StreamResult> result;
  auto ran = run_in_fresh_kernel([&]() -> Result<void> {
    stream::EventGraph events(*made, graph, own);
    events.run();
    result = events.result();
    return {};
  });
  if (!ran) return pass(ran.error());
  if (result->cycles > options.max_cycles) {
    return fail(ErrorCode::bad_input, graph.name, fmt::format("the run did not end within {} cycles", options.max_cycles), "a larger max_cycles, or fewer samples");
  }
  return *result;
}

}  // namespace quartet::dataflow
