// quartet cim-drift: accuracy of a network on an analog machine against the time since programming.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <cmath>
#include <ostream>

#include "sim/base/files.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/commands/cim_study.hpp"
#include "sim/cli/number_list.hpp"
#include "sim/cli/reports/drift_file.hpp"
#include "sim/report/csv_writer.hpp"
#include "sim/report/svg_chart.hpp"
#include "sim/report/text_table.hpp"
#include "sim/report/units.hpp"
#include "sim/run/version.hpp"
#include "workloads/zoo/workload.hpp"

namespace quartet::cli {

namespace {

constexpr std::int64_t kDefaultSeeds = 20;
constexpr const char* kDefaultTimes = "25,3600,86400,2592000,31536000";

void declare(OptionTable& options) {
  declare_study_options(options);
  options.value("times", "T,T,...", "seconds since programming (default 25 s, 1 h, 1 day, 30 days, 1 year)");
  options.value("bits", "N,N,...", "widths of the activations (default: that of the platform)");
  options.value("json", "FILE|-", "write the study for 'quartet report'");
  options.value("svg", "FILE", "draw accuracy against time, with bands from the 5th to the 95th percentile");
}

/// One row of the table.
struct Point {
  double time_s = 0.0;
  int bits = 0;  ///< 0: as the platform has them
  Measurement measured;
};

std::string bits_text(int bits) {
  return bits == 0 ? "as configured" : fmt::format("{} bit", bits);
}

Result<std::vector<Condition>> conditions_of(const std::vector<double>& times,
                                             const std::vector<double>& bits) {
  std::vector<Condition> conditions;
  for (const double width : bits) {
    for (const double time : times) {
      Condition c{fmt::format("{} s", time), {fmt::format("cim.time={}", shortest(time))}};
      if (width > 0.0) {
        if (width != std::floor(width) || width > 64.0)
          return fail(ErrorCode::usage, "--bits", fmt::format("{} is not a width", width),
                      "give whole numbers from 4 to 10");
        c.settings.push_back(fmt::format("cim.activation_bits={:.0f}", width));
      }
      conditions.push_back(std::move(c));
    }
  }
  return conditions;
}

std::string csv(const std::vector<Point>& points, double digital) {
  CsvWriter out({"activation_bits", "time_s", "seeds", "samples", "mean", "deviation", "p05", "p25", "p50",
                 "p75", "p95", "worst", "worst_seed", "digital"});
  for (const Point& p : points) {
    const SeedAccuracy& s = p.measured.seeds;
    out.cell(p.bits == 0 ? std::optional<std::int64_t>() : std::optional<std::int64_t>(p.bits))
        .cell(p.time_s)
        .cell(s.count)
        .cell(p.measured.samples);
    for (const double v : {s.mean, s.deviation, s.p05, s.p25, s.p50, s.p75, s.p95, s.worst}) out.cell(v);
    out.cell(static_cast<std::int64_t>(s.worst_seed)).cell(digital).end_row();
  }
  return out.text();
}

std::string table(const std::vector<Point>& points, double digital) {
  using Align = TextTable::Align;
  TextTable text({{"activations"},
                  {"time", Align::right},
                  {"mean", Align::right},
                  {"drop", Align::right},
                  {"5 %", Align::right},
                  {"median", Align::right},
                  {"95 %", Align::right},
                  {"worst", Align::right},
                  {"of seed", Align::right}});
  for (const Point& p : points) {
    const SeedAccuracy& s = p.measured.seeds;
    text.row({bits_text(p.bits), duration_text(p.time_s), percent(s.mean),
              fmt::format("{:+.1f}", 100 * (s.mean - digital)), percent(s.p05), percent(s.p50),
              percent(s.p95), percent(s.worst), std::to_string(s.worst_seed)});
  }
  return text.text();
}

Chart chart(const std::vector<Point>& points, double digital, const Study& study) {
  Chart c;
  c.title = fmt::format("{} on {}: accuracy against time since programming", std::filesystem::path(study.request.subject).stem().string(),
                        study.request.platform);
  c.x_title = "time since programming [s]", c.y_title = "accuracy [%]";
  c.x_log = true;
  ChartSeries reference{"digital", {}};
  for (const Point& p : points) {
    const std::string name = bits_text(p.bits);
    if (c.series.empty() || c.series.back().name != name) c.series.push_back({name, {}});
    const SeedAccuracy& s = p.measured.seeds;
    c.series.back().points.push_back({p.time_s, 100 * s.mean, 100 * s.p05, 100 * s.p95});
    if (c.series.size() == 1) {
      reference.points.push_back({p.time_s, 100 * digital, 100 * digital, 100 * digital});
      c.x_ticks.push_back({p.time_s, duration_text(p.time_s)});
    }
  }
  if (!points.empty())
    c.subtitle =
        fmt::format("mean and 5 to 95 % of {} seeds, {} samples of {}", points[0].measured.seeds.count,
                    points[0].measured.samples, points[0].measured.data);
  c.series.push_back(std::move(reference));
  return c;
}

// Whether the samples are synthetic; data of one's own are taken as recorded.
bool is_synthetic(const Study& study, const std::vector<Point>& points) {
  const auto workload = load_workload(study.request.subject);
  if (!workload || points.empty() || !study.request.inputs.empty()) return false;
  return std::any_of(workload->data.begin(), workload->data.end(),
                     [&](const DataSet& d) { return d.name == points.front().measured.data && d.synthetic; });
}

Result<std::string> json(const std::vector<Point>& points, double digital, const Study& study) {
  DriftStudy out;
  out.version = version();
  out.request = study.request;
  out.data = points.empty() ? "" : points.front().measured.data;
  out.synthetic = is_synthetic(study, points);
  out.digital = digital;
  for (const Point& p : points) {
    const SeedAccuracy& s = p.measured.seeds;
    out.points.push_back({p.time_s, p.bits, p.measured.samples, s.count, s.mean, s.p05, s.p50, s.p95, s.worst});
  }
  return drift_to_json(out);
}

Result<void> show(const std::vector<Point>& points, double digital, const Study& study,
                  const Arguments& arguments, Session& session) {
  if (const auto file = arguments.text("svg")) {
    if (auto ok = write_text(*file, svg_chart(chart(points, digital, study))); !ok) return ok;
  }
  if (const auto target = arguments.text("json")) {
    const auto text = json(points, digital, study);
    if (!text) return pass(text.error());
    if (*target == "-") {
      session.out << *text;
      return {};
    }
    if (auto ok = write_text(*target, *text); !ok) return ok;
  }
  if (const auto target = arguments.text("csv")) {
    if (*target == "-") {
      session.out << csv(points, digital);
      return {};
    }
    if (auto ok = write_text(*target, csv(points, digital)); !ok) return ok;
  }
  if (session.quiet) return {};
  if (points.empty()) {
    session.out << "nothing was complete before the interrupt\n";
    return {};
  }
  const Measurement& first = points[0].measured;
  session.out << fmt::format("{} on {}: {} samples of {}, {} seeds; digital {}\n\n", study.request.subject,
                             study.request.platform, first.samples, first.data, first.seeds.count,
                             percent(digital))
              << table(points, digital);
  return {};
}

Result<int> drift(const Arguments& arguments, Session& session) {
  const auto study = study_of(arguments, kDefaultSeeds);
  if (!study) return pass(study.error());
  auto times = number_list("--times", arguments.text_or("times", kDefaultTimes));
  if (!times) return pass(times.error());
  std::sort(times->begin(), times->end());
  auto bits = arguments.has("bits") ? number_list("--bits", *arguments.text("bits"))
                                    : Result<std::vector<double>>(std::vector<double>{0.0});
  if (!bits) return pass(bits.error());
  const auto conditions = conditions_of(*times, *bits);
  if (!conditions) return pass(conditions.error());
  const auto digital = digital_accuracy(*study, session);
  if (!digital) return pass(digital.error());
  bool interrupted = false;
  const auto measured = measure(*study, *conditions, session, interrupted);
  if (!measured) return pass(measured.error());
  std::vector<Point> points;
  for (std::size_t i = 0; i < measured->size(); ++i)
    points.push_back(
        {(*times)[i % times->size()], static_cast<int>((*bits)[i / times->size()]), (*measured)[i]});
  if (auto ok = show(points, *digital, *study, arguments, session); !ok) return pass(std::move(ok.error()));
  return interrupted ? static_cast<int>(ErrorCode::interrupted) : 0;
}

}  // namespace

Command cim_drift_command() {
  return {"cim-drift",
          "accuracy against the time since programming, on an analog machine",
          "WORKLOAD|MODEL --on aon-cim [options]",
          {"cim-drift kws --on aon-cim --svg drift.svg",
           "cim-drift kws --on aon-cim --times 25,86400 --bits 8,6,4 --seeds 20 --csv -",
           "cim-drift kws --on aon-cim --set cim.compensation=none"},
          declare,
          drift};
}

}  // namespace quartet::cli
