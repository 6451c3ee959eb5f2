#include "sim/run/settings.hpp"

#include <gtest/gtest.h>

#include "tests/unit/run/fake_target.hpp"

namespace quartet {
namespace {

struct Fixture {
  Fixture() { duty.declare(duty_set); }
  Result<void> apply(const std::vector<std::string>& settings) {
    return apply_settings(settings, &target, duty_set);
  }
  test::FakeTarget target;
  DutyParams duty;
  ParameterSet duty_set;
};

TEST(Settings, ReachTheMachineTheDutyCycleAndThePrices) {
  Fixture f;
  ASSERT_TRUE(
      f.apply({"toy.size=8", "toy.clock_hz=2MHz", "duty.rate_hz=3", "tech.mac=2e-12", "tech.load=5e-12"}));
  EXPECT_EQ(f.target.size_, 8);
  EXPECT_DOUBLE_EQ(f.target.clock_hz_, 2e6);
  EXPECT_DOUBLE_EQ(f.duty.rate_hz, 3.0);
  const CostRow& mac = f.target.costs().row(*f.target.costs().find("mac"));
  EXPECT_DOUBLE_EQ(*mac.value, 2e-12);
  EXPECT_EQ(mac.source, "command line");
  EXPECT_DOUBLE_EQ(*f.target.costs().row(*f.target.costs().find("load")).value, 5e-12);
}

TEST(Settings, ReportEveryMistakeAtOnceWithTheNearestName) {
  Fixture f;
  const auto done = f.apply({"toy.sise=8", "tech.mack=1", "nonsense", "toy.size=100", "duty.rate=1"});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::usage);
  ASSERT_EQ(done.error().problems.size(), 5U);
  EXPECT_EQ(done.error().problems[0].remedy, "did you mean 'toy.size'?");
  EXPECT_EQ(done.error().problems[1].remedy, "did you mean 'tech.mac'?");
  EXPECT_NE(done.error().problems[2].cause.find("key=value"), std::string::npos);
  EXPECT_EQ(done.error().problems[4].remedy, "did you mean 'duty.rate_hz'?");
}

TEST(Settings, RefuseNegativePricesAndNaN) {
  Fixture f;
  EXPECT_FALSE(f.apply({"tech.mac=-1"}));
  EXPECT_FALSE(f.apply({"tech.mac=nan"}));
  EXPECT_FALSE(f.apply({"tech.mac=inf"}));
}

TEST(Settings, OnTheReferenceOnlyTheDutyCycleIsKnown) {
  DutyParams duty;
  ParameterSet set;
  duty.declare(set);
  EXPECT_TRUE(apply_settings({"duty.rate_hz=1"}, nullptr, set));
  EXPECT_FALSE(apply_settings({"toy.size=1"}, nullptr, set));
}

TEST(ResolvedSettings, ChangeWithEveryParameterAndPrice) {
  Fixture a, b, c;
  ASSERT_TRUE(b.apply({"toy.size=5"}));
  ASSERT_TRUE(c.apply({"tech.mac=3e-12"}));
  const std::string plain = resolved_settings(&a.target, a.duty_set);
  EXPECT_NE(plain, resolved_settings(&b.target, b.duty_set));
  EXPECT_NE(plain, resolved_settings(&c.target, c.duty_set));
  EXPECT_NE(plain.find("tech.load = \"not modelled\""), std::string::npos) << plain;
}

}  // namespace
}  // namespace quartet
