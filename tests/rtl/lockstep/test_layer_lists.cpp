// Every layer list of the data root that one of the shipped blocks fits: scores through the block are the recorded ones, cycles
// those of the simulate rung.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "accel/dataflow/rtl/placement.hpp"
#include "frontends/model/import.hpp"
#include "frontends/model/layer_list.hpp"
#include "sim/base/files.hpp"
#include "tests/support/golden_report.hpp"
#include "tests/unit/dataflow/machine.hpp"
#include "workloads/data/npy.hpp"

namespace quartet::test {
namespace {

namespace fs = std::filesystem;
constexpr std::int64_t kMostSamples = 60;

std::vector<fs::path> layer_lists(const fs::path& models) {
  std::vector<fs::path> folders;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(models, ignored)) {
    const auto text = read_text(entry.path() / "model.json");
    if (text && is_layer_list(*text) && fs::exists(entry.path() / "score.npy") && fs::exists(entry.path() / "input.npy")) folders.push_back(entry.path());
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

Values row(const std::vector<std::int32_t>& all, std::int64_t index, std::int64_t rows) {
  const auto width = static_cast<std::int64_t>(all.size()) / rows;
  return {all.begin() + index * width, all.begin() + (index + 1) * width};
}

class LayerLists : public ::testing::Test {
 protected:
  void SetUp() override { ::setenv("QUARTET_RTL_PATH", QUARTET_TEST_RTL_DIR, 1); }
  const Machine machine{"pynq-z2"};

  [[nodiscard]] bool a_block_fits(const Network& network) const {
    const auto built = machine.dataflow().build(network);
    if (!built) return false;
    const std::vector<Values> zeros{Values(static_cast<std::size_t>(network.tensor(network.inputs[0]).elements()), 0)};
    return dataflow::lockstep::place_blocks(dataflow::build_stream(built->pipeline, built->folded.design, zeros).graph, {}).has_value();
  }
};

TEST_F(LayerLists, GiveTheRecordedScoresAndTheSimulatedCyclesThroughTheBlocksThatFitThem) {
  QUARTET_DATA_OR_SKIP(models, "models");
  int fitted = 0;
  for (const fs::path& folder : layer_lists(models)) {
    const Network network = import_model(folder / "model.json").value();
    if (!a_block_fits(network)) continue;
    ++fitted;
    const NpyArray inputs = read_npy(folder / "input.npy").value();
    const NpyArray scores = read_npy(folder / "score.npy").value();
    const auto x = inputs.as_int32().value(), y = scores.as_int32().value();
    const std::int64_t samples = inputs.shape.at(0);
    RunOptions options;
    options.rtl = RtlOptions{{}, {}, (fs::path(::testing::TempDir()) / "layer-list.fst").string()};
    const std::vector<Values> first{row(x, 0, samples)};
    const auto simulated = machine.target->simulate(network, first, {});
    const auto rtl = machine.target->simulate(network, first, options);
    ASSERT_TRUE(simulated) << simulated.error().text();
    ASSERT_TRUE(rtl) << rtl.error().text();
    EXPECT_EQ(rtl->schedule.cycles, simulated->schedule.cycles);
    EXPECT_EQ(rtl->schedule.interval_cycles, simulated->schedule.interval_cycles);
    EXPECT_EQ(rtl->logits, row(y, 0, samples));
    auto function = machine.target->function(network, options);
    ASSERT_TRUE(function) << function.error().text();
    const std::int64_t used = std::min(samples, kMostSamples);
    for (std::int64_t s = 0; s < used; ++s) {
      const auto given = (*function)->run(std::vector<Values>{row(x, s, samples)}, s);
      ASSERT_TRUE(given) << given.error().text();
      EXPECT_EQ(*given, row(y, s, samples)) << "sample " << s;
    }
    for (const Figure& f : (*function)->figures())
      std::cout << fmt::format("[ golden   ] {}: {} {:.0f} {}\n", folder.filename().string(), f.name, f.value.value_or(0), f.note);
    EXPECT_EQ(figure((*function)->figures(), "samples whose stream gave the scores")->value, static_cast<double>(used));
  }
  if (fitted == 0) GTEST_SKIP() << "the data root has no layer list that a shipped block fits";
}

}  // namespace
}  // namespace quartet::test
