// Read noise that is new in every MVM: one normal a column against one normal a device.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/unit/cim_array/small_array.hpp"

namespace quartet::cim {
namespace {

constexpr int kRows = 40, kColumns = 6, kMvms = 6000;

/// Column by column, the outputs of repeated MVMs of one input, in full-scale weights × inputs.
std::vector<std::vector<double>> repeated(const char* form, bool programmed_with_noise) {
  Nonidealities effects = Nonidealities::none();
  effects.programming_noise = programmed_with_noise;
  effects.mvm_noise = true;
  effects.mvm_noise_sigma = 0.05;
  effects.mvm_noise_form = form;
  AnalogArray array =
      test::array_with(test::random_codes(kRows * kColumns, 127, 1), kRows, kColumns, effects);
  const std::vector<float> one = test::random_codes(kRows, 127, 2);
  std::vector<float> inputs;
  for (int i = 0; i < kMvms; ++i) inputs.insert(inputs.end(), one.begin(), one.end());
  const std::vector<double> y = test::outputs_of(array, inputs, kMvms);
  std::vector<std::vector<double>> columns(kColumns);
  for (std::size_t i = 0; i < y.size(); ++i) columns[i % kColumns].push_back(y[i] / (127.0 * 127.0));
  return columns;
}

double mean_of(const std::vector<double>& v) {
  double sum = 0;
  for (const double x : v) sum += x;
  return sum / static_cast<double>(v.size());
}
double std_of(const std::vector<double>& v) {
  double sum = 0;
  const double mean = mean_of(v);
  for (const double x : v) sum += (x - mean) * (x - mean);
  return std::sqrt(sum / static_cast<double>(v.size()));
}

/// Largest distance of two empirical distributions.
double kolmogorov_smirnov(std::vector<double> a, std::vector<double> b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  double largest = 0;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    (a[i] <= b[j] ? i : j) += 1;
    largest = std::max(largest, std::abs(static_cast<double>(i) / static_cast<double>(a.size()) -
                                         static_cast<double>(j) / static_cast<double>(b.size())));
  }
  return largest;
}

}  // namespace

// Twelve two-sample Kolmogorov-Smirnov tests of 6000 against 6000 at significance 1e-4 each (critical value
// sqrt(−ln(1e-4 / 2) / 2) sqrt(2 / n)): 1.2e-3 in all. The standard deviations agree within 4.5 standard
// errors.
TEST(MvmNoise, OfColumnsAndOfDevicesHasOneDistribution) {
  for (const bool noisy : {false, true}) {
    const auto output = repeated("output", noisy), device = repeated("device", noisy);
    for (std::size_t c = 0; c < kColumns; ++c) {
      const double n = kMvms, critical = std::sqrt(-0.5 * std::log(0.5e-4)) * std::sqrt(2.0 / n);
      EXPECT_LT(kolmogorov_smirnov(output[c], device[c]), critical) << "column " << c;
      const double a = std_of(output[c]), b = std_of(device[c]);
      EXPECT_LT(std::abs(a - b), 4.5 * a / std::sqrt(n)) << "column " << c;
    }
  }
}

TEST(MvmNoise, OfColumnsHasTheStandardDeviationOfThePcmReadFormula) {
  const auto weights = test::random_codes(kRows * kColumns, 127, 1),
             input = test::random_codes(kRows, 127, 2);
  const auto columns = repeated("output", false);
  for (std::size_t c = 0; c < kColumns; ++c) {
    double variance = 0;
    for (std::size_t r = 0; r < kRows; ++r)
      variance += std::abs(static_cast<double>(weights[r * kColumns + c])) / 127.0 *
                  std::pow(static_cast<double>(input[r]) / 127.0, 2);
    const double expected = 0.05 * std::sqrt(variance);
    EXPECT_NEAR(std_of(columns[c]), expected, 4.5 * expected / std::sqrt(2.0 * kMvms)) << "column " << c;
  }
}

TEST(MvmNoise, IsSilentWithoutInput) {
  Nonidealities effects = Nonidealities::none();
  effects.mvm_noise = true;
  for (const char* form : {"output", "device"}) {
    effects.mvm_noise_form = form;
    AnalogArray array =
        test::array_with(test::random_codes(kRows * kColumns, 127, 1), kRows, kColumns, effects);
    for (const double y : test::outputs_of(array, std::vector<float>(kRows, 0.0f), 1)) EXPECT_EQ(y, 0.0);
  }
}

}  // namespace quartet::cim
