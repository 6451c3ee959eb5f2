// What a report is made of: the files named on the command line, read.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sim/cli/reports/drift_file.hpp"
#include "sim/explore/store.hpp"
#include "sim/report/trace/trace.hpp"
#include "sim/run/result.hpp"

namespace quartet::cli {

inline constexpr std::size_t kUsualPoints = 5000;

struct ReportResult {
  std::string file;
  std::string label;   ///< "kws on max78000"; numbered where several are alike
  RunResult result;
};

/// A database; `copy` is the folder of a private copy where the original cannot be written, else empty.
struct ReportDatabase {
  std::string file;
  Store store;
  std::filesystem::path copy;
};

struct ReportTrace {
  std::string file;
  Trace trace;
};

struct ReportDrift {
  std::string file;
  DriftStudy study;
};

struct ReportInputs {
  ReportInputs() = default;
  ReportInputs(ReportInputs&&) = default;
  ~ReportInputs();  ///< removes private copies

  std::vector<std::string> files;          ///< as given
  std::vector<ReportResult> results;
  std::vector<ReportDatabase> databases;
  std::vector<ReportTrace> traces;
  std::vector<ReportDrift> drifts;
  std::size_t most_points = kUsualPoints;          ///< of a sweep that are listed; figures over all of them count all
  std::vector<std::string> objectives;     ///< "METRIC" or "METRIC=max"; empty: those of the sweep
};

/// Reads every file by what is in it, not by its name. Errors name the file and what it should be; every bad file is named.
[[nodiscard]] Result<ReportInputs> load_report_inputs(const std::vector<std::string>& files);

}  // namespace quartet::cli
