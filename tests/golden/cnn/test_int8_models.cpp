// The int8 TensorFlow Lite models on the hypothetical array: unchanged, and bit-exact in both roundings.
#include <gtest/gtest.h>

#include <algorithm>

#include "accel/platform.hpp"
#include "frontends/model/import.hpp"
#include "sim/base/files.hpp"
#include "tests/golden/tflite/reference_task.hpp"
#include "tests/support/golden_report.hpp"
#include "tests/unit/cnn/network_builder.hpp"
#include "workloads/golden/interpreter.hpp"

namespace quartet::test {
namespace {

constexpr std::size_t kSimulatedSamples =
    3;  ///< of each golden file; the arithmetic alone runs on all of them elsewhere

std::vector<std::filesystem::path> model_files(const std::filesystem::path& root) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(root)) {
    if (entry.path().extension() == ".tflite") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

TEST(Int8Models, SimulatedArrayGivesTheInterpretersLogitsInBothRoundings) {
  QUARTET_DATA_OR_SKIP(root, "models");
  auto target = load_platform("cnn-int8");
  ASSERT_TRUE(target.has_value()) << target.error().text();
  std::int64_t compared = 0, differ = 0;
  for (const auto& file : model_files(root)) {
    const auto network = import_model(file);
    if (!network) continue;  // float models are refused by the importer, which its own tests hold
    for (const Rounding rounding : {Rounding::double_rounding, Rounding::single_rounding}) {
      const std::vector<Values> inputs = NetworkBuilder::random_inputs(*network, 3);
      auto interpreter = Interpreter::create(*network, {.rounding = rounding});
      ASSERT_TRUE(interpreter && interpreter->run(inputs)) << file;
      const Values expected = interpreter->tensor(network->logits());
      RunOptions options;
      options.rounding = rounding;
      const auto run = (*target)->simulate(*network, inputs, options);
      ASSERT_TRUE(run.has_value()) << file << ": " << run.error().text();
      EXPECT_EQ(run->logits, expected) << file;
      const auto plan = (*target)->plan(*network);
      ASSERT_TRUE(plan.has_value());
      EXPECT_EQ(plan->cycles, run->schedule.cycles) << file;
      compared += static_cast<std::int64_t>(expected.size());
      for (std::size_t i = 0; i < expected.size(); ++i)
        differ += i < run->logits.size() && run->logits[i] == expected[i] ? 0 : 1;
    }
  }
  report_golden("tflite models on cnn-int8", compared, differ);
  EXPECT_GT(compared, 0);
}

TEST(Int8Models, SimulatedArrayGivesTheGoldenLogits) {
  QUARTET_DATA_OR_SKIP(root, "goldens/tflite");
  auto target = load_platform("cnn-int8");
  ASSERT_TRUE(target.has_value()) << target.error().text();
  std::int64_t compared = 0, differ = 0;
  for (const GoldenFile& file : golden_files(*root_root, "logits_")) {
    const auto data = load_classifier(*root_root, *file.task);
    ASSERT_TRUE(data.has_value()) << data.error().text();
    const auto array = read_npy(file.path);
    ASSERT_TRUE(array.has_value());
    const auto expected = array->as_int32();
    ASSERT_TRUE(expected.has_value());
    RunOptions options;
    options.rounding =
        file.rest.find("single") != std::string::npos ? Rounding::single_rounding : Rounding::double_rounding;
    const std::size_t columns = expected->size() / data->samples.size();
    for (std::size_t row = 0; row < std::min(kSimulatedSamples, data->samples.size()); ++row) {
      const auto run = (*target)->simulate(data->network, std::span(&data->samples[row], 1), options);
      ASSERT_TRUE(run.has_value()) << run.error().text();
      ASSERT_EQ(run->logits.size(), columns);
      for (std::size_t c = 0; c < columns; ++c) {
        ++compared;
        differ += run->logits[c] == (*expected)[row * columns + c] ? 0 : 1;
      }
    }
  }
  report_golden("tflite logits on cnn-int8", compared, differ);
  EXPECT_GT(compared, 0);
  EXPECT_EQ(differ, 0);
}

}  // namespace quartet::test
