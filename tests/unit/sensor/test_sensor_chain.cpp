#include "sim/run/sensor_chain.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "accel/platform.hpp"
#include "sim/base/files.hpp"

namespace quartet::test {
namespace {

constexpr double kInferenceJ = 30e-6, kInferenceS = 0.02;

RunResult inference() {
  RunResult result;
  result.latency = Latency{2'400'000, kInferenceS, 120e6, std::nullopt};
  result.energy = Energy{};
  result.energy->total_j = kInferenceJ;
  return result;
}

/// The chain on `platform`, behind an inference of 30 µJ and 20 ms.
Result<RunResult> run(const std::vector<std::string>& settings, const std::string& platform = "cnn-int8") {
  const auto chain = SensorChain::make(settings);
  if (!chain) return pass(chain.error());
  auto target = load_platform(platform);
  if (!target) return pass(target.error());
  RunResult result = inference();
  if (const auto ok = (*chain)->add_phases(**target, result); !ok) return pass(ok.error());
  return result;
}

const SensorPhase& phase(const RunResult& result, const std::string& name) {
  static const SensorPhase none;
  for (const SensorPhase& p : result.sensor->phases) {
    if (p.name == name) return p;
  }
  ADD_FAILURE() << "no phase " << name;
  return none;
}

const std::vector<std::string> kPriced{"sensor.microphone=10u", "sensor.converter=5u",
                                       "sensor.analog_channel=0.1u", "sensor.idle=2u"};

std::vector<std::string> with(std::vector<std::string> more) {
  more.insert(more.begin(), kPriced.begin(), kPriced.end());
  return more;
}

}  // namespace

TEST(SensorChain, AnAnalogFrontEndPaysItsChannelsAndNoConverter) {
  const auto result = run(with({"sensor.front_end=analog-binary", "sensor.channels=16"}));
  ASSERT_TRUE(result.has_value()) << result.error().text();
  EXPECT_DOUBLE_EQ(*phase(*result, "acquisition").energy_j, 10e-6);
  EXPECT_DOUBLE_EQ(*phase(*result, "front end").energy_j, 1.6e-6);
  EXPECT_DOUBLE_EQ(*phase(*result, "inference").energy_j, kInferenceJ);
  EXPECT_DOUBLE_EQ(*phase(*result, "idle").energy_j, 2e-6 * (1.0 - kInferenceS));
  const double total = 10e-6 + 1.6e-6 + kInferenceJ + 2e-6 * 0.98;
  EXPECT_DOUBLE_EQ(*result->sensor->total_j, total);
  EXPECT_DOUBLE_EQ(*result->sensor->average_power_w, total);
  double shares = 0.0;
  for (const SensorPhase& p : result->sensor->phases) shares += *p.share;
  EXPECT_NEAR(shares, 1.0, 1e-12);
  EXPECT_TRUE(result->warnings.empty());
}

TEST(SensorChain, WhatHasNoPriceIsNullAndNamedInTheWarnings) {
  const auto result = run({"sensor.front_end=none", "sensor.microphone=10u"});
  ASSERT_TRUE(result.has_value()) << result.error().text();
  EXPECT_FALSE(phase(*result, "acquisition").energy_j.has_value());
  EXPECT_FALSE(result->sensor->total_j.has_value());
  EXPECT_FALSE(phase(*result, "inference").share.has_value());
  EXPECT_TRUE(std::any_of(result->warnings.begin(), result->warnings.end(),
                          [](const std::string& w) { return w.find("'converter'") != std::string::npos; }));
}

TEST(SensorChain, WithoutAPriceOfItsOwnIdleIsThePlatformsCheapestState) {
  const auto result =
      run({"sensor.front_end=none", "sensor.microphone=10u", "sensor.converter=5u"}, "max78000");
  ASSERT_TRUE(result.has_value()) << result.error().text();
  const auto target = load_platform("max78000");
  ASSERT_TRUE(target.has_value());
  std::optional<double> cheapest;
  for (const IdleState& state : (*target)->idle_states()) {
    if (!state.retains_weights || !state.power || !(*target)->costs().row(*state.power).value) continue;
    cheapest = std::min(cheapest.value_or(1e9), *(*target)->costs().row(*state.power).value);
  }
  ASSERT_TRUE(cheapest.has_value());
  EXPECT_DOUBLE_EQ(*phase(*result, "idle").energy_j, *cheapest * (1.0 - kInferenceS));
  const auto unknown = run({"sensor.front_end=none", "sensor.microphone=10u", "sensor.converter=5u"});
  ASSERT_TRUE(unknown.has_value());
  EXPECT_EQ(phase(*unknown, "idle").origin, phase(*unknown, "idle").energy_j ? "predicted" : "not modelled");
}

TEST(SensorChain, ASetUpShareIsMetAndItsDivisionGivesWhatTheArithmeticSays) {
  const std::vector<std::string> setup{"sensor.front_end=set-up", "sensor.count_idle=false",
                                       "sensor.set_up_share=0.85"};
  const auto digital = run(setup);
  ASSERT_TRUE(digital.has_value()) << digital.error().text();
  EXPECT_NEAR(*phase(*digital, "acquisition and front end").share, 0.85, 1e-12);
  EXPECT_EQ(phase(*digital, "acquisition and front end").origin, "set up");
  auto divided = setup;
  divided.push_back("sensor.set_up_divisor=29");
  const auto analog = run(divided);
  ASSERT_TRUE(analog.has_value()) << analog.error().text();
  // (F/29)/(F/29 + C) with F = 0.85/0.15 · C
  EXPECT_NEAR(*phase(*analog, "acquisition and front end").share, 0.85 / 0.15 / 29 / (0.85 / 0.15 / 29 + 1),
              1e-12);
  EXPECT_NEAR(*digital->sensor->total_j / *analog->sensor->total_j, 5.6, 0.05);
}

TEST(SensorChain, ADigitalFrontEndNeedsAMicrocontrollerAndSaysSo) {
  const auto result = run(with({"sensor.front_end=mfcc"}));
  ASSERT_TRUE(result.has_value()) << result.error().text();
  EXPECT_EQ(phase(*result, "front end").origin, "not modelled");
  EXPECT_FALSE(result->sensor->total_j.has_value());
  EXPECT_FALSE(result->sensor->latency_s.has_value());
  EXPECT_FALSE(run(with({"sensor.front_end=mfcc", "sensor.host=cnn-int8"})).has_value());
}

TEST(SensorChain, APeriodTooShortForTheWorkDoesNotFit) {
  const auto result = run(with({"sensor.front_end=none", "sensor.event_s=0.01"}));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, ErrorCode::does_not_fit);
}

TEST(SensorChain, WrongSettingsAreErrorsWithTheNearestName) {
  const auto wrong = SensorChain::make({"sensor.front_ent=mfcc", "sensor.microphone=-1"});
  ASSERT_FALSE(wrong.has_value());
  EXPECT_EQ(wrong.error().code, ErrorCode::usage);
  EXPECT_EQ(wrong.error().problems.size(), 2U);
  EXPECT_NE(wrong.error().text().find("sensor.front_end"), std::string::npos);
  EXPECT_FALSE(SensorChain::make({"sensor.profile=/no/such/file.toml"}).has_value());
  const auto none = SensorChain::make({});
  ASSERT_TRUE(none.has_value());
  EXPECT_EQ(*none, nullptr);
}

TEST(SensorChain, SettingsAreSplitByTheirPrefixInOrder) {
  const auto split =
      split_sensor_settings({"duty.rate_hz=1", "sensor.event_s=2", "mcu.clock_hz=1e6", "mfcc.step=160"});
  EXPECT_EQ(split.sensor, (std::vector<std::string>{"sensor.event_s=2", "mfcc.step=160"}));
  EXPECT_EQ(split.others, (std::vector<std::string>{"duty.rate_hz=1", "mcu.clock_hz=1e6"}));
}

TEST(SensorChain, EveryProfileThatShipsLoadsAndTheSummarySurvivesItsJson) {
  int profiles = 0;
  for (const auto& entry : std::filesystem::directory_iterator(resource_root() / "docs" / "examples")) {
    if (!entry.path().filename().string().starts_with("sensor_")) continue;
    ++profiles;
    const auto result = run({"sensor.profile=" + entry.path().string()});
    ASSERT_TRUE(result.has_value()) << entry.path() << ": " << result.error().text();
    const auto text = to_json(*result);
    ASSERT_TRUE(text.has_value()) << text.error().text();
    const auto back = result_from_json(*text, "result");
    ASSERT_TRUE(back.has_value()) << back.error().text();
    EXPECT_EQ(*to_json(*back), *text);
    ASSERT_TRUE(back->sensor.has_value());
    EXPECT_EQ(back->sensor->phases.size(), result->sensor->phases.size());
  }
  EXPECT_GE(profiles, 4);
}

}  // namespace quartet::test
