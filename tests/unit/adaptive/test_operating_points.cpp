#include <gtest/gtest.h>

#include "sim/run/adaptive.hpp"

namespace quartet::test {
namespace {

/// Four samples: the little network is right on the first, the third and the fourth; the big one on all but the fourth.
AdaptiveStudy study() {
  AdaptiveStudy s;
  s.samples = 4;
  s.leads = {40, 2, 10, 10};
  s.little_right = {true, false, true, true};
  s.big_right = {true, true, true, false};
  s.stayed_costs.assign(4, {1e-3, 1e-6});
  s.escalated_costs.assign(4, {5e-3, 5e-6});
  return s;
}

/// Both networks are right on every sample.
AdaptiveStudy equally_right(std::vector<std::uint32_t> leads) {
  AdaptiveStudy s;
  s.little_right.assign(leads.size(), true);
  s.big_right.assign(leads.size(), true);
  s.leads = std::move(leads);
  return s;
}

OperatingPoint point(double seconds, double joules, std::int64_t correct) {
  OperatingPoint p;
  p.latency_s.mean = seconds;
  p.energy_j = Distribution{joules, joules, joules, joules};
  p.correct = correct;
  return p;
}

}  // namespace

TEST(OperatingPoint, EscalatesTheSamplesWhoseLeadIsSmaller) {
  const OperatingPoint p = operating_point(study(), 10);
  EXPECT_EQ(p.escalated, 1);
  EXPECT_EQ(p.correct, 4);
  EXPECT_DOUBLE_EQ(p.latency_s.mean, (3 * 1e-3 + 5e-3) / 4);
  EXPECT_DOUBLE_EQ(p.latency_s.p50, 1e-3);
  EXPECT_DOUBLE_EQ(p.energy_j->mean, (3 * 1e-6 + 5e-6) / 4);
}

TEST(OperatingPoint, OneMoreStepTakesTheSamplesAtTheMarginAlong) {
  const OperatingPoint p = operating_point(study(), 11);
  EXPECT_EQ(p.escalated, 3);
  EXPECT_EQ(p.correct, 3) << "the big network is wrong on the last sample";
  EXPECT_DOUBLE_EQ(p.latency_s.p50, 5e-3);
}

TEST(OperatingPoint, MarginZeroNeverEscalatesAndTheLargestAlwaysDoes) {
  EXPECT_EQ(operating_point(study(), 0).escalated, 0);
  EXPECT_DOUBLE_EQ(operating_point(study(), 0).latency_s.p99, 1e-3);
  EXPECT_EQ(operating_point(study(), 41).escalated, 4);
  EXPECT_DOUBLE_EQ(operating_point(study(), 41).latency_s.mean, 5e-3);
}

TEST(OperatingPoint, EachSampleHasTheCostOfItsOwnWay) {
  AdaptiveStudy s = study();
  s.stayed_costs[0].seconds = 2e-3;
  s.escalated_costs[0].seconds = 9e-3;  // the first sample stays
  EXPECT_DOUBLE_EQ(operating_point(s, 10).latency_s.mean, (2e-3 + 5e-3 + 1e-3 + 1e-3) / 4);
}

TEST(OperatingPoint, HasNoEnergyWhereAPriceIsMissing) {
  AdaptiveStudy s = study();
  s.escalated_costs[1].energy_j.reset();
  EXPECT_FALSE(operating_point(s, 10).energy_j.has_value());
}

TEST(ParetoFront, HoldsEachPointThatNoCheaperOneEquals) {
  std::vector<OperatingPoint> points = {point(1, 1, 5), point(2, 2, 5), point(3, 3, 7), point(4, 4, 6), point(4, 3, 6)};
  mark_front(points);
  std::vector<bool> front;
  for (const OperatingPoint& p : points) front.push_back(p.front);
  EXPECT_EQ(front, (std::vector<bool>{true, false, true, false, false}));
}

TEST(Margins, BeginWithNeverAndEndWithAlwaysAndLieJustAboveLeads) {
  EXPECT_EQ(choose_margins(equally_right({7, 3, 3, 20}), 10), (std::vector<std::uint32_t>{0, 4, 8, 21}));
}

TEST(Margins, AreAtEvenSharesOfTheSamplesWhereNothingElseTellsThemApart) {
  std::vector<std::uint32_t> leads;
  for (std::uint32_t i = 0; i < 1000; ++i) leads.push_back(i);
  EXPECT_EQ(choose_margins(equally_right(leads), 5), (std::vector<std::uint32_t>{0, 250, 500, 750, 1000}));
}

TEST(Margins, PreferThoseWhereThePairIsRightMoreOftenThanBefore) {
  AdaptiveStudy s = equally_right({});
  for (std::uint32_t i = 0; i < 1000; ++i) {
    s.leads.push_back(i);
    s.little_right.push_back(i != 4 && i != 9);  // the big network is right there
    s.big_right.push_back(true);
  }
  EXPECT_EQ(choose_margins(s, 5), (std::vector<std::uint32_t>{0, 5, 10, 500, 1000})) << "0, 5 and 10 are the front";
}

TEST(Margins, OfEqualLeadsAreTwo) {
  EXPECT_EQ(choose_margins(equally_right(std::vector<std::uint32_t>(50, 9)), 40), (std::vector<std::uint32_t>{0, 10}));
  EXPECT_EQ(choose_margins(equally_right({4294967295U}), 40), (std::vector<std::uint32_t>{0, 4294967295U}));
}

}  // namespace quartet::test
