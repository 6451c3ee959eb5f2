// The parts of a report. A part is one file of this folder and one line in report_parts.cpp.
#pragma once

#include "sim/cli/reports/report_inputs.hpp"
#include "sim/report/plot.hpp"

namespace quartet::cli {

struct ReportPart {
  std::string name;
  std::string needs;  ///< the input that it shows: for --list
  /// Adds sections for the inputs that it knows; nothing when there are none.
  Result<void> (*add)(ReportInputs& inputs, ReportDocument& document);
};

[[nodiscard]] const std::vector<ReportPart>& report_parts();
/// Every part's sections, with plots numbered so that their ids differ ("energy", "energy-2").
[[nodiscard]] Result<ReportDocument> make_report(ReportInputs& inputs);

[[nodiscard]] Result<void> add_comparison(ReportInputs& inputs, ReportDocument& document);
[[nodiscard]] Result<void> add_results(ReportInputs& inputs, ReportDocument& document);
[[nodiscard]] Result<void> add_drift(ReportInputs& inputs, ReportDocument& document);
[[nodiscard]] Result<void> add_traces(ReportInputs& inputs, ReportDocument& document);
[[nodiscard]] Result<void> add_sweeps(ReportInputs& inputs, ReportDocument& document);

/// Plots of one result (result_plots.cpp, roofline.cpp) with their tables.
struct PlotWithTable {
  Plot plot;
  PlotTable table;
};
[[nodiscard]] PlotWithTable energy_plot(const ReportResult& r);
[[nodiscard]] PlotWithTable time_plot(const ReportResult& r);
[[nodiscard]] PlotWithTable roofline_plot(const std::vector<ReportResult>& results);
/// Nothing unless it is the first sweep of its space, one of the space was searched, and there are two objectives.
[[nodiscard]] Result<std::optional<PlotWithTable>> hypervolume_plot(Store& store, const StoredSweep& sweep, const std::vector<Objective>& objectives);
/// The first warning of the result about `subject` ("energy"), or a sentence that it has none.
[[nodiscard]] std::string why_absent(const RunResult& result, const std::string& subject);
/// "fitted 65.4 %, assumed 34.6 %": where the prices of the energy come from; "" when there is none.
[[nodiscard]] std::string energy_origin(const RunResult& result);

/// Nothing where there is no value.
[[nodiscard]] PlotCell cell_of(const std::optional<double>& value);
[[nodiscard]] PlotCell cell_of(const std::optional<std::string>& words);

}  // namespace quartet::cli
