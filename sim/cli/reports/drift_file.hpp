// What 'quartet cim-drift --json' writes and a report reads: accuracy against the time since programming.
#pragma once

#include <string>
#include <vector>

#include "sim/run/result.hpp"

namespace quartet::cli {

inline constexpr const char* kDriftSchema = "quartet-drift-1";

struct DriftPoint {
  double time_s = 0.0;
  std::int64_t activation_bits = 0;  ///< 0: as the platform has them
  std::int64_t samples = 0;          ///< of each seed
  std::int64_t seeds = 0;
  double mean = 0.0, p05 = 0.0, p50 = 0.0, p95 = 0.0, worst = 0.0;
};

struct DriftStudy {
  std::string version;
  RunRequest request;           ///< of every point, without its time and width
  std::string data;             ///< "synthetic"
  bool synthetic = false;
  double digital = 0.0;         ///< accuracy of the digital network
  std::vector<DriftPoint> points;
};

[[nodiscard]] Result<std::string> drift_to_json(const DriftStudy& study);
[[nodiscard]] Result<DriftStudy> drift_from_json(const std::string& text, const std::string& place);

}  // namespace quartet::cli
