// Passes that promise to keep values, on everything that was recorded: the outputs stay the recorded ones.
#include <gtest/gtest.h>

#include <algorithm>

#include "frontends/model/golden_json.hpp"
#include "frontends/model/network_json.hpp"
#include "sim/base/files.hpp"
#include "tests/golden/tflite/reference_task.hpp"
#include "tests/support/golden_report.hpp"
#include "workloads/golden/interpreter.hpp"
#include "workloads/passes/pass.hpp"

namespace quartet::test {
namespace {

/// Samples that one golden file is compared on: what bounds the time of this binary.
constexpr std::size_t kMostSamples = 20;

std::vector<std::string> exact_passes(Rounding rounding) {
  std::vector<std::string> names;
  for (const Pass& pass : passes()) {
    if (pass.keeps == Keeps::values) names.emplace_back(pass.name);
  }
  names.emplace_back("prune_channels:fraction=0");
  names.emplace_back(rounding == Rounding::single_rounding ? "to_thresholds:rounding=single" : "to_thresholds:rounding=double");
  return names;
}

Rounding rounding_named(const std::string& text) {
  return text.find("single") != std::string::npos ? Rounding::single_rounding : Rounding::double_rounding;
}

/// Each pass alone, then all of them one after the other.
std::vector<std::vector<std::string>> series(const std::vector<std::string>& names) {
  std::vector<std::vector<std::string>> out;
  for (const std::string& name : names) out.push_back({name});
  out.push_back(names);
  return out;
}

struct Count {
  std::int64_t compared = 0, differ = 0;
};

void compare(const Network& network, const std::vector<Values>& inputs, const Values& expected, Rounding rounding, const std::string& what, Count& count) {
  auto interpreter = Interpreter::create(network, {.rounding = rounding});
  ASSERT_TRUE(interpreter.has_value()) << what << ": " << interpreter.error().text();
  const auto ran = interpreter->run(inputs);
  ASSERT_TRUE(ran.has_value()) << what << ": " << ran.error().text();
  const Values got = interpreter->tensor(network.logits());
  ++count.compared;
  count.differ += got == expected ? 0 : 1;
  EXPECT_TRUE(got == expected) << what;
}

}  // namespace

TEST(PassesOnRecordings, EveryRecordedArrayNetworkKeepsItsOutputs) {
  QUARTET_DATA_OR_SKIP(root, "goldens/max78000");
  std::vector<std::filesystem::path> folders;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().filename() == "network.json") folders.push_back(entry.path().parent_path());
  }
  std::sort(folders.begin(), folders.end());
  Count count;
  for (const auto& folder : folders) {
    const auto golden = read_golden_network(folder);
    ASSERT_TRUE(golden.has_value()) << folder << ": " << golden.error().text();
    for (const auto& names : series(exact_passes(Rounding::double_rounding))) {
      const auto rewritten = run_passes(golden->network, names);
      ASSERT_TRUE(rewritten.has_value()) << folder << ": " << rewritten.error().text();
      compare(*rewritten, golden->inputs, golden->output, Rounding::double_rounding, folder.string() + " " + names.front(), count);
    }
  }
  report_golden("passes on recorded array networks", count.compared, count.differ);
  EXPECT_GT(count.compared, 0);
}

TEST(PassesOnRecordings, EveryRecordedClassifierKeepsItsLogitsInBothRoundings) {
  QUARTET_DATA_OR_SKIP(folder, "goldens/tflite");
  Count count;
  for (const GoldenFile& file : golden_files(*folder_root, "logits_")) {
    const auto data = load_classifier(*folder_root, *file.task);
    ASSERT_TRUE(data.has_value()) << data.error().text();
    const auto array = read_npy(file.path);
    ASSERT_TRUE(array.has_value()) << array.error().text();
    const auto expected = array->as_int32();
    ASSERT_TRUE(expected.has_value()) << expected.error().text();
    const Rounding rounding = rounding_named(file.rest);
    const auto rewritten = run_passes(data->network, exact_passes(rounding));
    ASSERT_TRUE(rewritten.has_value()) << rewritten.error().text();
    const auto width = static_cast<std::ptrdiff_t>(data->network.tensor(data->network.logits()).elements());
    const auto rows = std::min<std::size_t>({kMostSamples, data->samples.size(), expected->size() / static_cast<std::size_t>(width)});
    for (std::size_t s = 0; s < rows; ++s) {
      const auto row = expected->begin() + static_cast<std::ptrdiff_t>(s) * width;
      compare(*rewritten, {data->samples[s]}, Values(row, row + width), rounding, file.path.string(), count);
    }
  }
  report_golden("passes on recorded classifiers", count.compared, count.differ);
  EXPECT_GT(count.compared, 0);
}

TEST(NetworkJson, EveryRecordedNetworkReadsBackAsItself) {
  QUARTET_DATA_OR_SKIP(root, "goldens/max78000");
  std::int64_t compared = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().filename() != "network.json") continue;
    const auto golden = read_golden_network(entry.path().parent_path());
    ASSERT_TRUE(golden.has_value()) << golden.error().text();
    const auto read = parse_network_json(write_network_json(golden->network), "text");
    ASSERT_TRUE(read.has_value()) << entry.path() << ": " << read.error().text();
    EXPECT_EQ(network_hash(*read), network_hash(golden->network)) << entry.path();
    ++compared;
  }
  EXPECT_GT(compared, 0);
}

}  // namespace quartet::test
