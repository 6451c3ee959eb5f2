// Sampled devices: against the closed forms with our own standard error, and against recorded samples with
// both errors in quadrature. Significance: see kLargestZ.
#include <fmt/format.h>

#include <cmath>
#include <map>

#include "accel/cim/device/expectations.hpp"
#include "tests/golden/cim_array/golden_table.hpp"
#include "tests/golden/cim_array/samples.hpp"
#include "tests/support/golden_report.hpp"

namespace quartet::test {
namespace {

constexpr std::size_t kDevices = 20000;  // where the table does not say

cim::DeviceModel model_named(const std::string& name) {
  const auto model = cim::load_device_model(name);
  EXPECT_TRUE(model) << model.error().text();
  return model ? *model : cim::DeviceModel{};
}

std::vector<float> at_stage(const cim::DeviceModel& model, const GoldenTable::Row& row, std::size_t n) {
  const std::string& stage = row.at("stage");
  const double g = number(row, "g_target_uS");
  const auto stream = static_cast<std::uint64_t>(std::llround(1e3 * g));
  cim::DeviceEffects effects;
  if (stage == "drifted_no_read_noise") effects.read_noise = 0;
  const cim::DevicePopulation devices = devices_at(model, g, n, stream, effects);
  if (stage == "programmed") return devices.programmed();
  if (stage == "nu") return devices.exponents();
  EXPECT_TRUE(stage == "drifted_with_read_noise" || stage == "drifted_no_read_noise")
      << "unknown stage " << stage;
  std::vector<float> values(n);
  devices.read(number(row, "t_inference_s"), 0, values);
  return values;
}

std::string describe(const GoldenTable::Row& row) {
  std::string text = row.at("g_target_uS") + " uS";
  for (const char* column : {"stage", "t_inference_s"}) {
    if (row.contains(column)) text += ", " + row.at(column);
  }
  return text;
}

void compare_samples(Comparison& comparison, const GoldenTable::Row& row, const std::vector<float>& values) {
  const cim::SampleStatistics ours = statistics_of(values);
  const double n = number(row, "n");
  const std::string what = describe(row);
  comparison.check_z(ours.mean, number(row, "mean"), {ours.se_mean(), number(row, "se_mean")},
                     what + ", mean");
  comparison.check_z(ours.std, number(row, "std"), {ours.se_std(), number(row, "se_std")}, what + ", std");
  if (row.contains("frac_zero")) {
    const double p = number(row, "frac_zero"), both = 0.5 * (p + ours.zero_share);
    comparison.check_z(ours.zero_share, p, {se_share(both, n), se_share(both, ours.n)},
                       what + ", share of zeros");
  }
  const std::map<std::string, double> quantiles{{"p05", 0.05}, {"p50", 0.5}, {"p95", 0.95}};
  for (const auto& [column, p] : quantiles) {
    if (!row.contains(column) || number(row, column) <= 0)
      continue;  // a quantile at 0 lies in the share of zeros
    comparison.check_z(share_up_to(values, number(row, column)), p, {se_share(p, n), se_share(p, ours.n)},
                       what + ", share up to " + column);
  }
}

TEST(DeviceStatistics, AgreeWithTheClosedForms) {
  QUARTET_DATA_OR_SKIP(file, "goldens/pcm/pcm_conductance_analytic.csv");
  const cim::DeviceModel model = model_named("pcm-like");
  const GoldenTable table(file);
  Comparison comparison("pcm_conductance_analytic, 20,000 devices", kLargestZ, "|z|");
  for (const auto& row : table.rows()) {
    const cim::SampleStatistics ours = statistics_of(at_stage(model, row, kDevices));
    comparison.check_z(ours.mean, number(row, "mean"), {number(row, "std") / std::sqrt(ours.n)},
                       describe(row) + ", mean");
    comparison.check_z(ours.std, number(row, "std"), {ours.se_std()}, describe(row) + ", std");
    const double g = number(row, "g_target_uS");
    const double zero = row.at("stage") == "drifted_with_read_noise"
                            ? cim::read_zero_share(model, g, number(row, "t_inference_s"))
                            : cim::programmed_zero_share(model, g);
    if (zero * ours.n > 20)
      comparison.check_z(ours.zero_share, zero, {se_share(zero, ours.n)}, describe(row) + ", share of zeros");
  }
  comparison.report();
}

TEST(DeviceStatistics, OfDriftExponentsAgreeWithTheClosedForms) {
  QUARTET_DATA_OR_SKIP(file, "goldens/pcm/pcm_nu_analytic.csv");
  const cim::DeviceModel model = model_named("pcm-like");
  const GoldenTable table(file);
  Comparison comparison("pcm_nu_analytic, 20,000 devices", kLargestZ, "|z|");
  for (GoldenTable::Row row : table.rows()) {
    row["stage"] = "nu";
    const cim::SampleStatistics ours = statistics_of(at_stage(model, row, kDevices));
    comparison.check_z(ours.mean, number(row, "mean_abs"), {number(row, "std_abs") / std::sqrt(ours.n)},
                       describe(row) + ", mean");
    comparison.check_z(ours.std, number(row, "std_abs"), {ours.se_std()}, describe(row) + ", std");
  }
  comparison.report();
}

void compare_file(const std::filesystem::path& file, const std::string& model_name,
                  const std::string& stage_of_all) {
  const cim::DeviceModel model = model_named(model_name);
  const GoldenTable table(file);
  Comparison comparison(file.stem().string(), kLargestZ, "|z|");
  for (GoldenTable::Row row : table.rows()) {
    if (!stage_of_all.empty()) row["stage"] = stage_of_all;
    compare_samples(comparison, row, at_stage(model, row, static_cast<std::size_t>(number(row, "n"))));
  }
  comparison.report();
}

TEST(DeviceStatistics, AgreeWithRecordedSamples) {
  QUARTET_DATA_OR_SKIP(file, "goldens/pcm/pcm_conductance_stats.csv");
  compare_file(file, "pcm-like", "");
}

TEST(DeviceStatistics, OfDriftExponentsAgreeWithRecordedSamples) {
  QUARTET_DATA_OR_SKIP(file, "goldens/pcm/pcm_nu_stats.csv");
  compare_file(file, "pcm-like", "nu");
}

// hermes_conductance_stats_NAME.csv belongs to the device model hermes-NAME.
TEST(DeviceStatistics, OfTheHermesChipAgreeWithRecordedSamples) {
  QUARTET_DATA_OR_SKIP(folder, "goldens/pcm");
  const std::string start = "hermes_conductance_stats_";
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string stem = entry.path().stem().string();
    if (!stem.starts_with(start)) continue;
    compare_file(entry.path(), "hermes-" + stem.substr(start.size()), "");
    ++files;
  }
  if (files == 0) GTEST_SKIP() << "no " << start << "*.csv in " << folder;
}

// The recorded factor alpha is taken as given; errors are alpha g − g_target.
TEST(DeviceStatistics, AfterDriftCompensationHaveTheRecordedError) {
  QUARTET_DATA_OR_SKIP(file, "goldens/pcm/pcm_drift_compensated_error.csv");
  const cim::DeviceModel model = model_named("pcm-like");
  const GoldenTable table(file);
  Comparison comparison("pcm_drift_compensated_error", kLargestZ, "|z|");
  const auto rms = [](double mean, double std) { return std::sqrt(mean * mean + std * std); };
  for (GoldenTable::Row row : table.rows()) {
    row["stage"] = "drifted_with_read_noise";
    const double g = number(row, "g_target_uS"), alpha = number(row, "alpha"), n = number(row, "n");
    const cim::SampleStatistics ours = statistics_of(at_stage(model, row, static_cast<std::size_t>(n)));
    const double mean = alpha * ours.mean - g, std = alpha * ours.std;
    const double se_mean = alpha * ours.se_mean(), se_std = alpha * ours.se_std();
    const std::string what = describe(row);
    comparison.check_z(mean, number(row, "err_mean"), {se_mean, number(row, "se_mean")},
                       what + ", mean error");
    comparison.check_z(std, number(row, "err_std"), {se_std, number(row, "se_std")}, what + ", std");
    // d rms = (mean d mean + std d std) / rms; correlations of mean and std are bounded by adding the parts.
    const double se_rms = (std::abs(mean) * se_mean + std * se_std) / rms(mean, std);
    comparison.check_z(rms(mean, std), number(row, "err_rms"), {se_rms, se_rms}, what + ", rms");
    const double bare = ours.mean - g,
                 se_bare = (std::abs(bare) * ours.se_mean() + ours.std * ours.se_std()) / rms(bare, ours.std);
    comparison.check_z(rms(bare, ours.std), number(row, "err_rms_uncompensated"), {se_bare, se_bare},
                       what + ", rms without compensation");
  }
  comparison.report();
}

}  // namespace
}  // namespace quartet::test
