#include "accel/cim/timing/energy_law.hpp"

#include <gtest/gtest.h>

#include "accel/platform.hpp"
#include "sim/base/files.hpp"

namespace quartet::test {
namespace {

constexpr double kClock = 1e9;
constexpr int kOverhead = 2;

std::vector<cim::Efficiency> points(double a_pj, double p_pj_per_ns) {
  std::vector<cim::Efficiency> all;
  for (const auto& [bits, ns] : {std::pair{8, 130.0}, {6, 34.0}, {4, 10.0}})
    all.push_back({"net", bits, 1.0 / (a_pj + p_pj_per_ns * ns), "source"});
  return all;
}

TEST(EnergyLaw, GoesThroughBothPointsAndPredictsTheThirdOfALawOfItsForm) {
  const auto all = points(0.01, 8e-4);
  const auto predictions = cim::predict_efficiencies(all, kClock, kOverhead);
  ASSERT_TRUE(predictions);
  ASSERT_EQ(predictions->size(), 3u);
  for (const auto& p : *predictions) EXPECT_NEAR(p.error(), 0.0, 1e-12) << p.published.bits;
  EXPECT_FALSE((*predictions)[1].calibrated);
  EXPECT_TRUE((*predictions)[0].calibrated);
}

TEST(EnergyLaw, NeverMixesSourcesOrNetworks) {
  auto all = points(0.01, 8e-4);
  all[2].source = "another version";
  EXPECT_TRUE(cim::predict_efficiencies(all, kClock, kOverhead)->empty());
  all[2].source = all[0].source;
  all[0].network = "another network";
  EXPECT_TRUE(cim::predict_efficiencies(all, kClock, kOverhead)->empty());
}

TEST(EnergyLaw, RefusesEfficienciesThatAreNone) {
  const cim::Efficiency good{"net", 8, 8.5, "s"};
  for (const double bad :
       {0.0, -1.0, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()})
    EXPECT_FALSE(cim::fit_energy_law(good, {"net", 4, bad, "s"}, kClock, kOverhead)) << bad;
  EXPECT_FALSE(cim::fit_energy_law(good, good, kClock, kOverhead));
}

TEST(EnergyLaw, PricesOfTheTableAreThoseOfThePublishedFigures) {
  const auto config = load_config(resource_root() / "accel/platforms/aon-cim.toml");
  ASSERT_TRUE(config);
  const auto published = cim::read_efficiencies(*config->find("cim")->table()->find("published")->array());
  ASSERT_TRUE(published) << published.error().text();
  const auto target = load_platform("aon-cim");
  ASSERT_TRUE(target) << target.error().text();
  for (const auto& [network, prefix] : {std::pair{"KWS", "kws"}, {"VWW", "vww"}}) {
    const auto at = [&](int bits) {
      return *std::find_if(published->begin(), published->end(),
                           [&](const auto& e) { return e.network == network && e.bits == bits; });
    };
    const auto law = cim::fit_energy_law(at(8), at(4), kClock, kOverhead);
    ASSERT_TRUE(law);
    const CostTable& costs = (*target)->costs();
    EXPECT_NEAR(*costs.row(*costs.require(std::string(prefix) + "_cell_mvm")).value / (2 * law->fixed_j), 1.0,
                1e-6);
    EXPECT_NEAR(*costs.row(*costs.require(std::string(prefix) + "_cell_second")).value / (2 * law->power_w),
                1.0, 1e-6);
  }
}

TEST(EnergyLaw, RowsWithoutASourceOrWithoutAPositiveFigureAreRefused) {
  const auto config = parse_config(R"([[published]]
network = "x"
activation_bits = 40
tops_per_watt = -1
)",
                                   "rows.toml");
  ASSERT_TRUE(config);
  const auto read = cim::read_efficiencies(*config->find("published")->array());
  ASSERT_FALSE(read);
  EXPECT_GE(read.error().problems.size(), 3u) << read.error().text();
}

}  // namespace
}  // namespace quartet::test
