#include "sim/stats/roc.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace quartet {
namespace {

// The definition: every pair of a positive and a negative sample.
double by_pairs(const std::vector<double>& scores, const std::vector<bool>& positive) {
  double right = 0.0, pairs = 0.0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    for (std::size_t j = 0; j < scores.size(); ++j) {
      if (!positive[i] || positive[j]) continue;
      pairs += 1.0;
      right += scores[i] > scores[j] ? 1.0 : scores[i] == scores[j] ? 0.5 : 0.0;
    }
  }
  return right / pairs;
}

TEST(AreaUnderRoc, IsOneWhenEveryPositiveScoresHigherAndZeroTheOtherWayRound) {
  const std::vector<double> scores{0.1, 0.2, 0.8, 0.9};
  EXPECT_EQ(area_under_roc(scores, {false, false, true, true}), 1.0);
  EXPECT_EQ(area_under_roc(scores, {true, true, false, false}), 0.0);
}

TEST(AreaUnderRoc, CountsTiesHalf) {
  EXPECT_EQ(area_under_roc({1.0, 1.0, 1.0, 1.0}, {true, false, true, false}), 0.5);
  // Pairs: 3 > 2, 3 > 1, 2 = 2, 2 > 1: 3.5 of 4.
  EXPECT_EQ(area_under_roc({3.0, 2.0, 2.0, 1.0}, {true, true, false, false}), 0.875);
}

TEST(AreaUnderRoc, EqualsTheCountOfPairsForScoresWithManyTies) {
  std::vector<double> scores;
  std::vector<bool> positive;
  for (unsigned i = 0; i < 120; ++i) {
    const unsigned mixed = i * 2654435761U;
    scores.push_back(static_cast<double>((mixed >> 16) % 13));
    positive.push_back((mixed >> 24) % 3 == 0);
  }
  EXPECT_NEAR(*area_under_roc(scores, positive), by_pairs(scores, positive), 1e-12);
}

TEST(AreaUnderRoc, IsUnknownWithOneKindOfSamples) {
  EXPECT_FALSE(area_under_roc({1.0, 2.0}, {true, true}));
  EXPECT_FALSE(area_under_roc({1.0, 2.0}, {false, false}));
  EXPECT_FALSE(area_under_roc({}, {}));
}

TEST(HanleyMcneil, HasTheVarianceOfTheRankSumWhenScoresTellNothing) {
  // Mann and Whitney 1947: (p + n + 1) / (12 p n).
  const Interval interval = hanley_mcneil95(0.5, 51, 58);
  EXPECT_NEAR((interval.high - interval.low) / (2 * 1.959963984540054), std::sqrt(110.0 / (12.0 * 51 * 58)), 1e-12);
}

TEST(HanleyMcneil, StaysWithinZeroAndOneAndNarrowsWithMoreSamples) {
  EXPECT_EQ(hanley_mcneil95(1.0, 3, 3).high, 1.0);
  EXPECT_GE(hanley_mcneil95(0.05, 4, 4).low, 0.0);
  const Interval few = hanley_mcneil95(0.8, 10, 10), many = hanley_mcneil95(0.8, 1000, 1000);
  EXPECT_LT(many.high - many.low, few.high - few.low);
}

}  // namespace
}  // namespace quartet
