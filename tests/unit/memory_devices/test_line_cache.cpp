#include <gtest/gtest.h>

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

}  // namespace quartet::test
