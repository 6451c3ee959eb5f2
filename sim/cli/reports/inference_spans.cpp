#include "sim/cli/reports/inference_spans.hpp"

namespace quartet::cli {

namespace {

// Results of machines that do not say where their phases lie: these two follow the layers on every one of them.
bool follows_the_layers(const PhaseSummary& phase) { return phase.after_layers || phase.name == "interrupt" || phase.name == "read_out"; }

}  // namespace

std::optional<std::vector<InferenceSpan>> inference_spans(const RunResult& result) {
  if (!result.latency) return std::nullopt;
  std::vector<InferenceSpan> spans;
  std::uint64_t at = 0;
  const auto add = [&](const std::string& name, std::uint64_t cycles, const LayerSummary* layer) {
    if (cycles > UINT64_MAX - at) return false;
    spans.push_back({name, at, at + cycles, layer});
    at += cycles;
    return true;
  };
  for (const bool last : {false, true}) {
    for (const PhaseSummary& phase : result.phases) {
      if (phase.paid == "inference" && follows_the_layers(phase) == last && !add(phase.name, phase.cycles, nullptr)) return std::nullopt;
    }
    if (last) break;
    for (const LayerSummary& layer : result.layers) {
      if (!layer.cycles || !add(layer.name, *layer.cycles, &layer)) return std::nullopt;
    }
  }
  if (at != result.latency->cycles) return std::nullopt;
  return spans;
}

}  // namespace quartet::cli
