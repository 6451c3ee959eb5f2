// Every int8 .tflite model of the data root as dataflow: equal to the golden interpreter, with a folding that fits each board
// or the honest "does not fit"; and the closed form beside the stream.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "frontends/model/import.hpp"
#include "sim/base/philox.hpp"
#include "tests/golden/dataflow/boards.hpp"
#include "tests/support/golden_report.hpp"
#include "workloads/golden/interpreter.hpp"

namespace quartet {
namespace {

namespace fs = std::filesystem;

// The simulate rung of larger networks takes seconds: those are planned only.
constexpr std::int64_t kMaxStreamedMacs = 4'000'000;

std::vector<fs::path> models_of(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".tflite") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<Values> random_inputs(const Network& network, std::uint64_t sample) {
  std::vector<Values> inputs;
  for (const TensorId id : network.inputs) {
    const Tensor& t = network.tensor(id);
    Values values(static_cast<std::size_t>(t.elements()));
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto span = static_cast<std::uint64_t>(t.type.max() - t.type.min() + 1);
      values[i] = static_cast<std::int32_t>(t.type.min() + static_cast<std::int64_t>(philox4x32(11, sample, i)[0] % span));
    }
    inputs.push_back(std::move(values));
  }
  return inputs;
}

}  // namespace

TEST(Int8Networks, AsDataflowEqualTheGoldenInterpreterOrSayThatTheyDoNotFit) {
  QUARTET_DATA_OR_SKIP(folder, "models");
  int networks = 0, fitting = 0;
  for (const fs::path& file : models_of(folder)) {
    const auto network = import_model(file);
    if (!network) continue;  // a float model
    ++networks;
    auto golden = Interpreter::create(*network, {}).value();
    for (const std::string& board : test::dataflow_boards()) {
      const auto target = load_platform(board).value();
      const auto plan = target->plan(*network);
      if (!plan) {
        const bool honest = plan.error().code == ErrorCode::does_not_fit || plan.error().code == ErrorCode::bad_input;
        EXPECT_TRUE(honest) << plan.error().text();
        std::printf("  %s on %s: %s\n", file.stem().c_str(), board.c_str(), plan.error().text().substr(0, 150).c_str());
        continue;
      }
      ++fitting;
      std::int64_t compared = 0, differ = 0;
      const auto function = target->function(*network, {}).value();
      for (std::uint64_t sample = 0; sample < 3; ++sample) {
        const auto x = random_inputs(*network, sample);
        ASSERT_TRUE(golden.run(x));
        const Values expected = golden.tensor(network->logits());
        const Values got = function->run(x, static_cast<std::int64_t>(sample)).value();
        ASSERT_EQ(got.size(), expected.size());
        compared += static_cast<std::int64_t>(expected.size());
        for (std::size_t i = 0; i < got.size(); ++i) differ += got[i] == expected[i] ? 0 : 1;
      }
      EXPECT_EQ(differ, 0) << file << " on " << board;
      test::report_golden("dataflow " + file.stem().string() + " on " + board, compared, differ);
      std::printf("  planned: interval %llu cycles, latency %llu cycles\n", static_cast<unsigned long long>(*plan->interval_cycles),
                  static_cast<unsigned long long>(plan->cycles));
    }
  }
  if (networks > 0) {
    EXPECT_GT(fitting, 0) << "no network fits any board";
  }
}

TEST(Int8Networks, StreamInTheIntervalOfThePlanAndNearItsLatency) {
  QUARTET_DATA_OR_SKIP(folder, "models");
  for (const fs::path& file : models_of(folder)) {
    const auto network = import_model(file);
    if (!network || network->macs() > kMaxStreamedMacs) continue;
    for (const std::string& board : test::dataflow_boards()) {
      const auto target = load_platform(board).value();
      ASSERT_TRUE(target->parameters().set("dataflow.fifo_sizing", "occupancy"));
      const auto plan = target->plan(*network);
      if (!plan) continue;
      const auto run = target->simulate(*network, random_inputs(*network, 0), {});
      ASSERT_TRUE(run) << file << " on " << board << ": " << run.error().text();
      const auto cycles = static_cast<double>(run->schedule.cycles);
      std::printf("  %s on %s: interval %llu planned, %llu streamed; latency %llu planned, %llu streamed\n", file.stem().c_str(), board.c_str(),
                  static_cast<unsigned long long>(*plan->interval_cycles), static_cast<unsigned long long>(*run->schedule.interval_cycles),
                  static_cast<unsigned long long>(plan->cycles), static_cast<unsigned long long>(run->schedule.cycles));
      EXPECT_NEAR(static_cast<double>(plan->cycles), cycles, 0.05 * cycles) << file << " on " << board;
      EXPECT_NEAR(static_cast<double>(*plan->interval_cycles), static_cast<double>(*run->schedule.interval_cycles),
                  0.02 * static_cast<double>(*plan->interval_cycles))
          << file << " on " << board;
    }
  }
}

}  // namespace quartet
