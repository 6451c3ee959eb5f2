// Every recorded network of goldens/max78000 through the whole system: firmware, bus, array, interrupt,
// unloading.
#include <gtest/gtest.h>

#include <algorithm>

#include "frontends/model/golden_json.hpp"
#include "sim/base/files.hpp"
#include "tests/support/golden_report.hpp"
#include "tests/unit/max78000_system/assembled_system.hpp"

namespace quartet::test {
namespace {

/// All folders with a network.json, sorted.
std::vector<std::filesystem::path> recorded_folders(const std::filesystem::path& root) {
  std::vector<std::filesystem::path> folders;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().filename() == "network.json") folders.push_back(entry.path().parent_path());
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

}  // namespace

TEST(RecordedNetworksOnTheSystem, UnloadTheRecordedValuesInTheRecordedCycles) {
  QUARTET_DATA_OR_SKIP(root, "goldens/max78000");
  std::int64_t compared = 0, differ = 0;
  for (const auto& folder : recorded_folders(root)) {
    const auto golden = read_golden_network(folder);
    ASSERT_TRUE(golden.has_value()) << folder << ": " << golden.error().text();
    const AssembledSystem s(golden->network);
    const auto run = s.simulate(golden->inputs);
    compared += static_cast<std::int64_t>(golden->output.size());
    EXPECT_TRUE(run.has_value()) << folder << ": " << run.error().text();
    const bool there = run && run->core.values.size() == golden->output.size();
    for (std::size_t v = 0; v < golden->output.size(); ++v)
      differ += there && run->core.values[v] == golden->output[v] ? 0 : 1;
    if (!there) continue;
    EXPECT_EQ(run->core.values, golden->output) << folder;
    for (std::size_t i = 0; i < golden->layers.size(); ++i) {
      if (!s.program->layers[i].streaming) {
        EXPECT_EQ(run->layer_cycles[i], golden->layers[i].cycles) << folder << " layer " << i;
      }
    }
  }
  report_golden("max78000 outputs through the system", compared, differ);
  EXPECT_GT(compared, 0);
}

}  // namespace quartet::test
