// quartet dataflow-folding: PE, SIMD, cycles and resources of every streaming unit on an FPGA board.
#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "sim/cli/commands.hpp"
#include "sim/cli/commands/dataflow_subject.hpp"
#include "sim/report/text_table.hpp"
#include "sim/report/units.hpp"

namespace quartet::cli {

namespace {

void declare(OptionTable& options) {
  declare_dataflow_options(options);
  options.value("target-fps", "RATE", "inferences a second that the folding must reach (default: the largest rate that fits)");
  options.flag("fifos", "find the FIFO depths by simulation instead of estimating them");
}

std::string units_text(const DataflowSubject& s, const dataflow::DataflowTarget::Built& b) {
  using Align = TextTable::Align;
  constexpr std::size_t kLongText = 34;
  TextTable table({{"unit", Align::left, kLongText},
                   {"kind"},
                   {"PE x SIMD", Align::right},
                   {"cycles", Align::right},
                   {"LUT", Align::right},
                   {"FF", Align::right},
                   {"BRAM18", Align::right},
                   {"DSP", Align::right},
                   {"products"}});
  const dataflow::Design& d = b.folded.design;
  for (std::size_t i = 0; i < b.pipeline.nodes.size(); ++i) {
    const dataflow::Unit& unit = *b.pipeline.nodes[i].unit;
    const dataflow::Resources& r = d.resources[i];
    const std::string products = unit.product_bits() == 0 ? "" : d.uses_dsp[i] ? s.machine->params().mvau + ", DSP" : s.machine->params().mvau + ", LUT";
    table.row({b.pipeline.nodes[i].name, std::string(unit.kind()), fold_text(unit, d.folding[i]), grouped(d.cycles[i]), grouped(r.lut), grouped(r.ff),
               grouped(r.bram18), grouped(r.dsp), products});
  }
  dataflow::Resources links;
  for (const dataflow::Resources& r : d.link_resources) links += r;
  table.row({"FIFOs and width converters", "", "", "", grouped(links.lut), grouped(links.ff), grouped(links.bram18), grouped(links.dsp), ""});
  return table.text();
}

std::string totals_text(const DataflowSubject& s, const dataflow::DataflowTarget::Built& b) {
  const dataflow::Design& d = b.folded.design;
  const dataflow::Params& p = s.machine->params();
  std::string out;
  for (const dataflow::Shortage& u : dataflow::usage(d.total, p)) {
    const std::string estimate = std::string(u.resource) == "LUT" ? fmt::format(" ({} estimated x {} after implementation, fitted)", grouped(d.total.lut), p.estimates.lut_calibration) : "";
    out += fmt::format("{:<7} {:>10} of {:>9}  {:>6}{}\n", u.resource, grouped(u.needed), grouped(u.available),
                       percent(static_cast<double>(u.needed) / static_cast<double>(std::max<std::int64_t>(u.available, 1))), estimate);
  }
  const auto interval = static_cast<double>(d.interval);
  out += fmt::format("interval {} cycles, {} inferences/s at {}; latency {} cycles of fabric (closed form)\n", grouped(d.interval),
                     grouped(static_cast<std::int64_t>(p.clock_hz / interval)), si(p.clock_hz, "Hz"), grouped(d.latency));
  out += "the same as a list: --set dataflow.folding=" + dataflow::folding_text(b.pipeline, d.folding, p) + "\n";
  return out;
}

std::string fifos_text(const dataflow::DataflowTarget::Built& b, const dataflow::Streamed& streamed) {
  using Align = TextTable::Align;
  TextTable table({{"FIFO", Align::left, 60}, {"bits", Align::right}, {"depth", Align::right}, {"unbounded occupancy", Align::right}});
  for (std::size_t i = 0; i < b.pipeline.links.size(); ++i) {
    const dataflow::Link& link = b.pipeline.links[i];
    if (link.from == dataflow::kOutside || link.to == dataflow::kOutside) continue;
    const auto name = [&](int node) { return b.pipeline.nodes[static_cast<std::size_t>(node)].name; };
    const std::string seen = i < streamed.fifos.occupancy.size() ? grouped(streamed.fifos.occupancy[i]) : "";
    table.row({name(link.from) + " to " + name(link.to), grouped(dataflow::from_side(b.pipeline, link, b.folded.design.folding).width_bits()),
               grouped(streamed.fifos.depths[i]), seen});
  }
  return "\n" + table.text() + fmt::format("{} simulations; {} FIFOs may be deeper than needed; interval {} cycles, latency {} cycles simulated\n",
                                           streamed.fifos.runs, streamed.fifos.unproven, grouped(static_cast<std::int64_t>(streamed.result.interval().value_or(0))),
                                           grouped(static_cast<std::int64_t>(streamed.result.latency().value_or(0))));
}

Result<int> folding(const Arguments& arguments, Session& session) {
  std::vector<std::string> extra;
  if (const auto fps = arguments.text("target-fps")) extra.push_back("dataflow.target_fps=" + *fps);
  const auto subject = dataflow_subject(arguments, extra);
  if (!subject) return pass(subject.error());
  auto built = subject->machine->build(*subject->network);
  if (!built) return pass(built.error());
  std::string fifos;
  if (arguments.has("fifos")) {
    const auto streamed = subject->machine->stream(*built);
    if (!streamed) return pass(streamed.error());
    fifos = fifos_text(*built, *streamed);
  }
  if (session.quiet) return 0;
  session.out << units_text(*subject, *built) << '\n' << totals_text(*subject, *built) << fifos;
  for (const std::string& note : built->folded.notes) session.out << session.paint.yellow("note: ") << note << '\n';
  return 0;
}

}  // namespace

Command dataflow_folding_command() {
  return {"dataflow-folding",
          "PE, SIMD, cycles and resources of every streaming unit on an FPGA board",
          "WORKLOAD|MODEL [--on pynq-z2] [options]",
          {"dataflow-folding model.json --target-fps 200000", "dataflow-folding model.tflite --on arty-a7-100t --fifos",
           "dataflow-folding model.json --set dataflow.style=hls4ml --set dataflow.reuse_factor=64"},
          declare,
          folding};
}

}  // namespace quartet::cli
