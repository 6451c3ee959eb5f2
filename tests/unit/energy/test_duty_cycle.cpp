#include <gtest/gtest.h>

#include "sim/energy/duty_cycle.hpp"
#include "tests/unit/energy/demo_table.hpp"

namespace quartet {
namespace {

// An inference of 0.2 s and 20 J, a reload of 0.1 s and 7 J; wake-up draws host_active = 100 W.
struct Device {
  CostTable table = test::demo_table();
  Ledger ledger = Ledger::price({{kNoLayer, table.require("mac").value(), 10, ActivityPhase::inference},
                                 {kNoLayer, table.require("load").value(), 1, ActivityPhase::once}}, table);
  std::vector<IdleState> states{{"sleep", table.find("state_sleep"), 0.0, true},
                                {"standby", table.find("state_standby"), 0.05, true},
                                {"off", table.find("state_off"), 0.3, false}};
  Result<DutyResult> at(double rate_hz, const std::string& state = "auto") const {
    DutyParams params;
    params.rate_hz = rate_hz;
    params.idle_state = state;
    return duty_cycle(params, 0.2, 0.1, ledger, table, states);
  }
};

}  // namespace

TEST(DutyCycle, AveragesInferenceWakeUpReloadAndIdleOverThePeriod) {
  const auto sleep = Device().at(1.0, "sleep");
  ASSERT_TRUE(sleep);
  EXPECT_DOUBLE_EQ(sleep->average_power_w.value(), 20.0 + 0.8 * 10.0);
  EXPECT_DOUBLE_EQ(sleep->battery_life_s.value(), 225.0 * 3.0 * 3.6 / 28.0);
  const auto standby = Device().at(1.0, "state_standby");
  ASSERT_TRUE(standby);
  EXPECT_DOUBLE_EQ(standby->wakeup_j.value(), 5.0);
  EXPECT_DOUBLE_EQ(standby->average_power_w.value(), 20.0 + 5.0 + 0.75 * 1.0);
  const auto off = Device().at(1.0, "off");
  ASSERT_TRUE(off);
  EXPECT_DOUBLE_EQ(off->reload_s, 0.1);
  EXPECT_DOUBLE_EQ(off->average_power_w.value(), 20.0 + 30.0 + 7.0);
  EXPECT_DOUBLE_EQ(off->active_s + off->wakeup_s + off->reload_s + off->idle_s, off->period_s);
}

TEST(DutyCycle, AutoTakesTheCheapestStateThatMeetsTheRate) {
  EXPECT_EQ(Device().at(0.001)->idle_state, "off");     // sleep 8 kW·s, standby about 1 kW·s, off 57 J a period
  EXPECT_EQ(Device().at(1.0)->idle_state, "standby");   // 25.75 W against 28 and 57
  EXPECT_EQ(Device().at(4.5)->idle_state, "sleep");     // only sleep wakes in time
  EXPECT_EQ(Device().at(0.001)->inference_j, 20.0);
}

TEST(DutyCycle, ARateThatCannotBeMetSaysWhatCan) {
  const auto result = Device().at(10.0);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::does_not_fit);
  EXPECT_EQ(result.error().problems[0].remedy, "at most 5 inferences/s can be reached");
  EXPECT_TRUE(Device().at(5.0));
  const auto slow = Device().at(2.0, "off");
  ASSERT_FALSE(slow);
  EXPECT_EQ(slow.error().problems[0].remedy, "at most 1.666 inferences/s can be reached");
  EXPECT_TRUE(Device().at(1.666, "off"));
}

TEST(DutyCycle, NamesAnUnknownStateAndARateOfZero) {
  EXPECT_EQ(Device().at(1.0, "slep").error().problems[0].remedy, "did you mean 'sleep'?");
  EXPECT_EQ(Device().at(0.0).error().problems[0].place, "duty.rate_hz");
}

TEST(DutyCycle, WithoutAPriceTheAverageIsNotKnownAndTheReasonIsGiven) {
  Device d;
  d.states = {{"dark", d.table.find("state_dark"), 0.0, true}};
  const auto dark = d.at(1.0);
  ASSERT_TRUE(dark);
  EXPECT_EQ(dark->average_power_w, std::nullopt);
  EXPECT_EQ(dark->battery_life_s, std::nullopt);
  ASSERT_EQ(dark->warnings.size(), 1u);
  EXPECT_NE(dark->warnings[0].find("the idle time"), std::string::npos);
  d.states.push_back({"sleep", d.table.find("state_sleep"), 0.0, true});
  EXPECT_EQ(d.at(1.0)->idle_state, "sleep");
}

TEST(DutyCycle, APlatformWithoutIdleStatesHasNoAverageButStillARateItCanReach) {
  Device bare;
  bare.states.clear();
  const auto slow = bare.at(1.0);
  ASSERT_TRUE(slow);
  EXPECT_EQ(slow->idle_state, "none");
  EXPECT_EQ(slow->average_power_w, std::nullopt);
  EXPECT_FALSE(slow->warnings.empty());
  EXPECT_FALSE(bare.at(10.0));
  EXPECT_FALSE(bare.at(1.0, "sleep"));
}

TEST(DutyParams, DeclaresEveryKnob) {
  DutyParams params;
  ParameterSet set;
  params.declare(set);
  ASSERT_TRUE(set.set("duty.rate_hz", "10Hz"));
  ASSERT_TRUE(set.set("duty.battery_v", "3.7"));
  EXPECT_EQ(params.rate_hz, 10.0);
  EXPECT_EQ(params.battery_v, 3.7);
  EXPECT_FALSE(set.set("duty.battery_mah", "0"));
}

}  // namespace quartet
