#include "accel/rtl/stream/stream_rules.hpp"

#include <gtest/gtest.h>

#include "accel/rtl/stream/watchdog.hpp"

namespace quartet::rtl {
namespace {

const BeatBits kA{1}, kB{2};

TEST(StreamRules, LetABeatWaitUnchangedAndCountItOnce) {
  StreamRules rules({false, false, 1});
  EXPECT_EQ(rules.check(false, true, kA), std::nullopt);
  EXPECT_EQ(rules.check(true, false, kA), std::nullopt);
  EXPECT_EQ(rules.check(true, false, kA), std::nullopt);
  EXPECT_NE(rules.check_end(), std::nullopt);
  EXPECT_EQ(rules.check(true, true, kA), std::nullopt);
  EXPECT_EQ(rules.check(false, true, kB), std::nullopt);
  EXPECT_EQ(rules.beats(), 1u);
  EXPECT_EQ(rules.check_end(), std::nullopt);
}

TEST(StreamRules, SayThatValidFellBeforeTheBeatWasTaken) {
  StreamRules rules({false, false, std::nullopt});
  (void)rules.check(true, false, kA);
  EXPECT_EQ(rules.check(false, true, kA), "valid was lowered before the beat was taken");
}

TEST(StreamRules, SayThatThePayloadChangedWhileTheBeatWaited) {
  StreamRules rules({false, false, std::nullopt});
  (void)rules.check(true, false, kA);
  EXPECT_EQ(rules.check(true, true, kB), "the payload changed while the beat waited");
}

TEST(StreamRules, LetThePayloadChangeBehindABeatThatWasTaken) {
  StreamRules rules({false, false, std::nullopt});
  (void)rules.check(true, true, kA);
  EXPECT_EQ(rules.check(true, true, kB), std::nullopt);
}

TEST(StreamRules, CountBeatsAgainstTheRun) {
  StreamRules rules({false, false, 2});
  (void)rules.check(true, true, kA);
  EXPECT_EQ(rules.check_end(), "1 beats passed, the run has 2");
  (void)rules.check(true, true, kA);
  EXPECT_EQ(rules.check(true, false, kA), "one beat more than the 2 of the run");
}

TEST(StreamRules, OfANeverStallOutputDemandAReadySink) {
  StreamRules rules({false, true, std::nullopt});
  EXPECT_EQ(rules.check(false, false, kA), std::nullopt);
  EXPECT_NE(rules.check(true, false, kA), std::nullopt);
}

TEST(StreamRules, OfANeverStallInputDemandABeatWheneverItIsReadyFromTheFirstToTheLast) {
  StreamRules rules({true, true, 2});
  EXPECT_EQ(rules.check(false, true, kA), std::nullopt);  // not begun
  EXPECT_EQ(rules.check(true, true, kA), std::nullopt);
  EXPECT_EQ(rules.check(false, false, kA), std::nullopt);  // not ready: nothing is missing
  StreamRules starved = rules;
  EXPECT_NE(starved.check(false, true, kA), std::nullopt);
  EXPECT_EQ(rules.check(true, true, kB), std::nullopt);
  EXPECT_EQ(rules.check(false, true, kB), std::nullopt);  // all are there
}

TEST(Watchdog, BarksInTheLimitthSilentCycleInWhichSomethingIsOwed) {
  Watchdog dog(3);
  EXPECT_FALSE(dog.tick(false, true));
  EXPECT_FALSE(dog.tick(false, true));
  EXPECT_FALSE(dog.tick(true, true));
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(dog.tick(false, false));
  EXPECT_FALSE(dog.tick(false, true));
  EXPECT_FALSE(dog.tick(false, true));
  EXPECT_TRUE(dog.tick(false, true));
}

TEST(Watchdog, NamesEveryPortWithItsHandshake) {
  const Error error = hang_error("unit", 100, 250, {{"in", true, true, false, 12, 64}, {"out", false, false, true, 3, std::nullopt}});
  EXPECT_EQ(error.code, ErrorCode::check_failed);
  const std::string text = error.text();
  EXPECT_NE(text.find("no beat at any port for 100 cycles, up to cycle 250"), std::string::npos) << text;
  EXPECT_NE(text.find("in: valid 1, ready 0, 12 of 64 beats (waits)"), std::string::npos) << text;
  EXPECT_NE(text.find("out: valid 0, ready 1, 3 beats"), std::string::npos) << text;
}

}  // namespace
}  // namespace quartet::rtl
