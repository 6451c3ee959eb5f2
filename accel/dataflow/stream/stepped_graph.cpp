#include <algorithm>

#include "accel/dataflow/stream/finish.hpp"
#include "accel/dataflow/stream/pattern.hpp"
#include "accel/dataflow/stream/stages/queue_stage.hpp"
#include "accel/dataflow/stream/stepped_back_end.hpp"

namespace quartet::dataflow::stream {

namespace {

/// The signals of one connection.
struct Signal {
  WireCounts counts;
  char valid = 0, ready = 0;
  const Lanes* payload = nullptr;
  Lanes taken;            ///< what a beat carried, while the registers it stood in change
  std::uint64_t offered_at = 0;
  bool held = false;      ///< valid since offered_at
  [[nodiscard]] bool fires() const { return valid != 0 && ready != 0; }

  void offer(bool is_valid, std::uint64_t now) {
    valid = static_cast<char>(is_valid);
    if (is_valid && !held) {
      held = true;
      offered_at = now;
    }
  }
  void keep_payload() {
    if (!fires()) return;
    taken = *payload;
    payload = &taken;
  }
  void edge(std::uint64_t now) {
    if (!fires()) return;
    counts.beat(now, now - offered_at);
    held = false;
  }
};

struct LinkState {
  const Link* link = nullptr;
  Signal up, down;                       ///< down is not used without a FIFO
  std::unique_ptr<QueueRegisters> fifo;
  std::unique_ptr<PatternWalk> source, sink;
  std::uint64_t to_send = 0, next_offer = 0, next_ready = 0;
  std::shared_ptr<const Lanes> values;   ///< of a source
  Lanes beat;                            ///< the source's present one
  Lanes received;                        ///< by a sink
  Signal& at_consumer() { return fifo ? down : up; }
};

struct BlockState {
  std::unique_ptr<IStepNode> node;
  std::vector<char> in_valid, in_ready, in_fire, out_ready, out_fire;
  std::vector<const Lanes*> payload;
  bool stands_in = false;
  std::uint64_t steps_per_sample = 1, steps = 0, starved = 0, begin = 0;
  std::uint64_t starved_until_motion = 0;  ///< as of the last cycle in which anything moved
  std::vector<BusyInterval> trace;
};

}  // namespace

struct SteppedGraph::State {
  const Elaborated& graph;
  const StreamGraph& source;
  StreamOptions options;
  std::vector<LinkState> links;
  std::vector<BlockState> blocks;
  std::uint64_t now = 0, last_motion_end = 0, silence = 0, longest_silence = 1;
  bool moved = false, stopped = false;

  State(const Elaborated& g, const StreamGraph& s, const StreamOptions& o) : graph(g), source(s), options(o) {}

  void add_link(const Link& link) {
    LinkState& l = links.emplace_back();
    l.link = &link;
    if (link.depth > 0) l.fifo = std::make_unique<QueueRegisters>(fifo_shape(link.depth), options.values);
    const auto per_sample = static_cast<std::uint64_t>(link.port.beats_per_sample);
    for (Signal* s : {&l.up, &l.down}) {
      s->counts.watch = options.watch_cycles;
      s->counts.before.assign(options.watch_cycles.size(), 0);
      s->counts.notes = !options.watch_cycles.empty();
    }
    if (link.source != kNone) {
      const SourceSpec& spec = source.sources[link.source];
      l.source = std::make_unique<PatternWalk>(spec.pattern, false);
      l.to_send = per_sample * static_cast<std::uint64_t>(options.samples);
      l.next_offer = l.source->next(0);
      l.values = spec.values;
      l.up.counts.beats_per_sample = per_sample;
      l.up.counts.notes = true;
      load_beat(l);
    }
    if (link.sink != kNone) {
      l.sink = std::make_unique<PatternWalk>(source.sinks[link.sink].pattern, true);
      l.next_ready = l.sink->next(0);
      l.at_consumer().counts.beats_per_sample = per_sample;
      l.at_consumer().counts.notes = true;
    }
  }

  void add_block(const Block& block, StandIns& stand_ins) {
    BlockState& b = blocks.emplace_back();
    const StageFacts facts = block.design.stage->facts();
    longest_silence = std::max(longest_silence, facts.longest_silence);
    if (const auto found = stand_ins.find(block.spec->name); found != stand_ins.end()) {
      longest_silence = std::max(longest_silence, found->second.longest_silence);
      b.node = std::move(found->second.node);
      b.stands_in = true;
    } else {
      b.node = block.design.stage->step_node({static_cast<std::uint64_t>(options.samples), options.values});
    }
    b.steps_per_sample = facts.steps_per_sample;
    b.in_valid.resize(block.in.size());
    b.in_ready = b.in_fire = b.in_valid;
    b.out_ready.resize(block.out.size());
    b.out_fire = b.out_ready;
    b.payload.resize(block.in.size(), nullptr);
  }

  void load_beat(LinkState& l) const {
    if (!options.values || !l.values || l.values->empty()) return;
    const auto lanes = static_cast<std::uint64_t>(l.link->port.lanes);
    l.beat.resize(lanes);
    for (std::uint64_t i = 0; i < lanes; ++i) l.beat[i] = (*l.values)[(l.up.counts.beats * lanes + i) % l.values->size()];
  }

  void offer_all() {
    for (LinkState& l : links) {
      if (l.source) {
        l.up.offer(l.up.counts.beats < l.to_send && now >= l.next_offer, now);
        l.up.payload = &l.beat;
      } else {
        const IStepNode& node = *blocks[l.link->from].node;
        l.up.offer(node.valid(l.link->from_port), now);
        if (l.up.valid != 0) l.up.payload = &node.payload(l.link->from_port);
      }
      if (!l.fifo) continue;
      l.down.offer(l.fifo->valid(0), now);
      if (l.down.valid != 0) l.down.payload = &l.fifo->payload(0);
      l.fifo->settle({&l.up.valid, 1}, {}, {&l.up.ready, 1});
    }
    for (LinkState& l : links) {
      if (!l.sink) continue;
      if (l.next_ready < now) l.next_ready = l.sink->next(now);
      l.at_consumer().ready = static_cast<char>(l.next_ready == now);
    }
  }

  void settle_all() {
    for (const std::size_t index : graph.settle_order) {
      BlockState& b = blocks[index];
      const Block& block = graph.blocks[index];
      for (std::size_t i = 0; i < b.in_valid.size(); ++i) b.in_valid[i] = links[block.in[i]].at_consumer().valid;
      for (std::size_t o = 0; o < b.out_ready.size(); ++o) b.out_ready[o] = links[block.out[o]].up.ready;
      if (b.stands_in) {
        fetch_payload(b, block);
        b.node->offer(b.payload);
      }
      b.node->settle(b.in_valid, b.out_ready, b.in_ready);
      for (std::size_t i = 0; i < b.in_ready.size(); ++i) links[block.in[i]].at_consumer().ready = b.in_ready[i];
    }
  }

  void clock_all() {
    for (LinkState& l : links) {
      if (!options.values) break;
      l.up.keep_payload();
      if (l.fifo) l.down.keep_payload();
    }
    for (std::size_t index = 0; index < blocks.size(); ++index) clock_block(blocks[index], graph.blocks[index]);
    for (LinkState& l : links) {
      const bool in = l.up.fires();
      const bool out = l.at_consumer().fires();
      moved = moved || in || out;
      if (l.sink && out && options.values) {
        const Lanes& beat = *l.at_consumer().payload;
        l.received.insert(l.received.end(), beat.begin(), beat.end());
      }
      if (l.fifo) {
        const char in_fire = static_cast<char>(in);
        const char out_fire = static_cast<char>(out);
        const Lanes* payload = l.up.payload;
        (void)l.fifo->clock({&in_fire, 1}, {&out_fire, 1}, {&payload, 1});
        l.down.edge(now);
      }
      l.up.edge(now);
      if (l.source && in) {
        if (l.up.counts.beats < l.to_send) l.next_offer = l.source->next(now + 1);
        load_beat(l);
      }
    }
  }

  void fetch_payload(BlockState& b, const Block& block) {
    for (std::size_t i = 0; i < b.payload.size(); ++i) {
      const Signal& s = links[block.in[i]].at_consumer();
      b.payload[i] = s.valid != 0 ? s.payload : nullptr;
    }
  }

  void clock_block(BlockState& b, const Block& block) {
    for (std::size_t i = 0; i < b.in_fire.size(); ++i) b.in_fire[i] = static_cast<char>(links[block.in[i]].at_consumer().fires());
    fetch_payload(b, block);
    for (std::size_t o = 0; o < b.out_fire.size(); ++o) b.out_fire[o] = static_cast<char>(links[block.out[o]].up.fires());
    const auto did = b.node->clock(b.in_fire, b.out_fire, b.payload);
    stopped = stopped || (b.stands_in && b.node->stopped());
    if (did == IStepNode::Did::starved) ++b.starved;
    if (did != IStepNode::Did::step) return;
    moved = true;
    if (b.steps % b.steps_per_sample == 0) b.begin = now;
    ++b.steps;
    if (b.steps % b.steps_per_sample == 0 && b.trace.size() < options.max_trace) b.trace.push_back({b.begin, now + 1});
  }

  /// A source that has yet to decide, or a sink that is not ready yet: time alone will move something.
  [[nodiscard]] bool time_moves() {
    return std::any_of(links.begin(), links.end(), [&](LinkState& l) {
      if (l.source && l.up.counts.beats < l.to_send && now < l.next_offer) return true;
      return l.sink && l.at_consumer().valid != 0 && !l.at_consumer().fires();
    });
  }
};

SteppedGraph::SteppedGraph(const Elaborated& graph, const StreamGraph& source, const StreamOptions& options, StandIns stand_ins)
    : state_(std::make_unique<State>(graph, source, options)) {
  state_->links.reserve(graph.links.size());
  for (const Block& b : graph.blocks) state_->add_block(b, stand_ins);
  for (const Link& l : graph.links) state_->add_link(l);
}

SteppedGraph::~SteppedGraph() = default;

std::uint64_t SteppedGraph::now() const { return state_->now; }

bool SteppedGraph::cycle() {
  State& s = *state_;
  s.moved = false;
  s.offer_all();
  s.settle_all();
  s.clock_all();
  const bool waits_for_time = s.time_moves();
  ++s.now;
  if (s.moved) {
    s.last_motion_end = s.now;
    for (BlockState& b : s.blocks) b.starved_until_motion = b.starved;
  }
  s.silence = s.moved || waits_for_time ? 0 : s.silence + 1;
  return s.silence <= s.longest_silence && !s.stopped;
}

StreamResult SteppedGraph::result() const {
  State& s = *state_;
  const std::uint64_t cycles = s.last_motion_end;
  std::vector<LinkEnd> ends;
  for (LinkState& l : s.links) {
    for (Signal* signal : {&l.up, &l.down}) {
      if (signal->held && signal->offered_at < cycles) signal->counts.stalled += cycles - signal->offered_at;
    }
    ends.push_back({&l.up.counts, &l.at_consumer().counts, l.up.held, l.at_consumer().held, l.fifo ? l.fifo->max_occupancy() : 0});
  }
  std::vector<BlockEnd> blocks;
  for (const BlockState& b : s.blocks) blocks.push_back({b.steps, b.starved_until_motion, b.trace});
  StreamResult r = make_result(s.graph, s.source, s.options, cycles, ends, std::move(blocks));
  if (s.options.values) {
    for (const LinkState& l : s.links) {
      if (l.sink) r.outputs.push_back(l.received);
    }
  }
  return r;
}

}  // namespace quartet::dataflow::stream
