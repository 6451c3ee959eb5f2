#include "sim/run/reasons.hpp"

#include <gtest/gtest.h>

#include "tests/unit/run/example_result.hpp"

namespace quartet {
namespace {

TEST(EnergyCosts, AreSharesOfTheTotalLargestFirst) {
  const auto costs = energy_costs(test::example_result());
  ASSERT_EQ(costs.size(), 2U);
  EXPECT_EQ(costs[0].what, "toy.array");
  EXPECT_DOUBLE_EQ(costs[0].share, 0.6);
}

TEST(TimeCosts, CountLayersAndPhasesOfAnInferenceButNotTheWeightLoad) {
  const auto costs = time_costs(test::example_result());
  ASSERT_EQ(costs.size(), 3U);
  EXPECT_EQ(costs[0].what, "conv1 (bound: mac)");
  EXPECT_DOUBLE_EQ(costs[0].share, 0.7);
  EXPECT_EQ(costs[1].what, "input_load");
}

TEST(Reason, NamesTheLargestPartOfTimeAndEnergy) {
  EXPECT_EQ(reason(test::example_result()),
            "70.0 % of the time is conv1 (bound: mac); 70.0 % of the cycles are bound by mac; 60.0 % of the "
            "energy is toy.array "
            "(mostly array_cycle)");
}

TEST(Reason, NeverGivesABoundMoreThanAllOfTheCyclesWhenLayersOverlap) {
  RunResult r = test::example_result();
  r.layers[0].cycles = 900;
  r.layers[1].cycles = 900;
  r.layers[1].bound = "mac";
  EXPECT_NE(reason(r).find("100.0 % of the layers' cycles, which overlap, are bound by mac"), std::string::npos) << reason(r);
}

TEST(Reason, SaysThatEnergyIsNotModelledInsteadOfAShareOfNothing) {
  RunResult r = test::example_result();
  r.energy->total_j.reset();
  EXPECT_NE(reason(r).find("energy is not modelled"), std::string::npos);
  r.latency.reset();
  EXPECT_EQ(reason(r), "");
}

}  // namespace
}  // namespace quartet
