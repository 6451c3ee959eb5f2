// Matrix-vector products through converters and effects against recorded ones.
#include <fmt/format.h>

#include <cmath>
#include <map>

#include "accel/cim/array/forward.hpp"
#include "tests/golden/cim_array/golden_table.hpp"
#include "tests/golden/cim_array/samples.hpp"
#include "tests/support/golden_report.hpp"

namespace quartet::test {
namespace {

using namespace cim;

/// Weights and inputs lie on a grid of 1/1024: as integer codes every sum is exact.
constexpr double kGrid = 1024.0;

struct Case {
  int rows = 0, columns = 0, samples = 0;
  std::vector<float> weights;  // row-major rows × columns, in codes of 1 / kGrid
  std::vector<float> inputs;   // samples × rows
};

std::vector<double> indexed(const GoldenTable::Row& row, const std::string& prefix) {
  std::vector<double> values;
  while (row.contains(prefix + std::to_string(values.size())))
    values.push_back(number(row, prefix + std::to_string(values.size())));
  return values;
}

/// The one file of the folder whose name starts like that (the sizes in the names are not fixed).
std::filesystem::path file_starting(const std::filesystem::path& folder, const std::string& start) {
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().stem().string().starts_with(start)) return entry.path();
  }
  ADD_FAILURE() << "no " << start << "*.csv in " << folder;
  return {};
}

Case load(const std::filesystem::path& folder) {
  const GoldenTable weights(file_starting(folder, "mvm_weights")),
      inputs(file_starting(folder, "mvm_inputs"));
  Case c;
  c.columns = static_cast<int>(weights.rows().size());
  c.samples = static_cast<int>(inputs.rows().size());
  for (const auto& row : inputs.rows()) {
    for (const double x : indexed(row, "in")) c.inputs.push_back(static_cast<float>(x));
  }
  c.rows = c.samples == 0 ? 0 : static_cast<int>(c.inputs.size()) / c.samples;
  c.weights.resize(static_cast<std::size_t>(c.rows) * static_cast<std::size_t>(c.columns));
  for (std::size_t column = 0; column < weights.rows().size(); ++column) {
    const std::vector<double> w = indexed(weights.rows()[column], "in");
    EXPECT_EQ(w.size(), static_cast<std::size_t>(c.rows));
    for (std::size_t r = 0; r < w.size(); ++r)
      c.weights[r * static_cast<std::size_t>(c.columns) + column] = static_cast<float>(w[r] * kGrid);
  }
  return c;
}

/// Inputs within the reference's input bound of 1, which holds without a DAC too; in codes of 1 / kGrid.
std::vector<float> clamped_inputs(const Case& c) {
  std::vector<float> codes;
  for (const float x : c.inputs) codes.push_back(std::clamp(x, -1.0f, 1.0f) * static_cast<float>(kGrid));
  return codes;
}

AnalogArray array_of(const Case& c, const Nonidealities& effects) {
  const auto device = load_device_model("pcm-like");
  EXPECT_TRUE(device);
  auto array =
      AnalogArray::create({.rows = c.rows, .columns = c.columns, .device = *device, .effects = effects});
  EXPECT_TRUE(array) << array.error().text();
  const WeightBlock block{.rows = c.rows, .columns = c.columns, .full_scale = kGrid, .weights = c.weights};
  EXPECT_TRUE(array->program({&block, 1}));
  return std::move(*array);
}

/// As aihwkit reads a resolution: above 1 a number of steps; relative to the whole range.
Quantizer quantizer(double bound, double resolution) {
  return {bound, (resolution > 1.0 ? 1.0 / resolution : resolution) * 2.0 * bound};
}

Forward forward_of(const GoldenTable::Row& row) {
  Forward f;
  f.dac = quantizer(number(row, "inp_bound"), number(row, "inp_res"));
  f.adc = quantizer(number(row, "out_bound"), number(row, "out_res"));
  const std::map<std::string, NoiseManagement> noise{{"None", NoiseManagement::none},
                                                     {"Constant", NoiseManagement::constant},
                                                     {"AbsMax", NoiseManagement::abs_max}};
  const std::map<std::string, BoundManagement> bound{{"None", BoundManagement::none},
                                                     {"Iterative", BoundManagement::iterative}};
  EXPECT_TRUE(noise.contains(row.at("noise_management")) && bound.contains(row.at("bound_management")))
      << row.at("config");
  f.noise_management = noise.at(row.at("noise_management"));
  f.noise_threshold = number(row, "nm_thres");
  f.bound_management = bound.at(row.at("bound_management"));
  f.max_bound_factor = number(row, "max_bm_factor");
  f.max_bound_resolution = number(row, "max_bm_res");
  return f;
}

TEST(RecordedMvm, IsEqualThroughEveryPairOfConverters) {
  QUARTET_DATA_OR_SKIP(folder, "goldens/pcm/mvm_outputs_quantised.csv");
  const Case c = load(folder.parent_path());
  const GoldenTable configurations(folder.parent_path() / "mvm_configs.csv"), outputs(folder);
  std::map<std::string, std::vector<double>> results;
  for (const auto& row : configurations.rows()) {
    AnalogArray array = array_of(c, Nonidealities::none());
    std::vector<double>& y = results[row.at("config")];
    y.resize(static_cast<std::size_t>(c.samples) * static_cast<std::size_t>(c.columns));
    ConversionCounts counts;
    const auto ok = forward_of(row).run(array, 0, c.inputs, c.samples, 0, y, counts);
    ASSERT_TRUE(ok) << ok.error().text();
    EXPECT_EQ(counts.mvms, static_cast<std::uint64_t>(c.samples) + counts.bound_repetitions);
  }
  Comparison comparison("mvm_outputs_quantised", 0.0, "difference");
  for (const auto& row : outputs.rows()) {
    ASSERT_TRUE(results.contains(row.at("config"))) << row.at("config");
    const std::vector<double> expected = indexed(row, "out");
    ASSERT_EQ(expected.size(), static_cast<std::size_t>(c.columns));
    const auto sample = static_cast<std::size_t>(number(row, "sample"));
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const double ours = results[row.at("config")][sample * expected.size() + i] / kGrid;
      comparison.check(ours - expected[i],
                       fmt::format("{}, sample {}, output {}", row.at("config"), sample, i));
    }
  }
  comparison.report();
}

/// The g-ratio of a configuration named "…_ratio_NUMBER_…".
double g_ratio(const std::string& config) {
  const std::string mark = "ratio_";
  const std::size_t at = config.find(mark);
  EXPECT_NE(at, std::string::npos) << config;
  return at == std::string::npos ? 1.0 : std::stod(config.substr(at + mark.size()));
}

// The reference is a compiled simulator in float32.
TEST(RecordedMvm, HasTheSameIrDropWithinOneMillionth) {
  QUARTET_DATA_OR_SKIP(file, "goldens/pcm/mvm_outputs_irdrop_float32.csv");
  const Case c = load(file.parent_path());
  const std::vector<float> codes = clamped_inputs(c);
  const GoldenTable outputs(file);
  Comparison comparison("mvm_outputs_irdrop_float32", 1e-6, "difference");
  double largest_effect = 0;
  for (const auto& row : outputs.rows()) {
    Nonidealities effects = Nonidealities::none();
    effects.ir_drop = true;
    effects.ir_drop_g_ratio = g_ratio(row.at("config"));
    AnalogArray array = array_of(c, effects), ideal = array_of(c, Nonidealities::none());
    const auto sample = static_cast<std::size_t>(number(row, "sample")),
               rows = static_cast<std::size_t>(c.rows);
    const MvmBatch batch{
        .codes = {codes.data() + sample * rows, rows}, .batch = 1, .unit = 1.0 / kGrid, .max_code = kGrid};
    std::vector<double> y(static_cast<std::size_t>(c.columns)), exact(y.size());
    ASSERT_TRUE(array.mvm(0, batch, y));
    ASSERT_TRUE(ideal.mvm(0, batch, exact));
    const std::vector<double> expected = indexed(row, "out");
    ASSERT_EQ(expected.size(), y.size());
    for (std::size_t i = 0; i < y.size(); ++i) {
      largest_effect = std::max(largest_effect, std::abs(y[i] - exact[i]) / (kGrid * kGrid));
      comparison.check(y[i] / (kGrid * kGrid) - expected[i],
                       fmt::format("{}, sample {}, output {}", row.at("config"), sample, i));
    }
  }
  EXPECT_GT(largest_effect, 1e-3) << "a recording without any IR drop would prove nothing";
  comparison.report();
}

// Mean and standard deviation of as many repeated MVMs as were recorded: against the formula and, with both
// errors in quadrature, against the recorded samples. Significance: see kLargestZ.
TEST(RecordedMvm, HasTheSameReadNoise) {
  QUARTET_DATA_OR_SKIP(file, "goldens/pcm/mvm_pcmread_noise_stats.csv");
  const Case c = load(file.parent_path());
  const GoldenTable table(file);
  const std::vector<float> codes = clamped_inputs(c);
  Comparison comparison("mvm_pcmread_noise_stats", kLargestZ, "|z|");
  std::map<std::pair<double, std::size_t>, std::vector<double>> repeated;
  for (const auto& row : table.rows()) {
    const auto n = static_cast<int>(number(row, "n"));
    const auto sample = static_cast<std::size_t>(number(row, "sample")),
               rows = static_cast<std::size_t>(c.rows);
    const auto columns = static_cast<std::size_t>(c.columns);
    std::vector<double>& y = repeated[{number(row, "w_noise"), sample}];
    if (y.empty()) {
      Nonidealities effects = Nonidealities::none();
      effects.mvm_noise = true;
      effects.mvm_noise_sigma = number(row, "w_noise");
      AnalogArray array = array_of(c, effects);
      std::vector<float> inputs;
      for (int i = 0; i < n; ++i) {
        inputs.insert(inputs.end(), codes.begin() + static_cast<std::ptrdiff_t>(sample * rows),
                      codes.begin() + static_cast<std::ptrdiff_t>((sample + 1) * rows));
      }
      y.resize(static_cast<std::size_t>(n) * columns);
      ASSERT_TRUE(array.mvm(
          0,
          {.codes = inputs, .batch = n, .unit = 1.0 / kGrid, .max_code = kGrid, .first_index = sample << 32},
          y));
    }
    std::vector<float> values;
    for (std::size_t i = static_cast<std::size_t>(number(row, "out")); i < y.size(); i += columns)
      values.push_back(static_cast<float>(y[i] / (kGrid * kGrid)));
    const cim::SampleStatistics ours = statistics_of(values);
    const double mean = number(row, "mean_formula"), std = number(row, "std_formula");
    const double se_mean = std / std::sqrt(n), se_std = std / std::sqrt(2.0 * n);  // normal: kurtosis 3
    const std::string what = "sample " + row.at("sample") + ", output " + row.at("out");
    comparison.check_z(ours.mean, mean, {se_mean}, what + ", mean");
    comparison.check_z(ours.std, std, {se_std}, what + ", std");
    comparison.check_z(ours.mean, number(row, "mean_sampled"), {se_mean, se_mean},
                       what + ", mean of samples");
    comparison.check_z(ours.std, number(row, "std_sampled"), {se_std, se_std}, what + ", std of samples");
  }
  comparison.report();
}

}  // namespace
}  // namespace quartet::test
