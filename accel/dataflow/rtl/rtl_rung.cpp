#include "accel/dataflow/rtl/rtl_rung.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "workloads/golden/interpreter.hpp"

namespace quartet::dataflow::lockstep {

namespace {

LockstepSetup setup_of(const std::vector<Placement>& placements, const RunOptions& options, std::int64_t sample, bool in_kernel) {
  return {placements, options.seed, options.rtl->wave, {sample}, in_kernel};
}

std::string offset_text(const Placement& p) {
  if (!p.offset) return "values compared in order, cycles not";
  return *p.offset == 0 ? "values and cycles equal" : fmt::format("values equal, outputs {} cycles later as stated", *p.offset);
}

std::string block_text(const Placement& p) {
  std::string text = fmt::format("block '{}' (module {}, {:.8}); {}", p.plugin->name(), p.plugin->top(), p.plugin->hash(), offset_text(p));
  if (!p.also_fits.empty()) {
    text += fmt::format("; it fits {} too (--rtl {}={})", p.also_fits.front(), p.also_fits.front(), p.plugin->name());
  }
  return text;
}

}  // namespace

Result<std::vector<Figure>> stream_with_rtl(const Pipeline& pipeline, const Design& design, const Params& params, std::span<const Values> inputs,
                                            const RunOptions& options, Streamed& streamed) {
  const StreamBuild build = build_stream(pipeline, design, inputs);
  const auto placements = place_blocks(build.graph, *options.rtl);
  if (!placements) return pass(placements.error());
  StreamOptions how;
  how.samples = params.simulated_samples;
  auto ran = run_lockstep(build.graph, how, setup_of(*placements, options, 0, true));
  if (!ran) return pass(ran.error());
  ran->streams.outputs.clear();
  const bool equal = ran->streams == streamed.result;
  std::vector<Figure> figures;
  for (std::size_t i = 0; i < placements->size(); ++i) {
    const Placement& p = (*placements)[i];
    figures.push_back({"RTL " + p.unit, static_cast<double>(ran->blocks[i].beats_compared), "beat", "counted", block_text(p)});
  }
  const auto cycles = static_cast<double>(ran->streams.cycles) - static_cast<double>(streamed.result.cycles);
  figures.push_back({"RTL cycles beside the simulate rung", cycles, "cycle", "counted",
                     fmt::format("{} frames; {}", how.samples,
                                 equal ? "cycles, stalls and FIFO fill of every unit are equal" : "units or FIFOs differ in cycles, stalls or fill")});
  streamed.result = std::move(ran->streams);
  return figures;
}

namespace {

/// The edge into the unit that makes a label becomes the sink.
void end_with_scores(StreamGraph& graph) {
  const auto label = std::find_if(graph.units.begin(), graph.units.end(), [](const UnitSpec& u) { return u.kind == "label_select"; });
  if (label == graph.units.end()) return;
  const std::string name = label->name;
  graph.units.erase(label);
  std::erase_if(graph.sinks, [&](const SinkSpec& s) { return s.from.unit == name; });
  for (const EdgeSpec& edge : graph.edges) {
    if (edge.to.unit == name) graph.sinks.push_back({"scores", edge.from, always(), 0});
  }
  std::erase_if(graph.edges, [&](const EdgeSpec& e) { return e.to.unit == name; });
}

class RtlFunction final : public IFunction {
 public:
  RtlFunction(const Network& network, Interpreter interpreter, Pipeline pipeline, const RunOptions& options)
      : golden_(std::move(interpreter)), logits_(network.logits()), pipeline_(std::move(pipeline)), options_(options) {}

  Result<void> prepare(const Network& network, const Design& design) {
    std::vector<Values> nothing;
    for (const TensorId id : network.inputs) nothing.emplace_back(static_cast<std::size_t>(network.tensor(id).elements()), 0);
    build_ = build_stream(pipeline_, design, nothing);
    std::vector<std::int64_t> whole;
    for (const Link& link : pipeline_.links) whole.push_back(std::max(kLeastDepth, from_side(pipeline_, link, design.folding).beats));
    set_depths(build_, whole);
    end_with_scores(build_.graph);
    auto placements = place_blocks(build_.graph, *options_.rtl);
    if (!placements) return pass(placements.error());
    placements_ = std::move(*placements);
    compared_.assign(placements_.size(), 0);
    return {};
  }

  [[nodiscard]] Result<Values> run(std::span<const Values> inputs, std::int64_t sample) override {
    if (auto done = golden_.run(inputs); !done) return pass(done.error());
    for (const Link& link : pipeline_.links) {
      if (link.from != kOutside) continue;
      for (SourceSpec& source : build_.graph.sources) {
        if (source.name == fmt::format("input{}", link.from_port)) {
          source.values = std::make_shared<const Lanes>(inputs[static_cast<std::size_t>(link.from_port)]);
        }
      }
    }
    auto ran = run_lockstep(build_.graph, {}, setup_of(placements_, options_, sample, false));
    if (!ran) return pass(ran.error());
    for (std::size_t i = 0; i < placements_.size(); ++i) compared_[i] += ran->blocks[i].beats_compared;
    ++samples_;
    const Values& scores = golden_.tensor(logits_);
    if (!ran->streams.outputs.empty() && ran->streams.outputs.front() == scores) ++from_stream_;
    return scores;
  }

  [[nodiscard]] std::vector<Figure> figures() const override {
    std::vector<Figure> out;
    out.push_back({"samples with RTL in the loop", static_cast<double>(samples_), "1", "counted", "each from reset, compared beat by beat"});
    out.push_back({"samples whose stream gave the scores", static_cast<double>(from_stream_), "1", "counted",
                   "what left the last unit is the golden scores; else these are made of it on the host"});
    for (std::size_t i = 0; i < placements_.size(); ++i) {
      out.push_back({"RTL " + placements_[i].unit + ", all samples", static_cast<double>(compared_[i]), "beat", "counted", offset_text(placements_[i])});
    }
    return out;
  }

 private:
  Interpreter golden_;
  TensorId logits_;
  Pipeline pipeline_;
  RunOptions options_;
  StreamBuild build_;
  std::vector<Placement> placements_;
  std::vector<std::uint64_t> compared_;
  std::int64_t samples_ = 0, from_stream_ = 0;
};

}  // namespace

Result<std::unique_ptr<IFunction>> rtl_function(const Network& network, Pipeline pipeline, Design design, const RunOptions& options) {
  auto interpreter = Interpreter::create(network, {.rounding = options.rounding});
  if (!interpreter) return pass(interpreter.error());
  auto made = std::make_unique<RtlFunction>(network, std::move(*interpreter), std::move(pipeline), options);
  if (auto ready = made->prepare(network, design); !ready) return pass(ready.error());
  return made;
}

}  // namespace quartet::dataflow::lockstep
