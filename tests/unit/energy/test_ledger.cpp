#include <gtest/gtest.h>

#include "sim/energy/ledger.hpp"
#include "tests/unit/energy/demo_table.hpp"

namespace quartet {
namespace {

ActivityEntry entry(const CostTable& table, const std::string& row, double count, int layer = kNoLayer,
                    ActivityPhase phase = ActivityPhase::inference) {
  return {layer, table.require(row).value(), count, phase};
}

}  // namespace

TEST(Ledger, SeparatesStaticFromDynamicAndOnceFromEveryInference) {
  const CostTable table = test::demo_table();
  const Ledger ledger = Ledger::price({entry(table, "mac", 10, 0), entry(table, "read", 4, 1), entry(table, "leakage", 0.5),
                                       entry(table, "load", 100, kNoLayer, ActivityPhase::once)}, table);
  EXPECT_EQ(ledger.dynamic_j(), 10 * 2.0 + 4 * 3.0);
  EXPECT_EQ(ledger.static_j(), 0.5 * 5.0);
  EXPECT_EQ(ledger.total_j(), 34.5);
  EXPECT_EQ(ledger.total_j(ActivityPhase::once), 700.0);
  EXPECT_EQ(ledger.static_j(ActivityPhase::once), 0.0);
  EXPECT_EQ(ledger.by_layer(3), (std::vector<std::optional<double>>{20.0, 12.0, 0.0}));
}

TEST(Ledger, ListsComponentsLargestFirst) {
  const CostTable table = test::demo_table();
  const auto shares = Ledger::price({entry(table, "read", 1), entry(table, "mac", 10), entry(table, "leakage", 1)}, table).by_component();
  ASSERT_EQ(shares.size(), 2u);
  EXPECT_EQ(shares[0].name, "array");
  EXPECT_EQ(shares[0].joules, 25.0);
  EXPECT_EQ(shares[1].name, "sram");
}

TEST(Ledger, IsNullWhereAPriceIsMissingAndNowhereElse) {
  const CostTable table = test::demo_table();
  const Ledger ledger = Ledger::price({entry(table, "mac", 10, 0), entry(table, "unknown", 1, 1), entry(table, "unknown", 1, 1),
                                       entry(table, "leakage", 1)}, table);
  EXPECT_EQ(ledger.total_j(), std::nullopt);
  EXPECT_EQ(ledger.dynamic_j(), std::nullopt);
  EXPECT_EQ(ledger.static_j(), 5.0);
  EXPECT_EQ(ledger.by_layer(2), (std::vector<std::optional<double>>{20.0, std::nullopt}));
  EXPECT_EQ(ledger.by_component().back().name, "sram");
  EXPECT_EQ(ledger.by_component().back().joules, std::nullopt);
  EXPECT_EQ(ledger.not_modelled(), std::vector<std::string>{"unknown"});
}

TEST(Ledger, TellsStaticFromDynamicNowhereWhereASupplyHoldsBoth) {
  const std::string text =
      "schema_version = 1\nname = \"demo\"\nvalidity = \"tests\"\n[[row]]\nname = \"board\"\ncomponent = \"board\"\nkind = \"supply\"\n"
      "value = 2.0\nsource = \"test\"\nconfidence = \"assumed\"\n";
  const CostTable table = CostTable::from_config(parse_config(text, "demo.toml").value(), "demo.toml").value();
  const Ledger ledger = Ledger::price({entry(table, "board", 3.0)}, table);
  EXPECT_EQ(ledger.total_j(), 6.0);
  EXPECT_EQ(ledger.static_j(), std::nullopt);
  EXPECT_EQ(ledger.dynamic_j(), std::nullopt);
  EXPECT_EQ(ledger.static_j(ActivityPhase::once), 0.0);
}

TEST(Ledger, WhatDidNotHappenCostsNothingEvenWithoutAPrice) {
  const CostTable table = test::demo_table();
  const Ledger ledger = Ledger::price({entry(table, "unknown", 0), entry(table, "mac", 1)}, table);
  EXPECT_EQ(ledger.total_j(), 2.0);
  EXPECT_TRUE(ledger.not_modelled().empty());
}

TEST(Ledger, KeepsCountRowAndSourceOfEveryEntry) {
  const CostTable table = test::demo_table();
  const Ledger ledger = Ledger::price({entry(table, "mac", 10, 3)}, table);
  ASSERT_EQ(ledger.entries().size(), 1u);
  EXPECT_EQ(ledger.entries()[0].activity.layer, 3);
  EXPECT_EQ(ledger.entries()[0].price.source, "test");
  EXPECT_EQ(ledger.entries()[0].joules, 20.0);
}

}  // namespace quartet
