#include "sim/cli/commands/adaptive_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/report/csv_writer.hpp"
#include "sim/report/json_writer.hpp"
#include "sim/report/text_table.hpp"
#include "sim/report/units.hpp"
#include "sim/stats/interval.hpp"

namespace quartet::cli {

namespace {

using Align = TextTable::Align;

double share(std::int64_t part, std::int64_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

std::string accuracy_text(std::int64_t correct, std::int64_t samples) {
  return fmt::format("{:.2f} %", 100.0 * share(correct, samples));
}

std::optional<double> mean_energy(const OperatingPoint& p) {
  return p.energy_j ? std::optional(p.energy_j->mean) : std::nullopt;
}

std::string memory_text(const std::vector<MemorySummary>& memories) {
  std::string out;
  for (const MemorySummary& m : memories)
    out += fmt::format("{}{} {} of {}", out.empty() ? "" : ", ", m.name, bytes_text(m.used_bytes), bytes_text(m.capacity_bytes));
  return out;
}

std::string sides_text(const AdaptiveStudy& s) {
  TextTable table({{""}, {"accuracy", Align::right}, {"MACs", Align::right}, {"cycles", Align::right}, {"latency", Align::right},
                   {"energy", Align::right}, {"memory"}});
  const auto side = [&](const std::string& role, const AdaptiveSide& one) {
    table.row({fmt::format("{} alone: {}", role, one.name), accuracy_text(one.correct, s.samples), grouped(one.macs),
               grouped(static_cast<std::int64_t>(one.cycles)), si(one.seconds, "s"), si(one.energy_j, "J"), memory_text(one.memories)});
  };
  const auto path = [&](const std::string& name, const AdaptivePath& one, const std::string& memory) {
    table.row({name, "", "", grouped(std::llround(one.cycles)), si(one.seconds, "s"), si(one.energy_j, "J"), memory});
  };
  side("little", s.little);
  side("big", s.big);
  path("pair, little decides", s.stayed, memory_text(s.memories));
  path("pair, escalated", s.escalated, "");
  return table.text();
}

std::string points_text(const AdaptiveStudy& s) {
  TextTable table({{"margin", Align::right}, {"escalated", Align::right}, {"accuracy", Align::right}, {"latency mean", Align::right},
                   {"p50", Align::right}, {"p95", Align::right}, {"p99", Align::right}, {"energy mean", Align::right},
                   {"p95", Align::right}, {"front"}});
  for (const OperatingPoint& p : s.points) {
    const Distribution& t = p.latency_s;
    table.row({std::to_string(p.margin), percent(share(p.escalated, s.samples)), accuracy_text(p.correct, s.samples), si(t.mean, "s"),
               si(t.p50, "s"), si(t.p95, "s"), si(t.p99, "s"), si(mean_energy(p), "J"),
               si(p.energy_j ? std::optional(p.energy_j->p95) : std::nullopt, "J"), p.front ? "*" : ""});
  }
  return table.text();
}

/// Of cycles over the executed samples.
double spread_of(const AdaptivePath& path) {
  return static_cast<double>(path.most_cycles - path.least_cycles) / path.cycles;
}

std::string class_name(const AdaptiveStudy& s, std::int32_t label) {
  const auto at = static_cast<std::size_t>(label);
  return at < s.classes.size() ? s.classes[at] : fmt::format("class {}", label);
}

/// Samples of each class, and those of them that escalate.
struct ClassRow {
  std::int32_t label = 0;
  std::int64_t samples = 0, escalated = 0, correct = 0;
};

std::vector<ClassRow> classes_of(const AdaptiveStudy& s, std::uint32_t margin) {
  std::vector<ClassRow> rows;
  for (std::size_t i = 0; i < s.labels.size(); ++i) {
    const auto label = static_cast<std::size_t>(s.labels[i]);
    while (rows.size() <= label) rows.push_back({static_cast<std::int32_t>(rows.size())});
    const bool escalates = s.leads[i] < margin;
    ++rows[label].samples;
    rows[label].escalated += escalates ? 1 : 0;
    rows[label].correct += (escalates ? s.big_right[i] : s.little_right[i]) ? 1 : 0;
  }
  std::erase_if(rows, [](const ClassRow& row) { return row.samples == 0; });
  return rows;
}

std::string classes_text(const AdaptiveStudy& s, const OperatingPoint& point) {
  TextTable table({{"true class"}, {"samples", Align::right}, {"escalated", Align::right}, {"accuracy", Align::right}, {"latency mean", Align::right}});
  for (const ClassRow& row : classes_of(s, point.margin)) {
    const double up = share(row.escalated, row.samples);
    table.row({class_name(s, row.label), grouped(row.samples), percent(up), accuracy_text(row.correct, row.samples),
               si(s.stayed.seconds + up * (s.escalated.seconds - s.stayed.seconds), "s")});
  }
  return table.text();
}

/// Smallest and largest of a figure over the points.
template <class Figure>
std::pair<double, double> range_of(const std::vector<OperatingPoint>& points, Figure figure) {
  std::pair<double, double> range{figure(points.front()), figure(points.front())};
  for (const OperatingPoint& p : points) range = {std::min(range.first, figure(p)), std::max(range.second, figure(p))};
  return range;
}

std::string summary_text(const AdaptiveStudy& s) {
  const auto fronts = std::count_if(s.points.begin(), s.points.end(), [](const OperatingPoint& p) { return p.front; });
  const double big = s.big.energy_j.value_or(s.big.seconds);
  const auto cheaper = std::count_if(s.points.begin(), s.points.end(), [&](const OperatingPoint& p) {
    return p.front && (s.big.energy_j && p.energy_j ? p.energy_j->mean : p.latency_s.mean) < big;
  });
  std::string out = fmt::format("{} operating points, {} on their front, {} of these cost less than the big network alone", s.points.size(), fronts, cheaper);
  const auto time = range_of(s.points, [](const OperatingPoint& p) { return p.latency_s.mean; });
  const auto right = range_of(s.points, [&](const OperatingPoint& p) { return s.accuracy(p); });
  out += fmt::format("; mean latency over a range of {:.2f}x, accuracy over {:.2f} points\n", time.second / time.first, 100.0 * (right.second - right.first));
  if (!s.points.front().energy_j) return out;
  const auto power = range_of(s.points, [](const OperatingPoint& p) { return p.energy_j->mean / p.latency_s.mean; });
  return out + fmt::format("mean energy / mean latency: {} to {} over all points\n", si(power.first, "W"), si(power.second, "W"));
}

}  // namespace

OperatingPoint detailed_point(const AdaptiveStudy& study, const std::optional<std::uint32_t>& margin) {
  if (margin) return operating_point(study, *margin);
  const OperatingPoint* best = &study.points.front();
  const auto better = [&](const OperatingPoint& a, const OperatingPoint& b) {
    const bool x = a.correct >= study.big.correct, y = b.correct >= study.big.correct;
    if (x != y) return x;
    if (!x && a.correct != b.correct) return a.correct > b.correct;
    return a.latency_s.mean < b.latency_s.mean;
  };
  for (const OperatingPoint& p : study.points) {
    if (better(p, *best)) best = &p;
  }
  return *best;
}

std::string adaptive_text(const AdaptiveStudy& s, const OperatingPoint& d) {
  std::string out = fmt::format("{} on {}, {} samples of {}{}, quartet {}\n\n", s.workload, s.platform, s.samples, s.data,
                                s.synthetic ? " (synthetic)" : "", s.version);
  out += sides_text(s);
  out += fmt::format("margin test {} cycles on the core; {} of {} samples executed both ways with the scores expected, cycles within {:.2g} % of each other\n\n",
                     s.test_cycles, s.executed, s.samples, 100.0 * std::max(spread_of(s.stayed), spread_of(s.escalated)));
  out += points_text(s) + "\n" + summary_text(s);
  const Interval ci = wilson95(d.correct, s.samples);
  out += fmt::format("\nat margin {} ({:.4g} in real scores): {} (95 % interval {} to {}), {} escalated; latency mean {}, p50 {}, p95 {}, p99 {}; energy mean {}\n",
                     d.margin, d.margin * s.score_scale, accuracy_text(d.correct, s.samples), percent(ci.low), percent(ci.high),
                     percent(share(d.escalated, s.samples)), si(d.latency_s.mean, "s"), si(d.latency_s.p50, "s"), si(d.latency_s.p95, "s"),
                     si(d.latency_s.p99, "s"), si(mean_energy(d), "J"));
  out += classes_text(s, d);
  out += "the margins are swept on the samples that the accuracy is measured on: choose one on other data\n";
  for (const std::string& warning : s.warnings) out += "warning: " + warning + "\n";
  return out;
}

std::string adaptive_csv(const AdaptiveStudy& s) {
  CsvWriter out({"margin", "margin_real", "samples", "escalated", "correct", "accuracy", "latency_mean_s", "latency_p50_s", "latency_p95_s",
                 "latency_p99_s", "energy_mean_j", "energy_p50_j", "energy_p95_j", "energy_p99_j", "front"});
  for (const OperatingPoint& p : s.points) {
    out.cell(static_cast<std::int64_t>(p.margin)).cell(p.margin * s.score_scale).cell(s.samples).cell(p.escalated).cell(p.correct).cell(s.accuracy(p));
    const Distribution& t = p.latency_s;
    for (const double v : {t.mean, t.p50, t.p95, t.p99}) out.cell(v);
    for (double Distribution::*field : {&Distribution::mean, &Distribution::p50, &Distribution::p95, &Distribution::p99})
      out.cell(p.energy_j ? std::optional((*p.energy_j).*field) : std::nullopt);
    out.cell(std::int64_t{p.front ? 1 : 0}).end_row();
  }
  return out.text();
}

namespace {

void write_side(JsonWriter& out, const char* key, const AdaptiveSide& side) {
  out.begin_object(key);
  out.value("name", side.name);
  out.value("macs", side.macs);
  out.value("weights_bytes", side.weight_bytes);
  out.value("correct", side.correct);
  out.value("cycles", side.cycles);
  out.value("seconds", side.seconds);
  out.value("energy_j", side.energy_j);
  out.end_object();
}

void write_path(JsonWriter& out, const char* key, const AdaptivePath& path) {
  out.begin_object(key);
  out.value("cycles", path.cycles);
  out.value("least_cycles", path.least_cycles);
  out.value("most_cycles", path.most_cycles);
  out.value("seconds", path.seconds);
  out.value("energy_j", path.energy_j);
  out.end_object();
}

void write_distribution(JsonWriter& out, const char* key, const std::optional<Distribution>& d) {
  if (!d) return out.null(key);
  out.begin_object(key);
  out.value("mean", d->mean);
  out.value("p50", d->p50);
  out.value("p95", d->p95);
  out.value("p99", d->p99);
  out.end_object();
}

void write_point(JsonWriter& out, const char* key, const AdaptiveStudy& s, const OperatingPoint& p) {
  out.begin_object(key);
  out.value("margin", static_cast<std::int64_t>(p.margin));
  out.value("margin_real", p.margin * s.score_scale);
  out.value("escalated", p.escalated);
  out.value("correct", p.correct);
  out.value("accuracy", s.accuracy(p));
  write_distribution(out, "latency_s", p.latency_s);
  write_distribution(out, "energy_j", p.energy_j);
  out.value("front", p.front);
  out.end_object();
}

}  // namespace

Result<std::string> adaptive_json(const AdaptiveStudy& s, const OperatingPoint& detailed) {
  JsonWriter out;
  out.begin_object();
  out.value("schema", "quartet-adaptive-1");
  out.value("version", s.version);
  out.value("workload", s.workload);
  out.value("platform", s.platform);
  out.value("data", s.data);
  out.value("synthetic", s.synthetic);
  out.value("samples", s.samples);
  write_side(out, "little", s.little);
  write_side(out, "big", s.big);
  write_path(out, "stayed", s.stayed);
  write_path(out, "escalated", s.escalated);
  out.value("test_cycles", s.test_cycles);
  out.value("executed", s.executed);
  out.begin_array("memory");
  for (const MemorySummary& m : s.memories) {
    out.begin_object();
    out.value("name", m.name);
    out.value("used_bytes", m.used_bytes);
    out.value("capacity_bytes", m.capacity_bytes);
    out.end_object();
  }
  out.end_array();
  out.begin_array("points");
  for (const OperatingPoint& p : s.points) write_point(out, "", s, p);
  out.end_array();
  write_point(out, "detailed", s, detailed);
  out.begin_array("warnings");
  for (const std::string& warning : s.warnings) out.value("", warning);
  out.end_array();
  out.end_object();
  return out.finish();
}

}  // namespace quartet::cli
