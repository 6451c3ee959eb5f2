// Energy of the recorded networks on the platforms that run them: printed for docs/energy.md, with what must hold of
// any network. There is no recorded energy to be equal to.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <set>

#include "accel/platform.hpp"
#include "frontends/model/golden_json.hpp"
#include "sim/base/files.hpp"
#include "sim/energy/ledger.hpp"
#include "tests/support/golden_report.hpp"

namespace quartet {
namespace {

std::vector<std::filesystem::path> networks_in(const std::filesystem::path& folder) {
  std::set<std::filesystem::path> sorted;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (std::filesystem::exists(entry.path() / "network.json")) sorted.insert(entry.path());
  }
  return {sorted.begin(), sorted.end()};
}

// Joules of the layers alone: what AN7664 calls inference, once without and once with the rail's idle power.
struct LayerEnergy {
  double dynamic_j = 0.0;
  double total_j = 0.0;
};
LayerEnergy layer_energy(const Ledger& ledger) {
  LayerEnergy e;
  for (const LedgerEntry& entry : ledger.entries()) {
    if (entry.activity.layer == kNoLayer) continue;
    e.total_j += entry.joules.value();
    if (!entry.price.is_power) e.dynamic_j += entry.joules.value();
  }
  return e;
}

}  // namespace

TEST(RecordedNetworks, EveryJouleIsInOneLayerOrOnePhaseAndTheEnergyPerMacIsNotConstant) {
  QUARTET_DATA_OR_SKIP(folder, "goldens/max78000/networks");
  for (const char* platform : {"max78000", "max78002"}) {
    const auto target = load_platform(platform).value();
    double least = 1e9, most = 0.0;
    int networks = 0;
    std::printf("%s: layers only\n", platform);
    for (const auto& path : networks_in(folder)) {
      const auto golden = read_golden_network(path);
      ASSERT_TRUE(golden) << golden.error().text();
      const auto plan = target->plan(golden->network);
      if (!plan) continue;  // a network need not fit every device
      const Ledger ledger = Ledger::price(plan->activity, target->costs());
      ASSERT_TRUE(ledger.not_modelled().empty()) << path;
      const LayerEnergy e = layer_energy(ledger);
      double by_layer = 0.0;
      for (const auto& joules : ledger.by_layer(static_cast<int>(plan->layers.size()))) by_layer += joules.value();
      EXPECT_NEAR(by_layer, e.total_j, 1e-9 * e.total_j) << path;
      EXPECT_NEAR(*ledger.static_j() + *ledger.dynamic_j(), *ledger.total_j(), 1e-9 * *ledger.total_j()) << path;
      EXPECT_GT(*ledger.total_j(), e.total_j) << "loading and start cost something: " << path;
      std::printf("  %-20s %9.2f uJ dynamic, %9.2f uJ with static power\n", golden->network.name.c_str(), e.dynamic_j * 1e6, e.total_j * 1e6);
      const double per_mac = e.dynamic_j / static_cast<double>(golden->macs);
      least = std::min(least, per_mac);
      most = std::max(most, per_mac);
      ++networks;
    }
    if (networks > 1) {
      EXPECT_GT(most, 1.2 * least) << "energy must follow quadrants and traffic, not MACs";
    }
  }
}

TEST(RecordedNetworks, TheDynamicEnergyOfTheQuadrantsFollowsTheActivity) {
  QUARTET_DATA_OR_SKIP(folder, "goldens/max78000/networks");
  const auto target = load_platform("max78000").value();
  for (const auto& path : networks_in(folder)) {
    const auto golden = read_golden_network(path);
    ASSERT_TRUE(golden) << golden.error().text();
    ASSERT_TRUE(target->parameters().set("cnn.activity", "1.0"));
    const auto plain = target->plan(golden->network);
    ASSERT_TRUE(plain) << plain.error().text();
    ASSERT_TRUE(target->parameters().set("cnn.activity", "0.5"));
    const auto calm = target->plan(golden->network);
    ASSERT_TRUE(calm);
    const auto quadrants = [&](const Schedule& s) {
      double joules = 0.0;
      for (const auto& share : Ledger::price(s.activity, target->costs()).by_component()) joules += share.name == "cnn.quadrants" ? *share.joules : 0.0;
      return joules;
    };
    EXPECT_NEAR(quadrants(*calm), 0.5 * quadrants(*plain), 1e-9 * quadrants(*plain)) << path;
    EXPECT_GT(quadrants(*calm), 0.0);
  }
}

}  // namespace quartet
