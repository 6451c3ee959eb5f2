// What cim-ablation and cim-drift share: one workload under several settings of one machine, with the same
// seeds each.
#pragma once

#include <string>
#include <vector>

#include "sim/cli/option_table.hpp"
#include "sim/cli/session.hpp"
#include "sim/run/result.hpp"

namespace quartet::cli {

struct Study {
  RunRequest request;  ///< of every run, without the settings of its condition
  int jobs = 1;
};

/// Options that select the workload, its data, the machine and the seeds.
void declare_study_options(OptionTable& options);
/// Usage errors only.
[[nodiscard]] Result<Study> study_of(const Arguments& arguments, std::int64_t default_seeds);

struct Condition {
  std::string name;
  std::vector<std::string> settings;  ///< "key=value", after those of the request
};

/// Accuracy of every seed under one condition. Conditions that an interrupt left incomplete are not there.
struct Measurement {
  SeedAccuracy seeds;
  std::int64_t samples = 0;  ///< of each seed
  std::string data;
};
/// Runs the conditions one after the other; stops at an interrupt and keeps those that are complete.
[[nodiscard]] Result<std::vector<Measurement>> measure(const Study& study,
                                                       const std::vector<Condition>& conditions,
                                                       Session& session, bool& interrupted);
/// The digital network with exact integers (`--on reference`) on the same samples.
[[nodiscard]] Result<double> digital_accuracy(const Study& study, Session& session);

}  // namespace quartet::cli
