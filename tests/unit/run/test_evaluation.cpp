#include <gtest/gtest.h>

#include "sim/run/evaluation.hpp"

namespace quartet {
namespace {

// Right for a sample when (sample + seed) is not a multiple of five.
class SeededFunction final : public IFunction {
 public:
  explicit SeededFunction(std::uint64_t seed) : seed_(seed) {}
  Result<Values> run(std::span<const Values>, std::int64_t sample) override {
    ++calls_;
    if (seed_ == 13) return fail(ErrorCode::bad_input, "seed", "thirteen is refused", "");
    const bool right = (static_cast<std::uint64_t>(sample) + seed_) % 5 != 0;
    return Values{right ? 100 : 0, right ? 0 : 100, static_cast<std::int32_t>(sample)};
  }
  std::vector<Figure> figures() const override {
    return {{"calls", static_cast<double>(calls_), "1", "counted", ""}};
  }

 private:
  std::uint64_t seed_;
  int calls_ = 0;
};

class EvaluationTest : public ::testing::Test {
 protected:
  EvaluationTest() {
    task_.function = [](std::uint64_t seed) -> Result<std::unique_ptr<IFunction>> {
      return std::make_unique<SeededFunction>(seed);
    };
    task_.sample = [](std::int64_t) { return std::vector<Values>{}; };
    task_.sample_count = 40;
    task_.labels.assign(40, 0);
  }
  EvaluationTask task_;
};

TEST_F(EvaluationTest, GivesTheSameForAnyNumberOfThreads) {
  task_.seed_count = 7;
  const auto one = evaluate(task_);
  ASSERT_TRUE(one);
  for (const int jobs : {2, 3, 16}) {
    task_.jobs = jobs;
    const auto many = evaluate(task_);
    ASSERT_TRUE(many);
    EXPECT_EQ(many->outputs, one->outputs) << jobs;
    EXPECT_EQ(many->correct, one->correct) << jobs;
    EXPECT_EQ(many->figures, one->figures) << jobs;
  }
}

TEST_F(EvaluationTest, KeepsTheOutputsOfTheFirstSeedInTheOrderOfTheSamples) {
  for (const int jobs : {1, 4}) {
    task_.jobs = jobs;
    const auto result = evaluate(task_);
    ASSERT_TRUE(result);
    ASSERT_EQ(result->outputs.size(), 120u);
    for (std::int32_t s = 0; s < 40; ++s) EXPECT_EQ(result->outputs[static_cast<std::size_t>(3 * s + 2)], s);
    EXPECT_EQ(result->correct, std::vector<std::int64_t>{32});
    EXPECT_EQ(result->figures.at(0).value, 40.0);
  }
}

TEST_F(EvaluationTest, PassesOnTheErrorOfAMachine) {
  task_.first_seed = 12;
  task_.seed_count = 3;
  const auto result = evaluate(task_);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::bad_input);
}

TEST_F(EvaluationTest, KeepsTheFirstSampleWhenItIsStoppedAtOnce) {
  const std::atomic<bool> stop{true};
  task_.stop = &stop;
  task_.seed_count = 3;
  for (const int jobs : {1, 4}) {
    task_.jobs = jobs;
    const auto result = evaluate(task_);
    ASSERT_TRUE(result);
    EXPECT_TRUE(result->interrupted);
    EXPECT_EQ(result->seeds, 1);
    EXPECT_EQ(result->samples, 1);
    EXPECT_EQ(result->outputs.size(), 3u);
  }
}

TEST_F(EvaluationTest, CountsOnlyWholeSeedsAfterAStop) {
  std::atomic<bool> stop{false};
  task_.stop = &stop;
  task_.seed_count = 5;
  task_.progress = [&](std::int64_t done, std::int64_t total) {
    EXPECT_EQ(total, 200);
    if (done == 100) stop = true;
  };
  const auto result = evaluate(task_);
  ASSERT_TRUE(result);
  EXPECT_TRUE(result->interrupted);
  EXPECT_EQ(result->seeds, 2);
  EXPECT_EQ(result->samples, 40);
  EXPECT_EQ(result->correct.size(), 2u);
}

TEST(SeedAccuracy, NamesTheWorstSeedAndInterpolatesQuantiles) {
  const SeedAccuracy s = seed_accuracy({90, 70, 80, 100, 60}, 100, 11);
  EXPECT_EQ(s.count, 5);
  EXPECT_DOUBLE_EQ(s.mean, 0.8);
  EXPECT_NEAR(s.deviation, 0.158113883, 1e-9);
  EXPECT_DOUBLE_EQ(s.p50, 0.8);
  EXPECT_NEAR(s.p05, 0.62, 1e-12);
  EXPECT_DOUBLE_EQ(s.worst, 0.6);
  EXPECT_EQ(s.worst_seed, 15u);
}

}  // namespace
}  // namespace quartet
