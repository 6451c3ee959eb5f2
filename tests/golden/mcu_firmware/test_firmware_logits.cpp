// The firmware on the simulated cores against the recorded logits: every classifier that the data root holds, in both
// roundings, on a core of each kind of kernels.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "accel/platform.hpp"
#include "sim/base/files.hpp"
#include "tests/golden/tflite/reference_task.hpp"
#include "tests/support/golden_report.hpp"

namespace quartet::test {
namespace {

/// Products that one platform may execute for one golden file: what bounds the time of this binary.
constexpr std::int64_t kMacsAFile = 140'000'000;

const std::vector<std::string> kPlatforms{"cv32e40p", "stm32l4r5", "rp2040", "pulpissimo"};

Rounding rounding_named(const std::string& text) {
  return text.find("single") != std::string::npos ? Rounding::single_rounding : Rounding::double_rounding;
}

struct Comparison {
  std::int64_t compared = 0, differ = 0;
  std::size_t samples = 0;
};

void compare(const std::string& platform, const TaskData& data, const Values& expected, Rounding rounding,
             std::size_t samples, Comparison& result) {
  const auto target = load_platform(platform);
  ASSERT_TRUE(target.has_value()) << target.error().text();
  RunOptions options;
  options.rounding = rounding;
  const auto function = (*target)->function(data.network, options);
  ASSERT_TRUE(function.has_value()) << platform << ": " << function.error().text();
  const auto columns = static_cast<std::size_t>(data.network.tensor(data.network.logits()).elements());
  for (std::size_t row = 0; row < samples && (row + 1) * columns <= expected.size(); ++row) {
    const auto got = (*function)->run(std::span(&data.samples[row], 1), static_cast<std::int64_t>(row));
    ASSERT_TRUE(got.has_value()) << platform << ": " << got.error().text();
    ASSERT_EQ(got->size(), columns);
    for (std::size_t c = 0; c < columns; ++c) {
      ++result.compared;
      if ((*got)[c] != expected[row * columns + c]) ++result.differ;
    }
    result.samples = std::max(result.samples, row + 1);
  }
}

}  // namespace

TEST(McuFirmware, LogitsOfEveryCoreEqualTheRecordedOnesInBothRoundings) {
  QUARTET_DATA_OR_SKIP(folder, "goldens/tflite");
  for (const GoldenFile& file : golden_files(*folder_root, "logits_")) {
    auto data = load_classifier(*folder_root, *file.task);
    ASSERT_TRUE(data.has_value()) << data.error().text();
    const auto array = read_npy(file.path);
    ASSERT_TRUE(array.has_value()) << array.error().text();
    const auto expected = array->as_int32();
    ASSERT_TRUE(expected.has_value()) << expected.error().text();
    const auto most = static_cast<std::size_t>(std::max<std::int64_t>(1, kMacsAFile / data->network.macs()));
    const std::size_t samples = std::min(most, data->samples.size());
    Comparison all;
    for (const std::string& platform : kPlatforms)
      compare(platform, *data, *expected, rounding_named(file.rest), samples, all);
    report_golden("firmware " + file.path.stem().string(), all.compared, all.differ);
    fmt::print("       {} samples on each of {} cores\n", all.samples, kPlatforms.size());
    EXPECT_GT(all.compared, 0) << file.path;
    EXPECT_EQ(all.differ, 0) << file.path;
  }
}

}  // namespace quartet::test
