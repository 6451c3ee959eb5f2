#include "accel/dataflow/rtl/lockstep_run.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "accel/dataflow/stream/unit_kinds.hpp"

namespace quartet::dataflow::lockstep {

namespace {

using quartet::rtl::WaveWindow;

/// The wave of one block in a second run.
struct Trace {
  std::size_t block = 0;
  WaveWindow window;
};

class Runner {
 public:
  Runner(const StreamGraph& graph, StreamOptions options, const LockstepSetup& setup) : graph_(graph), options_(std::move(options)), setup_(setup) {
    options_.values = true;
  }

  Result<LockstepResult> run() {
    auto streams = once(std::nullopt);
    if (!streams) return pass(streams.error());
    if (const Record* first = first_difference()) {
      const auto index = static_cast<std::size_t>(std::find_if(records_.begin(), records_.end(), [&](const auto& r) { return r.get() == first; }) - records_.begin());
      return pass(found(index));
    }
    for (const auto& r : records_) {
      if (r->stopped) return pass(*r->stopped);
    }
    if (streams->deadlock) return pass(deadlock(*streams->deadlock));
    LockstepResult out{std::move(*streams), {}};
    for (const auto& r : records_) out.blocks.push_back(*r);
    return out;
  }

 private:
  Result<stream::StandIns> stand_ins(const std::optional<Trace>& trace) {
    stream::StandIns out;
    records_.clear();
    for (std::size_t i = 0; i < setup_.placements.size(); ++i) {
      const Placement& p = setup_.placements[i];
      const bool traced = trace && trace->block == i;
      auto block = RtlBlock::create(p, options_.samples, setup_.seed, traced ? std::optional(trace->window) : std::nullopt);
      if (!block) return pass(block.error());
      const auto design = design_unit(graph_.units[p.index]);
      if (!design) return pass(design.error());
      auto model = design->stage->step_node({static_cast<std::uint64_t>(options_.samples), true});
      records_.push_back(std::make_shared<Record>());
      const LockstepOptions how{p.watchdog, traced ? std::optional(trace->window.last) : std::nullopt};
      auto node = std::make_unique<LockstepNode>(std::move(*block), make_comparison(std::move(model), p.ports, p.offset), p.ports, how, records_.back());
      const auto shift = static_cast<std::uint64_t>(std::abs(p.offset.value_or(0)));
      // The graph waits for the watchdog, not the other way round.
      out[p.unit] = {std::move(node), p.watchdog + shift + 2};
    }
    return out;
  }

  Result<StreamResult> once(const std::optional<Trace>& trace) {
    auto nodes = stand_ins(trace);
    if (!nodes) return pass(nodes.error());
    if (setup_.in_kernel) return stream::run_stepped(graph_, options_, std::move(*nodes));
    auto made = stream::elaborate(graph_);
    if (!made) return pass(made.error());
    if (auto checked = stream::check_options(*made, options_); !checked) return pass(checked.error());
    stream::SteppedGraph stepped(*made, graph_, options_, std::move(*nodes));
    while (stepped.cycle()) {
      if (stepped.now() >= options_.max_cycles) return bad_input(graph_.name, fmt::format("the run did not end within {} cycles", options_.max_cycles));
    }
    return stepped.result();
  }

  [[nodiscard]] const Record* first_difference() const {
    const Record* out = nullptr;
    for (const auto& r : records_) {
      if (r->first && (out == nullptr || r->first->cycle < out->first->cycle)) out = r.get();
    }
    return out;
  }

  /// Again, with a wave.
  Error found(std::size_t index) {
    const Record first = *records_[index];
    const Placement& placement = setup_.placements[index];
    std::filesystem::path file = setup_.wave;
    if (file.empty()) file = fmt::format("rtl-{}-sample{}-cycle{}.fst", placement.unit, setup_.occasion.sample, first.first->cycle);
    const WaveWindow window = quartet::rtl::around(first.first->cycle, file);
    const auto again = once(Trace{index, window});
    if (!again) return again.error();
    const Record& traced = *records_[index];
    if (!traced.first || traced.first->cycle != first.first->cycle) {
      return {ErrorCode::check_failed,
              {{placement.unit, fmt::format("the difference at cycle {} did not come again in a second run", first.first->cycle),
                "the block's behaviour depends on more than its inputs and its seed"}}};
    }
    return report(placement, traced, setup_.occasion, file, window);
  }

  Error deadlock(const Deadlock& d) const {
    std::string states;
    for (std::size_t i = 0; i < records_.size(); ++i) {
      for (const auto& port : records_[i]->ports) states += (states.empty() ? "" : "\n    ") + setup_.placements[i].unit + ", " + to_string(port);
    }
    return {ErrorCode::check_failed, {{graph_.name, d.text(), states}}};
  }

  const StreamGraph& graph_;
  StreamOptions options_;
  const LockstepSetup& setup_;
  std::vector<std::shared_ptr<Record>> records_;
};

}  // namespace

Result<LockstepResult> run_lockstep(const StreamGraph& graph, StreamOptions options, const LockstepSetup& setup) {
  return Runner(graph, std::move(options), setup).run();
}

}  // namespace quartet::dataflow::lockstep
