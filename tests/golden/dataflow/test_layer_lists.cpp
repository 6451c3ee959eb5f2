// Every layer list of the data root (a folder of models/ with model.json, input.npy and score.npy): the machine's outputs are
// the recorded scores, value for value.
#include <gtest/gtest.h>

#include <algorithm>

#include "frontends/model/import.hpp"
#include "frontends/model/layer_list.hpp"
#include "tests/golden/dataflow/boards.hpp"
#include "tests/support/golden_report.hpp"
#include "workloads/data/npy.hpp"
#include "workloads/golden/interpreter.hpp"

namespace quartet {
namespace {

namespace fs = std::filesystem;

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

struct Recorded {
  Network network;
  std::vector<std::int32_t> inputs, scores, labels;
  std::int64_t samples = 0, width = 0, classes = 0;
};

Recorded read(const fs::path& folder) {
  Recorded r{import_model(folder / "model.json").value(), {}, {}, {}, 0, 0, 0};
  const NpyArray inputs = read_npy(folder / "input.npy").value();
  const NpyArray scores = read_npy(folder / "score.npy").value();
  r.samples = inputs.shape.at(0);
  r.width = inputs.elements() / r.samples;
  r.classes = scores.elements() / r.samples;
  r.inputs = inputs.as_int32().value();
  r.scores = scores.as_int32().value();
  if (fs::exists(folder / "label.npy")) r.labels = read_npy(folder / "label.npy").value().as_int32().value();
  return r;
}

Values row(const std::vector<std::int32_t>& all, std::int64_t index, std::int64_t width) {
  return {all.begin() + index * width, all.begin() + (index + 1) * width};
}

}  // namespace

TEST(LayerLists, OnEveryBoardGiveTheRecordedScores) {
  QUARTET_DATA_OR_SKIP(models, "models");
  const auto folders = layer_lists(models);
  if (folders.empty()) GTEST_SKIP() << "the data root holds no layer list with scores";
  for (const fs::path& folder : folders) {
    const Recorded r = read(folder);
    for (const std::string& board : test::dataflow_boards()) {
      const auto target = load_platform(board).value();
      const auto function = target->function(r.network, {});
      ASSERT_TRUE(function) << function.error().text();
      std::int64_t differ = 0, correct = 0;
      for (std::int64_t i = 0; i < r.samples; ++i) {
        const auto got = (*function)->run(std::vector<Values>{row(r.inputs, i, r.width)}, i);
        ASSERT_TRUE(got) << got.error().text();
        const Values expected = row(r.scores, i, r.classes);
        for (std::size_t k = 0; k < expected.size(); ++k) differ += (*got)[k] == expected[k] ? 0 : 1;
        if (!r.labels.empty()) correct += argmax(*got) == r.labels[static_cast<std::size_t>(i)] ? 1 : 0;
      }
      EXPECT_EQ(differ, 0) << folder << " on " << board;
      test::report_golden("layer list " + folder.filename().string() + " on " + board, r.samples * r.classes, differ);
      if (!r.labels.empty())
        std::printf("  %s: %lld of %lld labels\n", folder.filename().c_str(), static_cast<long long>(correct), static_cast<long long>(r.samples));
    }
  }
}

TEST(LayerLists, HaveAFoldingThatFitsEveryBoardAndStream) {
  QUARTET_DATA_OR_SKIP(models, "models");
  const auto folders = layer_lists(models);
  if (folders.empty()) GTEST_SKIP() << "the data root holds no layer list with scores";
  for (const fs::path& folder : folders) {
    const Recorded r = read(folder);
    for (const std::string& board : test::dataflow_boards()) {
      const auto target = load_platform(board).value();
      const auto plan = target->plan(r.network);
      const auto run = target->simulate(r.network, std::vector<Values>{row(r.inputs, 0, r.width)}, {});
      if (!plan) {
        EXPECT_EQ(plan.error().code, ErrorCode::does_not_fit) << plan.error().text();
        continue;
      }
      ASSERT_TRUE(run) << run.error().text();
      EXPECT_EQ(run->logits, row(r.scores, 0, r.classes));
      EXPECT_EQ(plan->interval_cycles, run->schedule.interval_cycles) << "nothing contends in a chain of matrix units";
      EXPECT_EQ(plan->cycles, run->schedule.cycles);
      std::printf("  %s on %s: interval %llu cycles, %.2f us a call (overhead fitted)\n", folder.filename().c_str(), board.c_str(),
                  static_cast<unsigned long long>(*plan->interval_cycles), plan->seconds() * 1e6);
    }
  }
}

}  // namespace quartet
