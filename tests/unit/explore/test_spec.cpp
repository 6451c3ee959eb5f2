#include <gtest/gtest.h>

#include "sim/explore/spec.hpp"

namespace quartet {
namespace {

const std::string kHead = "schema_version = 1\nworkload = \"kws\"\nplatform = \"max78000\"\n";
const std::string kAxis = "[[axis]]\nkey = \"cnn.clock_hz\"\nvalues = [1e7, 2e7]\n";

std::string error(const std::string& text) {
  const auto spec = parse_sweep_spec(text, "s.toml");
  return spec ? "" : spec.error().text();
}

TEST(SweepSpec, ReadsAxesObjectivesAndConstraints) {
  const auto spec = parse_sweep_spec(kHead + "verify = \"pareto\"\n[settings]\n\"duty.rate_hz\" = 1\n" + kAxis +
                                         "[[axis]]\nkey = \"seed\"\nmin = 1\nmax = 9\nsteps = 3\ninteger = true\n"
                                         "[[objective]]\nmetric = \"energy.total_j\"\n"
                                         "[[constraint]]\nmetric = \"latency.seconds\"\nmax = 1e-3\n",
                                     "s.toml");
  ASSERT_TRUE(spec) << error(kHead + kAxis);
  EXPECT_TRUE(spec->verify_pareto);
  EXPECT_EQ(spec->settings, std::vector<std::string>{"duty.rate_hz=1"});
  ASSERT_EQ(spec->axes.size(), 2u);
  EXPECT_EQ(std::get<std::int64_t>(spec->axes[1].grid_value(1)), 5);
  EXPECT_EQ(spec->objectives.size(), 1u);
  EXPECT_EQ(spec->bounds.at(0).max, 1e-3);
}

TEST(SweepSpec, NamesThePlaceAndTheNearestNameOfWhatIsWrong) {
  EXPECT_NE(error(kHead + kAxis + "[[objective]]\nmetric = \"energy.totl_j\"\n").find("energy.total_j"), std::string::npos);
  EXPECT_NE(error(kHead + kAxis + "[[objective]]\nmetric = \"energy.totl_j\"\n").find("s.toml:8"), std::string::npos);
  EXPECT_NE(error(kHead + "smapler = \"grid\"\n" + kAxis).find("sampler"), std::string::npos);
}

TEST(SweepSpec, RefusesWhatHasNoAnswer) {
  EXPECT_NE(error(kHead + "[[axis]]\nkey = \"a\"\nvalues = []\n"), "") << "an empty grid";
  EXPECT_NE(error(kHead), "") << "no axis";
  EXPECT_NE(error(kHead + "sampler = \"random\"\n" + kAxis), "") << "no budget";
  EXPECT_NE(error(kHead + kAxis + kAxis), "") << "an axis that stands twice";
  EXPECT_NE(error(kHead + "[[axis]]\nkey = \"a\"\nmin = 2\nmax = 1\nsteps = 3\n"), "") << "an empty range";
  EXPECT_NE(error(kHead + "[[axis]]\nkey = \"a\"\nmin = 0\nmax = 1\nscale = \"log\"\nsteps = 3\n"), "");
  EXPECT_NE(error(kHead + kAxis + "[[constraint]]\nmetric = \"latency.seconds\"\nmin = 2\nmax = 1\n").find("contradicts"),
            std::string::npos);
  EXPECT_NE(error(kHead + kAxis + "[[constraint]]\nmetric = \"latency.seconds\"\nmin = 2\n"
                                  "[[constraint]]\nmetric = \"latency.seconds\"\nmax = 1\n").find("contradict"),
            std::string::npos);
  EXPECT_NE(error("schema_version = 1\nworkload = \"kws\"\n" + kAxis).find("platform"), std::string::npos);
}

TEST(SweepSpec, TakesTheAxesOfAListFromItsPoints) {
  const auto spec = parse_sweep_spec(kHead + "sampler = \"list\"\n[[point]]\n\"cnn.clock_hz\" = 1e7\n[[point]]\nseed = 3\n", "s.toml");
  ASSERT_TRUE(spec);
  ASSERT_EQ(spec->axes.size(), 2u);
  EXPECT_EQ(spec->axes[0].key, "cnn.clock_hz");
}

TEST(SweepSpec, HasAnIdentityThatFollowsWhatDecidesThePoints) {
  const auto a = parse_sweep_spec(kHead + kAxis, "s.toml"), same = parse_sweep_spec("# other words\n" + kHead + kAxis, "t.toml");
  const auto b = parse_sweep_spec(kHead + "seed = 2\n" + kAxis, "s.toml");
  ASSERT_TRUE(a && same && b);
  EXPECT_EQ(a->canonical(), same->canonical());
  EXPECT_NE(a->canonical(), b->canonical());
}

}  // namespace
}  // namespace quartet
