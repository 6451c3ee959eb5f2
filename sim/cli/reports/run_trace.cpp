#include "sim/cli/reports/run_trace.hpp"

#include <fmt/format.h>

#include "accel/dataflow/dataflow_target.hpp"
#include "sim/base/files.hpp"
#include "sim/cli/reports/inference_spans.hpp"
#include "sim/report/units.hpp"
#include "sim/run/experiment.hpp"

namespace quartet::cli {

namespace {

constexpr const char* kInference = "inference";
constexpr std::size_t kMostInferences = 64;  // of a stream that are drawn

using Details = std::vector<std::pair<std::string, std::string>>;

Details details_of(const LayerSummary& layer) {
  Details out = {{"operator", layer.op}, {"MACs", std::to_string(layer.macs)}};
  if (layer.utilization) out.emplace_back("utilization", percent(*layer.utilization));
  if (!layer.bound.empty()) out.emplace_back("bound", layer.bound);
  out.emplace_back("energy", si(layer.energy_j, "J"));
  for (const Figure& figure : layer.figures)
    out.emplace_back(figure.name, (figure.value ? shortest(*figure.value) + (figure.unit == "1" ? "" : " " + figure.unit) : kNotModelled) +
                                      " (" + figure.origin + ")");
  return out;
}

// What is paid once comes before the inference, as on the device.
std::uint64_t add_once(const RunResult& result, Trace& trace) {
  TraceTrack track{"once per power-up", "phases", {}};
  std::uint64_t at = 0;
  for (const PhaseSummary& phase : result.phases) {
    if (phase.paid != "once" || phase.cycles == 0) continue;
    track.spans.push_back({phase.name, at, at + phase.cycles, {}});
    at += phase.cycles;
  }
  if (!track.spans.empty()) trace.tracks.push_back(std::move(track));
  return at;
}

void add_sequence(const std::vector<InferenceSpan>& spans, std::uint64_t start, Trace& trace) {
  TraceTrack phases{kInference, "phases", {}}, layers{kInference, "layers", {}};
  for (const InferenceSpan& span : spans) {
    TraceTrack& track = span.layer != nullptr ? layers : phases;
    track.spans.push_back({span.name, start + span.begin, start + span.end, span.layer != nullptr ? details_of(*span.layer) : Details{}});
  }
  if (!phases.spans.empty()) trace.tracks.push_back(std::move(phases));
  trace.tracks.push_back(std::move(layers));
}

Details shares(const dataflow::UnitStats& unit, std::uint64_t cycles) {
  const auto share = [&](std::uint64_t part) { return percent(static_cast<double>(part) / static_cast<double>(std::max<std::uint64_t>(cycles, 1))); };
  return {{"kind", unit.kind}, {"busy", share(unit.busy)}, {"stalled", share(unit.stalled)}, {"starved", share(unit.starved)},
          {"shares of", fmt::format("{} cycles of the whole stream", cycles)}};
}

// Each unit's stay of every inference, from its first step to its last.
void add_units(const dataflow::DataflowTarget::Built& built, const dataflow::Streamed& streamed, std::uint64_t start, Trace& trace) {
  const dataflow::StreamResult& r = streamed.result;
  const auto& samples = r.sources.front().samples;
  const std::uint64_t origin = samples.empty() ? 0 : samples.front().first;
  const std::string group = fmt::format("units, {} inferences in a stream", samples.size());
  for (std::size_t i = 0; i < built.pipeline.nodes.size(); ++i) {
    const std::size_t unit = streamed.build.unit_of[i];
    TraceTrack track{group, built.pipeline.nodes[i].name, {}};
    for (const dataflow::BusyInterval& stay : r.trace[unit]) {
      if (stay.begin < origin) continue;
      track.spans.push_back({fmt::format("inference {}", track.spans.size() + 1), start + stay.begin - origin, start + stay.end - origin,
                             shares(r.units[unit], r.cycles)});
    }
    trace.tracks.push_back(std::move(track));
  }
}

Result<void> add_pipeline(const RunRequest& request, const RunResult& result, std::uint64_t start, Trace& trace) {
  const std::uint64_t end = start + result.latency->cycles;
  auto experiment = Experiment::prepare(request);
  if (!experiment) return pass(experiment.error());
  const auto* machine = dynamic_cast<const dataflow::DataflowTarget*>(experiment->target());
  if (machine == nullptr) {
    trace.tracks.push_back({kInference, "whole", {{"layers and phases overlap", start, end, {}}}});
    return {};
  }
  auto built = machine->build(experiment->network());
  if (!built) return pass(built.error());
  const auto streamed = machine->stream(*built, kMostInferences);
  if (!streamed) return pass(streamed.error());
  TraceTrack call{kInference, "call", {}};
  std::uint64_t at = start;
  for (const PhaseSummary& phase : result.phases) {
    if (phase.paid != "inference") continue;
    call.spans.push_back({phase.name, at, at + phase.cycles, {}});
    at += phase.cycles;
  }
  call.spans.push_back({"fabric, first beat in to last beat out", at, std::max(at, end), {}});
  trace.tracks.push_back(std::move(call));
  add_units(*built, *streamed, at, trace);
  return {};
}

}  // namespace

Result<Trace> trace_of_run(const RunRequest& request, const RunResult& result) {
  if (!result.latency)
    return fail(ErrorCode::usage, "--trace", "time is not modelled on '" + result.platform + "'", "choose a platform of 'quartet list platforms'");
  Trace trace;
  trace.title = result.network + " on " + result.platform;
  trace.clock_hz = result.latency->clock_hz;
  trace.identity = {{"generator", "quartet " + result.identity.version},
                    {"config_hash", result.identity.config_hash},
                    {"network_hash", result.identity.network_hash},
                    {"data_hash", result.identity.data_hash},
                    {"seed", std::to_string(result.identity.seed)},
                    {"fidelity", result.request.fidelity},
                    {"latency_cycles", std::to_string(result.latency->cycles)}};
  const std::uint64_t start = add_once(result, trace);
  if (const auto spans = inference_spans(result)) {
    add_sequence(*spans, start, trace);
    return trace;
  }
  if (const auto ok = add_pipeline(request, result, start, trace); !ok) return pass(ok.error());
  return trace;
}

Result<void> write_trace(const std::string& file, const RunRequest& request, const RunResult& result) {
  const auto trace = trace_of_run(request, result);
  if (!trace) return pass(trace.error());
  const auto json = trace_json(*trace);
  if (!json) return pass(json.error());
  return write_text(file, *json);
}

}  // namespace quartet::cli
