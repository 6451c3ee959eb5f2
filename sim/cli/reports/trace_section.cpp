// Occupancy: what every track of a trace does over time.
#include <fmt/format.h>

#include "sim/cli/reports/report_parts.hpp"
#include "sim/report/units.hpp"

namespace quartet::cli {

namespace {

constexpr std::size_t kMostSpans = 20'000;  // of one trace; the file itself has all
constexpr const char* kOnce = "once per power-up";

// Times count from the start of the inference: what is paid once at power-up is left to the trace's own viewers.
PlotTable spans_table(const Trace& trace, std::size_t& left_out) {
  PlotTable table;
  table.id = "occupancy";
  table.title = "Spans";
  table.columns = {{"track", "track", "", ""}, {"span", "span", "", ""},         {"begin_s", "time since the start", "s", ""}, {"end_s", "end", "s", ""},
                   {"cycles", "cycles", "cycle", ""}, {"group", "group", "", ""}, {"details", "details", "", ""}};
  std::uint64_t start = UINT64_MAX;
  for (const TraceTrack& track : trace.tracks) {
    if (track.group != kOnce && !track.spans.empty()) start = std::min(start, track.spans.front().begin);
  }
  for (const TraceTrack& track : trace.tracks) {
    if (track.group == kOnce) continue;
    for (const TraceSpan& span : track.spans) {
      if (table.rows.size() >= kMostSpans) {
        ++left_out;
        continue;
      }
      std::string details = span.name;
      for (const auto& [key, value] : span.details) details += "; " + key + " " + value;
      table.rows.push_back({track.name, span.name, static_cast<double>(span.begin - start) / trace.clock_hz, static_cast<double>(span.end - start) / trace.clock_hz,
                            static_cast<double>(span.end - span.begin), track.group, std::move(details)});
    }
  }
  return table;
}

}  // namespace

Result<void> add_traces(ReportInputs& inputs, ReportDocument& document) {
  for (const ReportTrace& t : inputs.traces) {
    ReportSection section;
    section.id = "trace";
    section.title = t.trace.title + ": trace";
    std::string identity = "identity:";
    for (const auto& [key, value] : t.trace.identity) identity += " " + key + " " + value + ";";
    section.notes.push_back(identity);
    std::size_t left_out = 0;
    PlotTable table = spans_table(t.trace, left_out);
    Plot plot;
    plot.id = "occupancy";
    plot.kind = "timeline";
    plot.title = t.trace.title + ": occupancy over time";
    plot.subtitle = "a bar lasts from the first to the last step; the clock runs at " + si(t.trace.clock_hz, "Hz");
    plot.table = table.id;
    plot.roles = {{"track", "track"}, {"begin", "begin_s"}, {"end", "end_s"}, {"state", "span"}, {"label", "details"}};
    plot.caption = "Open " + t.file + " in Perfetto (ui.perfetto.dev) to zoom without end.";
    if (left_out > 0) table.note = fmt::format("{} further spans are left out; the trace has them", grouped(static_cast<std::int64_t>(left_out)));
    if (table.rows.empty()) plot.missing = "the trace has no spans";
    if (left_out > 0) plot.caption += " " + table.note + ".";
    section.plots.push_back(std::move(plot));
    section.tables.push_back(std::move(table));
    document.sections.push_back(std::move(section));
  }
  return {};
}

}  // namespace quartet::cli
