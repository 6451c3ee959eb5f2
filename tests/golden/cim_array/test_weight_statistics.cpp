// Weights of differential pairs through programming, drift and read noise against recorded samples of
// aihwkit's inference tile: the pair model "recombined". Significance: see kLargestZ.
#include <cmath>
#include <map>

#include "accel/cim/array/analog_array.hpp"
#include "tests/golden/cim_array/golden_table.hpp"
#include "tests/golden/cim_array/samples.hpp"
#include "tests/support/golden_report.hpp"

namespace quartet::test {
namespace {

constexpr double kProgrammed = -1.0;  // in place of a time

/// One column for every target weight, as many rows as the table has samples: one tile, as in the recording.
cim::AnalogArray tile(const std::vector<double>& targets, int n, std::uint64_t seed) {
  const auto device = cim::load_device_model("pcm-like");
  EXPECT_TRUE(device);
  cim::Nonidealities effects;
  effects.pair_model = "recombined";
  std::vector<float> weights;
  for (int r = 0; r < n; ++r) weights.insert(weights.end(), targets.begin(), targets.end());
  const int columns = static_cast<int>(targets.size());
  auto array = cim::AnalogArray::create(
      {.rows = n, .columns = columns, .device = *device, .effects = effects, .seed = seed});
  EXPECT_TRUE(array) << array.error().text();
  const cim::WeightBlock block{.rows = n, .columns = columns, .full_scale = 1.0, .weights = weights};
  EXPECT_TRUE(array->program({&block, 1}));
  return std::move(*array);
}

/// The conductance range is spread by the largest noisy weight of the tile, which is random and one for all
/// its devices: the standard deviation of its logarithm, from a few tiles.
double spread_of_largest(const std::vector<double>& targets, int n) {
  constexpr int kTiles = 6;
  double sum = 0, squares = 0;
  for (int seed = 1; seed <= kTiles; ++seed) {
    double largest = 0;
    for (const float w : tile(targets, n, static_cast<std::uint64_t>(seed)).effective_weights(0))
      largest = std::max(largest, std::abs(static_cast<double>(w)));
    sum += std::log(largest);
    squares += std::log(largest) * std::log(largest);
  }
  return std::sqrt((squares - sum * sum / kTiles) / (kTiles - 1));
}

std::vector<float> column_of(const std::vector<float>& weights, std::size_t column, std::size_t columns,
                             double factor) {
  std::vector<float> values;
  for (std::size_t i = column; i < weights.size(); i += columns)
    values.push_back(static_cast<float>(factor) * weights[i]);
  return values;
}

/// Ratio of the mean |w| of two reads of the same weights, and its standard error.
std::pair<double, double> ratio(const std::vector<float>& before, const std::vector<float>& after) {
  const auto n = static_cast<double>(before.size());
  double a = 0, b = 0, spread = 0;
  for (const float w : before) a += std::abs(static_cast<double>(w)) / n;
  for (const float w : after) b += std::abs(static_cast<double>(w)) / n;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const double d =
        std::abs(static_cast<double>(before[i])) / a - std::abs(static_cast<double>(after[i])) / b;
    spread += d * d / n;
  }
  return {a / b, a / b * std::sqrt(spread / n)};
}

TEST(WeightStatistics, OfRecombinedPairsAgreeWithRecordedSamples) {
  QUARTET_DATA_OR_SKIP(file, "goldens/pcm/pcm_weight_level_stats.csv");
  const GoldenTable table(file);
  std::map<double, std::size_t> columns;
  int n = 0;
  for (const auto& row : table.rows()) {
    columns[number(row, "w_target")] = 0;
    n = static_cast<int>(number(row, "n"));
  }
  std::vector<double> targets;
  for (auto& [target, column] : columns) {
    column = targets.size();
    targets.push_back(target);
  }
  cim::AnalogArray array = tile(targets, n, 1);
  std::map<double, std::vector<float>> weights{{kProgrammed, array.effective_weights(0)}};
  // Q falls with x^exponent: how a read-noise share of the variance follows the largest weight, in both
  // tiles.
  const double exponent = array.params().device.read_noise.exponent;
  const double common = exponent * spread_of_largest(targets, n) * std::sqrt(2.0);

  Comparison comparison("pcm_weight_level_stats", kLargestZ, "|z|");
  for (const auto& row : table.rows()) {
    const std::string& stage = row.at("stage");
    const double t = stage == "programmed" ? kProgrammed : number(row, "t_inference_s"),
                 alpha = number(row, "alpha");
    if (!weights.contains(t)) {
      ASSERT_TRUE(array.set_time(t));
      weights[t] = array.effective_weights(0);
    }
    const std::string what = row.at("w_target") + ", " + stage + ", " + row.at("t_inference_s");
    const std::size_t column = columns.at(number(row, "w_target"));
    const cim::SampleStatistics ours = statistics_of(column_of(weights.at(t), column, targets.size(), alpha));
    const cim::SampleStatistics before =
        statistics_of(column_of(weights.at(kProgrammed), column, targets.size(), 1.0));
    const double shrunk =
        before.std * std::abs(ours.mean / before.mean);  // programming noise as drift leaves it
    const double read_share = std::clamp(1.0 - shrunk * shrunk / (ours.std * ours.std), 0.0, 1.0);
    comparison.check_z(ours.mean, number(row, "mean"), {ours.se_mean(), number(row, "se_mean")},
                       what + ", mean");
    comparison.check_z(ours.std, number(row, "std"),
                       {ours.se_std(), number(row, "se_std"), common * read_share * ours.std},
                       what + ", std");
    if (stage.find("compensated") == std::string::npos) continue;
    const auto [factor, se] = ratio(weights.at(kProgrammed), weights.at(t));
    comparison.check_z(factor, alpha, {se, se}, what + ", alpha");
  }
  comparison.report();
}

}  // namespace
}  // namespace quartet::test
