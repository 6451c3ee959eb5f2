// The results directory of one run: <out>/<name>-<hash8>/ with result.json, layers.csv, energy.csv,
// resolved.toml and manifest.json, put in place whole.
#pragma once

#include <filesystem>
#include <string>

#include "sim/run/result.hpp"

namespace quartet {

/// What differs from run to run, kept out of the result: written to manifest.json only.
struct Manifest {
  std::string version;
  std::string revision;  ///< git
  std::string compiler;
  std::string host;
  std::string started_utc;  ///< ISO 8601
  double wall_s = 0.0;
  std::string command_line;
};

/// "kws-max78000-1a2b3c4d": `name` and the hash of the identity and the request's options.
[[nodiscard]] std::string results_folder_name(const std::string& name, const RunResult& result);

/// Returns the folder. One that exists is an error (usage) unless `force`, which replaces it. A failure
/// leaves nothing.
[[nodiscard]] Result<std::filesystem::path> write_results(const std::filesystem::path& out,
                                                          const std::string& name, const RunResult& result,
                                                          const Manifest& manifest, bool force);

/// One row a layer: name, op, macs, cycles, energy_j, utilization, bound.
[[nodiscard]] std::string layers_csv(const RunResult& result);
/// One row a ledger line: layer, component, row, count, per, value, unit, energy_j, paid, source, confidence,
/// note.
[[nodiscard]] std::string energy_csv(const RunResult& result);

}  // namespace quartet
