// Arithmetic intensity against MACs a cycle, layer by layer, below the machine's peak.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/cli/reports/report_parts.hpp"
#include "sim/report/units.hpp"
#include "sim/run/layer_traffic.hpp"

namespace quartet::cli {

namespace {

constexpr std::size_t kMostRoofs = 3;  // of one machine; more: each unit has a peak of its own
constexpr double kSamePeak = 1e-6;

std::optional<double> traffic_of(const LayerSummary& layer) {
  const auto found = std::find_if(layer.figures.begin(), layer.figures.end(), [](const Figure& f) { return f.name == kLayerTraffic; });
  return found == layer.figures.end() ? std::nullopt : found->value;
}

// utilization = MACs ÷ (peak × cycles).
std::optional<double> peak_of(const LayerSummary& layer) {
  if (!layer.utilization || !(*layer.utilization > 0.0) || !layer.cycles || *layer.cycles == 0 || layer.macs == 0) return std::nullopt;
  return static_cast<double>(layer.macs) / (static_cast<double>(*layer.cycles) * *layer.utilization);
}

std::vector<double> peaks_of(const RunResult& result) {
  std::vector<double> out;
  for (const LayerSummary& layer : result.layers) {
    const auto peak = peak_of(layer);
    const auto same = [&](double other) { return std::fabs(other - *peak) <= kSamePeak * other; };
    if (peak && std::none_of(out.begin(), out.end(), same)) out.push_back(*peak);
  }
  return out;
}

void add_rows(const ReportResult& r, PlotTable& table) {
  for (const LayerSummary& layer : r.result.layers) {
    if (layer.macs == 0) continue;
    const auto macs = static_cast<double>(layer.macs);
    const auto bytes = traffic_of(layer);
    const auto rate = layer.cycles && *layer.cycles > 0 ? std::optional(macs / static_cast<double>(*layer.cycles)) : std::nullopt;
    const auto intensity = bytes && *bytes > 0.0 ? std::optional(macs / *bytes) : std::nullopt;
    const auto speed = rate && r.result.latency ? std::optional(*rate * r.result.latency->clock_hz) : std::nullopt;
    table.rows.push_back({r.label, layer.name, layer.op, macs, cell_of(bytes), cell_of(intensity), cell_of(rate), cell_of(speed), cell_of(peak_of(layer)),
                          cell_of(layer.utilization ? std::optional(100.0 * *layer.utilization) : std::nullopt), layer.bound});
  }
}

/// One roof, and the results that have it.
struct Roof {
  double peak = 0.0;
  std::string of;
};

void add_roofs(const ReportResult& r, std::vector<Roof>& roofs, std::string& caption) {
  const std::vector<double> peaks = peaks_of(r.result);
  if (peaks.empty()) caption += " " + r.label + ": its peak is not known.";
  if (peaks.size() > kMostRoofs) {
    caption += " " + r.label + ": every unit has a peak of its own, in the table.";
    return;
  }
  for (const double peak : peaks) {
    const auto same = std::find_if(roofs.begin(), roofs.end(), [&](const Roof& roof) { return std::fabs(roof.peak - peak) <= kSamePeak * peak; });
    if (same == roofs.end()) {
      roofs.push_back({peak, r.result.platform});
    } else if (same->of.find(r.result.platform) == std::string::npos) {
      same->of += ", " + r.result.platform;
    }
  }
}

}  // namespace

PlotWithTable roofline_plot(const std::vector<ReportResult>& results) {
  PlotWithTable out;
  const std::string no_bytes = "the result does not hold the bytes of the layer: it was written by a version before this figure";
  out.table.id = "roofline";
  out.table.title = "Layers with multiplications";
  out.table.columns = {{"result", "result", "", ""},
                       {"layer", "layer", "", ""},
                       {"op", "operator", "", ""},
                       {"macs", "MACs", "", ""},
                       {"bytes", "weights, inputs and outputs", "B", no_bytes},
                       {"intensity", "arithmetic intensity", "MAC/B", no_bytes},
                       {"mac_per_cycle", "speed", "MAC/cycle", "time is not modelled on this platform"},
                       {"mac_per_s", "speed", "MAC/s", "time is not modelled on this platform"},
                       {"peak_mac_per_cycle", "peak", "MAC/cycle", "the machine's peak is not known for this layer"},
                       {"utilization", "of the peak", "%", "the machine's peak is not known for this layer"},
                       {"bound", "limited by", "", ""}};
  for (const ReportResult& r : results) add_rows(r, out.table);
  Plot& plot = out.plot;
  plot.id = "roofline";
  plot.kind = "scatter";
  plot.title = results.size() == 1 ? results.front().label + ": roofline" : "Roofline of every result";
  plot.subtitle = "each point is a layer; intensity = MACs ÷ bytes of its weights, inputs and outputs, each moved once";
  plot.table = out.table.id;
  plot.roles = {{"x", "intensity"}, {"y", "mac_per_cycle"}, {"group", "result"}, {"label", "layer"}};
  plot.columns = {"intensity", "mac_per_cycle", "mac_per_s", "utilization", "macs", "bytes"};
  plot.log_x = plot.log_y = true;
  double low = 0.0, high = 0.0;
  for (std::size_t i = 0; i < out.table.rows.size(); ++i) {
    const double* x = out.table.number(i, 5);
    if (x == nullptr || out.table.number(i, 6) == nullptr) continue;
    low = low > 0.0 ? std::min(low, *x) : *x;
    high = std::max(high, *x);
  }
  if (!(high > 0.0)) {
    const bool timed = std::any_of(results.begin(), results.end(), [](const ReportResult& r) { return r.result.latency.has_value(); });
    plot.missing = timed ? no_bytes : "no result has a time";
    return out;
  }
  plot.caption = "Peak: multiplications that the machine could do in these cycles. The roof of the memory bandwidth is not modelled: no result holds it.";
  std::vector<Roof> roofs;
  for (const ReportResult& r : results) {
    if (r.result.latency) add_roofs(r, roofs, plot.caption);
  }
  constexpr double kBeyond = 1.5;
  for (const Roof& roof : roofs)
    plot.lines.push_back({fmt::format("peak of {}: {:.4g} MAC/cycle", roof.of, roof.peak), {{low / kBeyond, roof.peak}, {high * kBeyond, roof.peak}}});
  return out;
}

}  // namespace quartet::cli
