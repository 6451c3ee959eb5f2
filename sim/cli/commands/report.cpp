// quartet report: results and sweeps as one HTML file, or one plot of them as SVG and CSV.
#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "sim/base/files.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/reports/report_parts.hpp"
#include "sim/report/html/page.hpp"
#include "sim/report/plot_kind.hpp"
#include "sim/report/text_table.hpp"
#include "sim/report/units.hpp"

namespace quartet::cli {

namespace {

constexpr std::int64_t kMostPoints = 1'000'000;

void declare(OptionTable& options) {
  options.positional("FILE", 1, -1);
  options.value("out,o", "FILE.html", "write the report: one file that needs no network");
  options.flag("list", "say which plots the files give, and why one cannot be drawn");
  options.value("plot", "NAME", "this plot alone, for --svg and --csv");
  options.value("svg", "FILE|-", "draw the plot");
  options.value("csv", "FILE|-", "write the data of the plot");
  options.value("points", "N", "points of a sweep that are listed and drawn (default 5000); counts and fronts are over all");
  options.repeated("objective", "METRIC[=max]", "what the Pareto front is of (default: the objectives of the sweep); may be repeated");
}

std::string list_text(const ReportDocument& document) {
  TextTable table({{"plot"}, {"kind"}, {"rows", TextTable::Align::right}, {"what it shows", TextTable::Align::left, 70}});
  for (const ReportSection& section : document.sections) {
    for (const Plot& plot : section.plots) {
      const auto data = std::find_if(section.tables.begin(), section.tables.end(), [&](const PlotTable& t) { return t.id == plot.table; });
      const bool drawn = plot.missing.empty() && data != section.tables.end();
      table.row({plot.id, plot.kind, drawn ? grouped(static_cast<std::int64_t>(data->rows.size())) : "-",
                 (plot.title.rfind(section.title, 0) == 0 ? std::string() : section.title + ": ") + plot.title +
                     (drawn ? std::string() : "; " + std::string(kNotModelled) + ": " + plot.missing)});
    }
  }
  std::string out = table.text();
  if (out.empty()) out = "the files give no plot\n";
  TextTable parts({{"part"}, {"made of"}});
  for (const ReportPart& part : report_parts()) parts.row({part.name, part.needs});
  return out + "\n" + parts.text();
}

Result<void> deliver(const std::string& target, const std::string& text, Session& session) {
  if (target != "-") return write_text(target, text);
  session.out << text;
  return {};
}

struct Found {
  const Plot* plot;
  const PlotTable* table;
};

Result<Found> find_plot(const ReportDocument& document, const std::string& name) {
  std::vector<std::string> names;
  for (const ReportSection& section : document.sections) {
    for (const Plot& plot : section.plots) {
      names.push_back(plot.id);
      if (plot.id != name) continue;
      const auto data = std::find_if(section.tables.begin(), section.tables.end(), [&](const PlotTable& t) { return t.id == plot.table; });
      if (data == section.tables.end()) return fail(ErrorCode::internal, "--plot", "plot '" + name + "' has no table");
      return Found{&plot, &*data};
    }
  }
  const std::string near = nearest(name, names);
  return fail(ErrorCode::usage, "--plot", "the files give no plot '" + name + "'",
              !near.empty() ? "did you mean '" + near + "'?" : fmt::format("they give: {}", fmt::join(names, ", ")));
}

// A plot that cannot be drawn is a request that failed, not an empty picture.
Result<int> one_plot(const ReportDocument& document, const std::string& name, const Arguments& arguments, Session& session) {
  const auto found = find_plot(document, name);
  if (!found) return pass(found.error());
  if (!found->plot->missing.empty())
    return fail(ErrorCode::check_failed, "--plot " + name, std::string(kNotModelled) + ": " + found->plot->missing, "'quartet report FILE --list' says what can be drawn");
  const auto svg = arguments.text("svg"), csv = arguments.text("csv");
  if (!svg && !csv) return fail(ErrorCode::usage, "--plot", "says what to draw, but not where", "give --svg FILE, --csv FILE or both");
  if (svg) {
    if (const auto ok = deliver(*svg, plot_svg(*found->plot, *found->table), session); !ok) return pass(ok.error());
  }
  if (csv) {
    if (const auto ok = deliver(*csv, plot_csv(*found->table), session); !ok) return pass(ok.error());
  }
  return 0;
}

Result<int> report_files(const Arguments& arguments, Session& session) {
  const auto out = arguments.text("out"), plot = arguments.text("plot");
  if (!out && !plot && !arguments.has("list"))
    return fail(ErrorCode::usage, "--out", "nothing is asked for", "give -o FILE.html, or --plot NAME --svg FILE, or --list");
  if (!plot && (arguments.has("svg") || arguments.has("csv")))
    return fail(ErrorCode::usage, "--plot", "is missing: --svg and --csv write one plot", "'quartet report FILE --list' names them");
  const auto points = arguments.integer("points", 1);
  if (!points) return pass(points.error());
  auto inputs = load_report_inputs(arguments.positional);
  if (!inputs) return pass(inputs.error());
  if (*points) inputs->most_points = static_cast<std::size_t>(std::min(**points, kMostPoints));
  inputs->objectives = arguments.all("objective");
  const auto document = make_report(*inputs);
  if (!document) return pass(document.error());
  if (arguments.has("list")) session.out << list_text(*document);
  if (plot) {
    const auto drawn = one_plot(*document, *plot, arguments, session);
    if (!drawn) return pass(drawn.error());
  }
  if (!out) return 0;
  const std::string page = html_page(*document);
  if (const auto ok = write_text(*out, page); !ok) return pass(ok.error());
  if (!session.quiet) session.err << fmt::format("{}: {}\n", *out, bytes_text(static_cast<std::int64_t>(page.size())));
  return 0;
}

}  // namespace

Command report_command() {
  return {"report",
          "results and sweeps as one HTML file with linked plots, or one plot as SVG and CSV",
          "FILE.sqlite|RESULT.json [FILE…] [-o FILE.html] [--plot NAME --svg FILE --csv FILE]",
          {"report sweep.sqlite -o sweep.html", "report max78000.json cv32e40p.json -o compare.html", "report sweep.sqlite --plot pareto --svg pareto.svg --csv pareto.csv",
           "report result.json --list"},
          declare,
          report_files};
}

}  // namespace quartet::cli
