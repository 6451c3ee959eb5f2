#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "memory/line_cache.hpp"

namespace quartet::test {

TEST(LineCache, HitsWithinALineAndMissesBesideIt) {
  LineCache cache({.lines = 4, .line_bytes = 16});
  EXPECT_FALSE(cache.look(0x100).hit);
  EXPECT_TRUE(cache.look(0x10F).hit);
  EXPECT_FALSE(cache.look(0x110).hit);
  EXPECT_FALSE(cache.look(0x0FF).hit);
  EXPECT_EQ(cache.hits(), 1);
  EXPECT_EQ(cache.misses(), 3);
}

TEST(LineCache, ReplacesTheLeastRecentlyUsedLineWhenItIsFull) {
  LineCache cache({.lines = 2, .line_bytes = 8});
  (void)cache.look(0);
  (void)cache.look(8);
  EXPECT_TRUE(cache.look(0).hit);  // now line 8 is the oldest
  EXPECT_FALSE(cache.look(16).hit);
  EXPECT_TRUE(cache.holds(0));
  EXPECT_FALSE(cache.holds(8));
}

TEST(LineCache, AddressesOfOneSetEvictEachOtherWhileOtherSetsStay) {
  LineCache cache({.lines = 8, .line_bytes = 8, .ways = 2});  // four sets: 32 bytes apart is the same set
  (void)cache.look(0);
  (void)cache.look(8);
  (void)cache.look(32);
  (void)cache.look(64);
  EXPECT_FALSE(cache.holds(0));
  EXPECT_TRUE(cache.holds(32));
  EXPECT_TRUE(cache.holds(64));
  EXPECT_TRUE(cache.holds(8));
}

TEST(LineCache, WithoutLinesEverythingMisses) {
  LineCache cache({.lines = 0, .line_bytes = 8});
  EXPECT_FALSE(cache.look(0).hit);
  EXPECT_EQ(cache.look(0).slot, -1);
  EXPECT_EQ(cache.misses(), 2);
}

/// The rule written plainly: the lines of a set, the oldest first.
TEST(LineCache, KeepsWhatAListByAgeKeeps) {
  struct Shape {
    int lines, ways;
  };
  for (const Shape& shape : {Shape{1, 0}, Shape{32, 0}, Shape{128, 0}, Shape{64, 2}, Shape{8, 8}}) {
    LineCache cache({.lines = shape.lines, .line_bytes = 8, .ways = shape.ways});
    const int ways = shape.ways == 0 ? shape.lines : shape.ways, sets = shape.lines / ways;
    std::vector<std::vector<std::uint32_t>> kept(static_cast<std::size_t>(sets));
    std::mt19937 random(7);
    for (int i = 0; i < 20'000; ++i) {
      // Near one another, and a kilobyte of lines apart: they share buckets.
      const auto line = static_cast<std::uint32_t>(random() % 200 * 8 + random() % 3 * 8192);
      auto& set = kept[line / 8 % static_cast<std::uint32_t>(sets)];
      const auto found = std::find(set.begin(), set.end(), line);
      const bool hit = found != set.end();
      ASSERT_EQ(cache.holds(line + 3), hit) << i;
      ASSERT_EQ(cache.look(line + 5).hit, hit) << i;
      if (hit) set.erase(found);
      if (static_cast<int>(set.size()) == ways) set.erase(set.begin());
      set.push_back(line);
    }
  }
}

}  // namespace quartet::test
