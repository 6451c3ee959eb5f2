#include <gtest/gtest.h>

#include <array>

#include "memory/sram.hpp"

namespace quartet {

TEST(Sram, ReadsBackWhatWasWrittenAndCountsTheWordsTouched) {
  Sram sram({"s", 64, 4});
  const std::array<std::uint8_t, 5> data{1, 2, 3, 4, 5};
  ASSERT_TRUE(sram.write(3, data));  // bytes 3 … 7: words 0 and 1
  std::array<std::uint8_t, 5> got{};
  ASSERT_TRUE(sram.read(3, got));
  EXPECT_EQ(got, data);
  EXPECT_EQ(sram.writes(), 2);
  EXPECT_EQ(sram.reads(), 2);
}

TEST(Sram, RefusesWhatLeavesTheMacroAndMovesNothing) {
  Sram sram({"s", 8, 4});
  const std::array<std::uint8_t, 4> data{9, 9, 9, 9};
  EXPECT_FALSE(sram.write(5, data));
  EXPECT_FALSE(sram.write(-1, data));
  EXPECT_FALSE(sram.write(INT64_MAX, data));
  EXPECT_TRUE(sram.write(4, data));
  EXPECT_EQ(sram.writes(), 1);
  EXPECT_EQ(sram.contents()[3], 0);
}

TEST(Sram, RetentionKeepsTheContentsOffLosesThemAndNeitherGivesAccess) {
  Sram sram({"s", 8, 4});
  const std::array<std::uint8_t, 1> data{42};
  std::array<std::uint8_t, 1> got{};
  ASSERT_TRUE(sram.write(0, data));
  sram.set_power(SramPower::retention);
  EXPECT_FALSE(sram.read(0, got));
  sram.set_power(SramPower::active);
  ASSERT_TRUE(sram.read(0, got));
  EXPECT_EQ(got[0], 42);
  sram.set_power(SramPower::off);
  EXPECT_FALSE(sram.write(0, data));
  sram.set_power(SramPower::active);
  ASSERT_TRUE(sram.read(0, got));
  EXPECT_EQ(got[0], 0);
}

}  // namespace quartet
