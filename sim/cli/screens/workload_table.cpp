#include "sim/cli/screens/workload_table.hpp"

#include <fmt/format.h>

#include "sim/report/csv_writer.hpp"
#include "sim/report/text_table.hpp"
#include "sim/report/units.hpp"

namespace quartet::cli {

namespace {

const std::vector<std::string>& titles() {
  static const std::vector<std::string> all{"workload", "platform", "network", "data", "accuracy", "latency", "energy", "without idle"};
  return all;
}

// The accuracy, or what a data set measures in its place.
std::string quality(const RunResult& r) {
  const auto& a = r.accuracy;
  const auto& d = r.detection;
  if (d) return fmt::format("{} {:.3f} ({:.2f}-{:.2f})", d->metric, d->value, d->ci95.at(0), d->ci95.at(1));
  return a ? fmt::format("{:.1f} ({:.1f}-{:.1f}) %", 100 * a->value, 100 * a->ci95.at(0), 100 * a->ci95.at(1)) : "not known";
}

std::vector<std::string> cells(const std::string& workload, const RunResult& r) {
  const auto& a = r.accuracy;
  const std::optional<double> seconds = r.latency ? std::optional(r.latency->seconds) : std::nullopt;
  return {workload,
          r.platform,
          r.model.variant,
          a ? a->data + (a->synthetic ? " (SYNTHETIC)" : "") : r.detection ? r.detection->data : "",
          quality(r),
          si(seconds, "s"),
          si(r.energy ? r.energy->total_j : std::nullopt, "J"),
          si(r.energy ? r.energy->dynamic_j : std::nullopt, "J")};
}

template <class Visit>
void each_result(const std::vector<WorkloadRows>& all, Visit visit) {
  for (const WorkloadRows& rows : all)
    for (const Compared& one : rows.platforms)
      if (one.result) visit(rows.workload, *one.result);
}

// "kws on ultratrail: layer 'conv1': …", a line each.
std::vector<std::string> refusals(const std::vector<WorkloadRows>& all) {
  std::vector<std::string> out;
  for (const WorkloadRows& rows : all) {
    for (const Compared& one : rows.platforms) {
      if (one.result || one.result.error().problems.empty()) continue;
      const Problem& p = one.result.error().problems.front();
      out.push_back(rows.workload + " on " + one.platform + ": " + (p.place.empty() ? "" : p.place + ": ") + p.cause);
    }
  }
  return out;
}

std::string joined(const std::vector<std::string>& cells) {
  return fmt::format("| {} |\n", fmt::join(cells, " | "));
}

}  // namespace

std::string workload_table_text(const std::vector<WorkloadRows>& all) {
  std::vector<TextTable::Column> columns;
  for (const std::string& title : titles()) columns.push_back({title, columns.size() < 4 ? TextTable::Align::left : TextTable::Align::right});
  TextTable table(columns);
  each_result(all, [&](const std::string& workload, const RunResult& r) { table.row(cells(workload, r)); });
  std::string out = table.text();
  const auto refused = refusals(all);
  if (!refused.empty()) out += "\ncannot run it\n";
  for (const std::string& line : refused) out += "  " + line + "\n";
  return out;
}

std::string workload_table_markdown(const std::vector<WorkloadRows>& all, const std::string& command) {
  std::string out = "`" + command + "`\n\n" + joined(titles()) + "| --- | --- | --- | --- | ---: | ---: | ---: | ---: |\n";
  each_result(all, [&](const std::string& workload, const RunResult& r) { out += joined(cells(workload, r)); });
  const auto refused = refusals(all);
  if (!refused.empty()) out += "\nCannot run it:\n\n";
  for (const std::string& line : refused) out += "* " + line + "\n";
  return out;
}

std::string workload_table_csv(const std::vector<WorkloadRows>& all) {
  CsvWriter csv({"workload", "platform", "network", "data", "synthetic", "correct", "samples", "accuracy", "latency_s", "cycles", "energy_j",
                 "energy_without_idle_j"});
  each_result(all, [&](const std::string& workload, const RunResult& r) {
    csv.cell(workload).cell(r.platform).cell(r.model.variant);
    const auto& a = r.accuracy;
    if (a)
      csv.cell(a->data).cell(std::int64_t{a->synthetic}).cell(a->correct).cell(a->samples).cell(a->value);
    else
      for (int i = 0; i < 5; ++i) csv.cell(std::string());
    csv.cell(r.latency ? std::optional(r.latency->seconds) : std::nullopt);
    csv.cell(r.latency ? std::optional(static_cast<std::int64_t>(r.latency->cycles)) : std::nullopt);
    csv.cell(r.energy ? r.energy->total_j : std::nullopt);
    csv.cell(r.energy ? r.energy->dynamic_j : std::nullopt);
    csv.end_row();
  });
  return csv.text();
}

}  // namespace quartet::cli
