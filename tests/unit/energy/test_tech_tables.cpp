#include <gtest/gtest.h>

#include <set>

#include "sim/base/files.hpp"
#include "sim/energy/cost_table.hpp"

namespace quartet {
namespace {

std::vector<std::filesystem::path> tech_files() {
  std::set<std::filesystem::path> sorted;
  for (const auto& file : std::filesystem::directory_iterator(resource_root() / "sim" / "tech")) {
    if (file.path().extension() == ".toml") sorted.insert(file.path());
  }
  return {sorted.begin(), sorted.end()};
}

}  // namespace

TEST(TechTables, EveryShippedTableLoadsAndSaysWhereItHolds) {
  ASSERT_FALSE(tech_files().empty());
  for (const auto& file : tech_files()) {
    const auto table = CostTable::load(file);
    ASSERT_TRUE(table) << table.error().text();
    EXPECT_EQ(table->name(), file.stem().string());
    EXPECT_GT(table->validity().size(), 20u) << file;
  }
}

TEST(TechTables, EveryPriceHasASourceAndEveryDerivedOneSaysHow) {
  for (const auto& file : tech_files()) {
    const auto table = CostTable::load(file);
    ASSERT_TRUE(table);
    for (const CostRow& row : table->rows()) {
      EXPECT_FALSE(row.source.empty()) << file << ' ' << row.name;
      if (row.value && row.confidence == Confidence::published) continue;
      EXPECT_FALSE(row.note.empty()) << file << ' ' << row.name;
    }
  }
}

TEST(TechTables, CnnTablesPriceWhatTheCnnTargetCounts) {
  for (const char* name : {"max78000", "max78002", "cnn-int8"}) {
    const auto table = CostTable::load(resource_root() / "sim" / "tech" / (std::string(name) + ".toml"));
    ASSERT_TRUE(table) << table.error().text();
    for (const char* row : {"quadrant_cycle", "weight_sram_read", "data_sram_read", "data_sram_write", "tram_write", "weight_load_byte",
                            "input_load_word", "readout_word", "static_cnn", "host_active", "host_sleep", "state_sleep"}) {
      const auto id = table->require(row);
      ASSERT_TRUE(id) << id.error().text();
      EXPECT_TRUE(table->row(*id).value) << name << ' ' << row;
    }
  }
}

}  // namespace quartet
