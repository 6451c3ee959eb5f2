// Every recorded network of goldens/max78000: cycles of the plan, and values of the simulated array, layer by
// layer.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "accel/cnn/lower.hpp"
#include "accel/cnn/simulate.hpp"
#include "accel/platform.hpp"
#include "frontends/model/golden_json.hpp"
#include "sim/base/files.hpp"
#include "tests/support/golden_report.hpp"
#include "tests/unit/cnn/platform_params.hpp"

namespace quartet::test {
namespace {

struct Recorded {
  std::string name;
  GoldenNetwork golden;
};

/// All folders with a network.json, sorted; one that does not read fails the test.
std::vector<Recorded> recorded_networks(const std::filesystem::path& root) {
  std::vector<std::filesystem::path> folders;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().filename() == "network.json") folders.push_back(entry.path().parent_path());
  }
  std::sort(folders.begin(), folders.end());
  std::vector<Recorded> all;
  for (const auto& folder : folders) {
    Result<GoldenNetwork> golden = read_golden_network(folder);
    EXPECT_TRUE(golden.has_value()) << folder << ": " << (golden ? "" : golden.error().text());
    if (golden) all.push_back({folder.filename().string(), std::move(*golden)});
  }
  return all;
}

std::uint64_t cycles_at(const Schedule& schedule, std::size_t i) {
  return i < schedule.layers.size() ? schedule.layers[i].cycles : 0;
}

}  // namespace

TEST(RecordedNetworks, PlanGivesTheRecordedCyclesOfEveryLayerAndOfTheNetwork) {
  QUARTET_DATA_OR_SKIP(root, "goldens/max78000");
  auto target = load_platform("max78000");
  ASSERT_TRUE(target.has_value()) << target.error().text();
  std::int64_t compared = 0, differ = 0;
  for (const Recorded& r : recorded_networks(root)) {
    const auto plan = (*target)->plan(r.golden.network);
    EXPECT_TRUE(plan.has_value()) << r.name << ": " << plan.error().text();
    if (!plan) {
      differ += static_cast<std::int64_t>(r.golden.layers.size());
      continue;
    }
    EXPECT_EQ(plan->layers.size(), r.golden.layers.size()) << r.name;
    std::uint64_t sum = r.golden.startup_cycles;
    for (std::size_t i = 0; i < r.golden.layers.size(); ++i) {
      const bool equal = cycles_at(*plan, i) == r.golden.layers[i].cycles;
      EXPECT_TRUE(equal) << r.name << " layer " << r.golden.layers[i].name << ": " << cycles_at(*plan, i)
                         << ", recorded " << r.golden.layers[i].cycles;
      ++compared;
      differ += equal ? 0 : 1;
      sum += cycles_at(*plan, i);
    }
    ++compared;
    differ += sum == r.golden.cycles ? 0 : 1;
    EXPECT_EQ(sum, r.golden.cycles) << r.name;
  }
  report_golden("max78000 cycles", compared, differ);
  EXPECT_GT(compared, 0);
}

TEST(RecordedNetworks, SimulatedArrayGivesTheRecordedValuesOfEveryLayerInThePlannedCycles) {
  QUARTET_DATA_OR_SKIP(root, "goldens/max78000");
  const cnn::Params params = platform_params("max78000");
  std::int64_t compared = 0, differ = 0;
  for (const Recorded& r : recorded_networks(root)) {
    const auto program = cnn::lower(r.golden.network, params);
    EXPECT_TRUE(program.has_value()) << r.name << ": " << program.error().text();
    if (!program) continue;
    const auto run =
        cnn::simulate(r.golden.network, *program, params, r.golden.inputs, Rounding::double_rounding);
    EXPECT_TRUE(run.has_value()) << r.name << ": " << run.error().text();
    for (std::size_t i = 0; i < r.golden.layers.size(); ++i) {
      const GoldenLayer& layer = r.golden.layers[i];
      compared += static_cast<std::int64_t>(layer.expected.size());
      const bool there = run && i < run->outputs.size() && run->outputs[i].size() == layer.expected.size();
      EXPECT_TRUE(there) << r.name << " layer " << layer.name;
      std::int64_t wrong = there ? 0 : static_cast<std::int64_t>(layer.expected.size());
      for (std::size_t v = 0; there && v < layer.expected.size(); ++v)
        wrong += run->outputs[i][v] == layer.expected[v] ? 0 : 1;
      EXPECT_EQ(wrong, 0) << r.name << " layer " << layer.name;
      differ += wrong;
      if (there && !program->layers[i].streaming) {
        EXPECT_EQ(run->layer_cycles[i], layer.cycles) << r.name << " layer " << layer.name;
      }
    }
  }
  report_golden("max78000 layer values on the simulated array", compared, differ);
  EXPECT_GT(compared, 0);
}

}  // namespace quartet::test
