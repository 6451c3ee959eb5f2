#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "frontends/model/import.hpp"
#include "sim/base/files.hpp"
#include "sim/base/requantize.hpp"
#include "tests/golden/tflite/reference_task.hpp"
#include "tests/support/golden_report.hpp"
#include "workloads/golden/interpreter.hpp"

namespace quartet::test {
namespace {

constexpr int kFramesPerWindow = 5;
constexpr double kTolerance = 1e-5;

/// Mean squared reconstruction error over all windows of successive frames and their elements.
Result<double> score(const Network& network, Interpreter& interpreter, const double* frames, int count,
                     int bands) {
  const Tensor& in = network.tensor(network.inputs.at(0));
  const Tensor& out = network.tensor(network.outputs.at(0));
  const auto elements = static_cast<std::size_t>(kFramesPerWindow * bands);
  const int windows = count - kFramesPerWindow + 1;
  double sum = 0.0;
  for (int window = 0; window < windows; ++window) {
    const double* x = frames + static_cast<std::ptrdiff_t>(window) * bands;
    std::vector<Values> input(1);
    for (std::size_t i = 0; i < elements; ++i) input[0].push_back(quantize_real(x[i], in.quantization.scale(), in.quantization.zero_point(), in.type));
    if (auto ran = interpreter.run(input); !ran) return pass(ran.error());
    const Values y = interpreter.tensor(network.outputs.at(0));
    for (std::size_t i = 0; i < elements; ++i) {
      const double error = x[i] - out.quantization.scale() * (y[i] - out.quantization.zero_point());
      sum += error * error;
    }
  }
  return sum / (static_cast<double>(windows) * static_cast<double>(elements));
}

}  // namespace

TEST(GoldenTflite, AnomalyScoresAgreeWithin1e5) {
  QUARTET_DATA_OR_SKIP(folder, "goldens/tflite");
  for (const GoldenFile& file : golden_files(*folder_root, "score_f32")) {
    const auto network = import_model(*folder_root / "models" / file.task->model);
    ASSERT_TRUE(network.has_value()) << network.error().text();
    const auto inputs = read_npy(*folder_root / "data" / file.task->inputs);
    ASSERT_TRUE(inputs.has_value()) << inputs.error().text();
    const auto golden = read_npy(file.path);
    ASSERT_TRUE(golden.has_value()) << golden.error().text();
    ASSERT_EQ(inputs->shape.size(), 3U);
    const std::vector<double> frames = inputs->as_double(), expected = golden->as_double();
    const auto count = static_cast<int>(inputs->shape[1]), bands = static_cast<int>(inputs->shape[2]);
    auto interpreter = Interpreter::create(*network, {Rounding::double_rounding});
    ASSERT_TRUE(interpreter.has_value()) << interpreter.error().text();
    std::int64_t differ = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const auto got = score(*network, *interpreter,
                             frames.data() + static_cast<std::ptrdiff_t>(i) * count * bands, count, bands);
      ASSERT_TRUE(got.has_value()) << got.error().text();
      if (!(std::abs(*got - expected[i]) <= kTolerance)) ++differ;
    }
    report_golden(file.path.stem().string(), static_cast<std::int64_t>(expected.size()), differ);
    EXPECT_FALSE(expected.empty());
    EXPECT_EQ(differ, 0) << file.path;
  }
}

}  // namespace quartet::test
