#include "sim/run/energy_summary.hpp"

#include <gtest/gtest.h>

#include "tests/unit/run/fake_target.hpp"

namespace quartet {
namespace {

using test::FakeTarget;

Schedule schedule_with(const FakeTarget& target, double macs, double sleep_s, double once_macs) {
  Schedule s;
  s.clock_hz = 1e6;
  s.cycles = 1000;
  s.layers.resize(2);
  s.layers[0].name = std::string("a");
  s.layers[1].name = std::string("b");
  s.phases = {{"weight_load", 500, ActivityPhase::once}};
  const RowId mac = *target.costs().find("mac"), sleep = *target.costs().find("state_sleep");
  s.activity = {{0, mac, macs, ActivityPhase::inference},
                {kNoLayer, sleep, sleep_s, ActivityPhase::inference},
                {kNoLayer, mac, once_macs, ActivityPhase::once}};
  return s;
}

RunResult result_for(const Schedule& schedule) {
  RunResult r;
  r.layers.resize(schedule.layers.size());
  return r;
}

TEST(EnergySummary, TotalIsTheSumOfTheLedgerAndOfLayersAndTheRest) {
  const FakeTarget target;
  const Schedule schedule = schedule_with(target, 1e6, 1e-3, 2e6);
  RunResult r = result_for(schedule);
  ASSERT_TRUE(add_energy(schedule, target, {}, r));
  EXPECT_DOUBLE_EQ(*r.energy->total_j, 1e-6 + 1e-9);
  EXPECT_DOUBLE_EQ(*r.energy->dynamic_j, 1e-6);
  EXPECT_DOUBLE_EQ(*r.energy->static_j, 1e-9);
  EXPECT_DOUBLE_EQ(*r.energy->once.total_j, 2e-6);
  EXPECT_DOUBLE_EQ(*r.layers[0].energy_j, 1e-6);
  EXPECT_DOUBLE_EQ(*r.layers[1].energy_j, 0.0);
  EXPECT_DOUBLE_EQ(*r.energy->outside_layers_j, 1e-9);
  EXPECT_DOUBLE_EQ(*r.energy->power_w, *r.energy->total_j / 1e-3);
  EXPECT_FALSE(r.energy->duty);
  double ledger = 0.0;
  for (const LedgerLine& line : r.ledger) {
    EXPECT_DOUBLE_EQ(*line.energy_j, line.count * *line.value);
    if (line.paid == "inference") ledger += *line.energy_j;
  }
  EXPECT_DOUBLE_EQ(ledger, *r.energy->total_j);
}

TEST(EnergySummary, ARowWithoutAPriceMakesTheTotalNullAndIsNamed) {
  const FakeTarget target;
  Schedule schedule = schedule_with(target, 1e6, 0, 0);
  schedule.activity.push_back({1, *target.costs().find("load"), 64, ActivityPhase::inference});
  RunResult r = result_for(schedule);
  ASSERT_TRUE(add_energy(schedule, target, {}, r));
  EXPECT_FALSE(r.energy->total_j);
  EXPECT_FALSE(r.energy->power_w);
  EXPECT_FALSE(r.layers[1].energy_j);
  EXPECT_TRUE(r.layers[0].energy_j);
  ASSERT_EQ(r.warnings.size(), 1U);
  EXPECT_NE(r.warnings[0].find("'load'"), std::string::npos);
}

TEST(EnergySummary, WithoutActivityEnergyIsNullAndAWarningSaysSo) {
  const FakeTarget target;
  RunResult r;
  ASSERT_TRUE(add_energy(Schedule{}, target, {}, r));
  EXPECT_FALSE(r.energy);
  EXPECT_EQ(r.warnings.size(), 1U);
}

TEST(EnergySummary, DutyCycleAddsIdleEnergyAndBatteryLife) {
  const FakeTarget target;
  const Schedule schedule = schedule_with(target, 1e6, 0, 0);
  DutyParams duty;
  duty.rate_hz = 1.0;
  RunResult r = result_for(schedule);
  ASSERT_TRUE(add_energy(schedule, target, duty, r));
  ASSERT_TRUE(r.energy->duty);
  const double expected = 1e-6 + 1e-6 * (1.0 - 1e-3);  // inference + sleep power for the rest of the second
  EXPECT_NEAR(*r.energy->duty->average_power_w, expected, 1e-12);
  EXPECT_NEAR(*r.energy->duty->battery_life_s, 225.0 * 3.0 * 3.6 / expected, 1.0);
  EXPECT_EQ(r.energy->duty->idle_state, "sleep");
}

TEST(EnergySummary, ARateThatCannotBeMetIsAnError) {
  const FakeTarget target;
  const Schedule schedule = schedule_with(target, 1e6, 0, 0);
  DutyParams duty;
  duty.rate_hz = 2000.0;
  RunResult r = result_for(schedule);
  EXPECT_EQ(add_energy(schedule, target, duty, r).error().code, ErrorCode::does_not_fit);
}

TEST(EnergySummary, MethodSaysHowMuchOfTheEnergyIsPublished) {
  const FakeTarget target;
  const Schedule schedule = schedule_with(target, 1e6, 1.0, 0);
  RunResult r = result_for(schedule);
  ASSERT_TRUE(add_energy(schedule, target, {}, r));
  EXPECT_NE(r.energy->method.find("50.0 % published, 50.0 % fitted"), std::string::npos) << r.energy->method;
}

}  // namespace
}  // namespace quartet
