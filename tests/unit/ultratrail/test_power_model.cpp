#include <gtest/gtest.h>

#include "accel/ultratrail/power_model.hpp"
#include "sim/base/files.hpp"
#include "sim/energy/ledger.hpp"

namespace quartet::ultratrail {
namespace {

struct Model {
  CostTable table = CostTable::load(resource_root() / "sim" / "tech" / "ultratrail.toml").value();
  PowerRows rows = PowerRows::find(table).value();
  Params params;
  PowerActivity activity(std::vector<std::uint64_t> cycles) const { return power_activity(params, cycles, rows); }
  Ledger ledger(std::vector<std::uint64_t> cycles) const { return Ledger::price(activity(std::move(cycles)).activity, table); }
  void size(int n) { params.rows = params.columns = n; }
};

// reference: the declared fit, in W.
double fit_w(double n, double cycles) {
  return 1e-6 * (1.155 - 0.1206 * n + 0.03822 * n * n + cycles * (3.488e-5 * n + 0.92e-5));
}

}  // namespace

TEST(PowerActivity, PricedByTheTableIsTheFitTimesTheFrame) {
  Model m;
  for (const int n : {2, 4, 6, 8}) {
    m.size(n);
    for (const std::uint64_t cycles : {222u, 5000u, 23730u}) {
      const auto total = m.ledger({cycles / 2, cycles - cycles / 2}).total_j();
      ASSERT_TRUE(total);
      EXPECT_NEAR(*total / kFrameSeconds, fit_w(n, static_cast<double>(cycles)), 1e-4 * fit_w(n, static_cast<double>(cycles)));
    }
  }
}

TEST(PowerActivity, SeparatesTheFramesStaticPowerFromTheLayers) {
  const Model m;
  const Ledger ledger = m.ledger({1000, 3000});
  EXPECT_NEAR(ledger.static_j().value(), fit_w(8, 0) * 0.1, 1e-11);
  const auto layers = ledger.by_layer(2);
  EXPECT_NEAR(layers[0].value(), 1000 * (3.488e-12 * 8 + 0.92e-12), 1e-14);
  EXPECT_NEAR(layers[1].value() / layers[0].value(), 3.0, 1e-12);
}

TEST(PowerActivity, OutsideTheRangeOfTheFitThereIsNoEnergyButAReason) {
  struct Case {
    const char* what;
    void (*change)(Params&);
    std::uint64_t cycles;
  };
  const Case cases[] = {{"8x4", [](Params& p) { p.columns = 4; }, 5000},
                        {"16x16", [](Params& p) { p.rows = p.columns = 16; }, 5000},
                        {"8/8", [](Params& p) { p.weight_bits = p.feature_bits = 8; }, 5000},
                        {"here 221", [](Params&) {}, 221},
                        {"here 23731", [](Params&) {}, 23731}};
  for (const Case& c : cases) {
    Model m;
    c.change(m.params);
    const PowerActivity a = m.activity({c.cycles});
    ASSERT_EQ(a.warnings.size(), 1u) << c.what;
    EXPECT_NE(a.warnings[0].find(c.what), std::string::npos) << a.warnings[0];
    const Ledger ledger = Ledger::price(a.activity, m.table);
    EXPECT_EQ(ledger.total_j(), std::nullopt);
    EXPECT_EQ(ledger.static_j(), std::nullopt);
    EXPECT_EQ(ledger.dynamic_j(), std::nullopt);
    EXPECT_EQ(ledger.by_layer(1)[0], std::nullopt);
  }
}

}  // namespace quartet::ultratrail
