// Every [[measured]] row of every manifest whose network and data are on this machine, counted again by the golden
// interpreter. Rows whose set is no data set of the workload belong to the training reports and are left out.
#include <gtest/gtest.h>

#include <algorithm>

#include "sim/run/experiment.hpp"
#include "tests/support/golden_report.hpp"
#include "workloads/zoo/workload.hpp"

namespace quartet::test {
namespace {

bool can_run(const Workload& workload, const Measured& row) {
  const auto variant = std::find_if(workload.variants.begin(), workload.variants.end(),
                                    [&](const Variant& v) { return v.name == row.variant; });
  const auto data = std::find_if(workload.data.begin(), workload.data.end(),
                                 [&](const DataSet& d) { return d.name == row.data; });
  return variant != workload.variants.end() && variant->available && data != workload.data.end() && data->available;
}

Result<RunResult> measure(const Workload& workload, const Measured& row) {
  RunRequest request;
  request.subject = workload.name;
  request.variant = row.variant;
  request.data = row.data;
  request.platform = kReference;
  const auto experiment = Experiment::prepare(request);
  if (!experiment) return pass(experiment.error());
  RunHooks hooks;
  hooks.jobs = 2;
  auto outcome = experiment->run(hooks);
  if (!outcome) return pass(outcome.error());
  return std::move(outcome->result);
}

TEST(GoldenZoo, EveryMeasuredAccuracyIsCountedAgain) {
  std::int64_t compared = 0, differ = 0;
  for (const std::string& name : workload_names()) {
    const auto workload = load_workload(name);
    ASSERT_TRUE(workload) << workload.error().text();
    for (const Measured& row : workload->measured) {
      if (!can_run(*workload, row)) continue;
      const std::string what = name + " " + row.variant + " on " + row.data;
      const auto result = measure(*workload, row);
      ASSERT_TRUE(result) << what << ": " << result.error().text();
      ASSERT_TRUE(result->accuracy) << what;
      ++compared;
      if (result->accuracy->correct != row.correct || result->accuracy->samples != row.samples) ++differ;
      EXPECT_EQ(result->accuracy->correct, row.correct) << what;
      EXPECT_EQ(result->accuracy->samples, row.samples) << what;
    }
  }
  report_golden("measured accuracies of the manifests", compared, differ);
  EXPECT_GT(compared, 0) << "the sets that ship are always there";
}

TEST(GoldenZoo, EveryShippedNetworkHasAMeasuredAccuracy) {
  for (const std::string& name : workload_names()) {
    const auto workload = load_workload(name);
    ASSERT_TRUE(workload) << workload.error().text();
    for (const Variant& variant : workload->variants) {
      if (variant.training_command.empty()) continue;  // not trained by the project
      EXPECT_TRUE(variant.available) << name << " " << variant.name;
      EXPECT_TRUE(std::any_of(workload->measured.begin(), workload->measured.end(),
                              [&](const Measured& row) { return row.variant == variant.name; }))
          << name << " " << variant.name;
    }
  }
}

}  // namespace
}  // namespace quartet::test
