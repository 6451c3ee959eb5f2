// Every recorded layer of the MAX78000 that the engine can hold: its recorded values come out of the RTL.
#include <gtest/gtest.h>

#include <algorithm>

#include "accel/cnn/rtl/conv_stand_in.hpp"
#include "accel/cnn/simulate.hpp"
#include "frontends/model/golden_json.hpp"
#include "tests/support/golden_report.hpp"
#include "tests/unit/cnn/platform_params.hpp"

namespace quartet::test {

TEST(RecordedLayers, RunInTheEngineAsInTheSimulatedArray) {
  QUARTET_DATA_OR_SKIP(root, "goldens/max78000");
  const auto plugin = rtl::find_plugin(QUARTET_TEST_RTL_DIR "/sound_engine.so");
  ASSERT_TRUE(plugin) << plugin.error().text();
  const auto limits = cnn::conv_limits(**plugin);
  const cnn::Params params = platform_params("max78000");
  std::vector<std::filesystem::path> folders;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().filename() == "network.json") folders.push_back(entry.path().parent_path());
  }
  std::sort(folders.begin(), folders.end());
  std::int64_t compared = 0, differ = 0, other = 0;
  for (const auto& folder : folders) {
    const auto golden = read_golden_network(folder);
    ASSERT_TRUE(golden) << golden.error().text();
    const auto program = cnn::lower(golden->network, params);
    if (!program) continue;
    cnn::ConvStandIn stand_in;
    for (std::size_t i = 0; i < program->layers.size(); ++i) {
      if (!cnn::ConvStandIn::unfit(golden->network, program->layers[i], *limits).empty()) {
        ++other;
        continue;
      }
      ASSERT_TRUE(stand_in.place(golden->network, *program, i, *plugin)) << folder;
      ++compared;
    }
    if (stand_in.empty()) continue;
    const auto run = cnn::simulate(golden->network, *program, params, golden->inputs, Rounding::double_rounding, &stand_in);
    EXPECT_TRUE(run) << folder << ": " << (run ? "" : run.error().text());
    for (std::size_t i = 0; i < program->layers.size() && i < golden->layers.size(); ++i) {
      if (stand_in.stands_for(i) && (!run || run->outputs[i] != golden->layers[i].expected)) ++differ;
    }
  }
  std::cout << "  " << compared << " layers in RTL, " << other << " that the engine cannot hold\n";
  report_golden("max78000 layers on conv3x3 in RTL", compared, differ);
  EXPECT_EQ(differ, 0);
  EXPECT_GT(compared, 0);
}

}  // namespace quartet::test
