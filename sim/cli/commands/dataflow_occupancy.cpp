// quartet dataflow-occupancy: what every streaming unit does while inferences pass, as a table and as a picture.
#include <fmt/format.h>

#include <ostream>

#include "sim/base/files.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/commands/dataflow_subject.hpp"
#include "sim/report/svg_timeline.hpp"
#include "sim/report/text_table.hpp"
#include "sim/report/units.hpp"

namespace quartet::cli {

namespace {

constexpr std::size_t kMaxTrace = 200'000;  // busy stretches kept a unit
constexpr double kPictureCells = 2000.0;    // shorter gaps are not drawn

void declare(OptionTable& options) {
  declare_dataflow_options(options);
  options.value("svg", "FILE", "draw the busy times of every unit");
  options.value("samples", "N", "inferences that follow one another (default 4)");
}

struct Shown {
  const dataflow::DataflowTarget::Built& built;
  const dataflow::Streamed& streamed;
  [[nodiscard]] const dataflow::UnitStats& unit(std::size_t node) const { return streamed.result.units[streamed.build.unit_of[node]]; }
  [[nodiscard]] double share(std::uint64_t cycles) const {
    return static_cast<double>(cycles) / static_cast<double>(std::max<std::uint64_t>(streamed.result.cycles, 1));
  }
};

std::string units_text(const Shown& s) {
  using Align = TextTable::Align;
  TextTable table({{"unit", Align::left, 34},
                   {"kind"},
                   {"PE x SIMD", Align::right},
                   {"busy", Align::right},
                   {"stalled", Align::right},
                   {"starved", Align::right},
                   {"first out", Align::right},
                   {"last out", Align::right}});
  for (std::size_t i = 0; i < s.built.pipeline.nodes.size(); ++i) {
    const dataflow::UnitStats& u = s.unit(i);
    const dataflow::Node& node = s.built.pipeline.nodes[i];
    table.row({node.name, std::string(node.unit->kind()), fold_text(*node.unit, s.built.folded.design.folding[i]), percent(s.share(u.busy)),
               percent(s.share(u.stalled)), percent(s.share(u.starved)), grouped(static_cast<std::int64_t>(u.first_out().value_or(0))),
               grouped(static_cast<std::int64_t>(u.last_out().value_or(0)))});
  }
  return table.text();
}

std::string fifos_text(const Shown& s) {
  using Align = TextTable::Align;
  TextTable table({{"FIFO", Align::left, 60}, {"depth", Align::right}, {"largest occupancy", Align::right}, {"cycles full", Align::right}});
  for (const dataflow::FifoStats& f : s.streamed.result.fifos) {
    if (f.depth == 0) continue;
    table.row({f.name, grouped(f.depth), grouped(f.max_occupancy), grouped(static_cast<std::int64_t>(f.full_stalls))});
  }
  return table.text();
}

std::vector<TimelineSpan> spans_of(const std::vector<dataflow::BusyInterval>& busy, double gap) {
  std::vector<TimelineSpan> spans;
  for (const dataflow::BusyInterval& b : busy) {
    const auto begin = static_cast<double>(b.begin), end = static_cast<double>(b.end);
    if (!spans.empty() && begin - spans.back().end < gap) {
      spans.back().end = end;
    } else {
      spans.push_back({begin, end, 0, ""});
    }
  }
  for (TimelineSpan& span : spans) span.tooltip = fmt::format("cycles {:.0f} to {:.0f}", span.begin, span.end);
  return spans;
}

std::string picture(const Shown& s, const std::string& network, const std::string& platform) {
  Timeline timeline;
  timeline.title = network + " on " + platform + ": pipeline occupancy";
  timeline.subtitle = fmt::format("{} inferences in a stream, interval {} cycles, latency {} cycles of fabric", s.streamed.result.sinks.front().samples.size(),
                                  s.streamed.result.interval().value_or(0), s.streamed.result.latency().value_or(0));
  timeline.x_title = "cycle";
  timeline.states = {"from the first to the last beat of a burst; the share of busy cycles stands at the right"};
  for (std::size_t i = 0; i < s.built.pipeline.nodes.size(); ++i) {
    const dataflow::UnitStats& u = s.unit(i);
    const std::size_t unit = s.streamed.build.unit_of[i];
    timeline.rows.push_back({s.built.pipeline.nodes[i].name, fmt::format("{} busy, {} stalled", percent(s.share(u.busy)), percent(s.share(u.stalled))),
                             spans_of(s.streamed.result.trace[unit], static_cast<double>(s.streamed.result.cycles) / kPictureCells)});
  }
  return svg_timeline(timeline);
}

Result<int> occupancy(const Arguments& arguments, Session& session) {
  const auto samples = arguments.integer("samples", 2);
  if (!samples) return pass(samples.error());
  std::vector<std::string> extra;
  if (*samples) extra.push_back(fmt::format("dataflow.simulated_samples={}", **samples));
  const auto subject = dataflow_subject(arguments, extra);
  if (!subject) return pass(subject.error());
  auto built = subject->machine->build(*subject->network);
  if (!built) return pass(built.error());
  const auto streamed = subject->machine->stream(*built, kMaxTrace);
  if (!streamed) return pass(streamed.error());
  const Shown shown{*built, *streamed};
  if (const auto file = arguments.text("svg")) {
    if (auto ok = write_text(*file, picture(shown, subject->network->name, subject->target->name())); !ok) return pass(std::move(ok.error()));
  }
  if (session.quiet) return 0;
  session.out << units_text(shown) << '\n' << fifos_text(shown);
  session.out << fmt::format("\n{} cycles for {} inferences: interval {}, latency {} cycles of fabric\n", grouped(static_cast<std::int64_t>(streamed->result.cycles)),
                             streamed->result.sinks.front().samples.size(), streamed->result.interval().value_or(0), streamed->result.latency().value_or(0));
  return 0;
}

}  // namespace

Command dataflow_occupancy_command() {
  return {"dataflow-occupancy",
          "what every streaming unit does while inferences pass: busy, stalled, starved",
          "WORKLOAD|MODEL [--on pynq-z2] [options]",
          {"dataflow-occupancy model.json --on pynq-z2 --svg occupancy.svg", "dataflow-occupancy model.tflite --samples 6"},
          declare,
          occupancy};
}

}  // namespace quartet::cli
