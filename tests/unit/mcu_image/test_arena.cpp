#include <gtest/gtest.h>

#include "accel/mcu/image/arena.hpp"

namespace quartet::test {

using mcu::ArenaBuffer;
using mcu::plan_arena;

namespace {

bool overlap(const ArenaBuffer& a, const ArenaBuffer& b) {
  return a.first <= b.last && b.first <= a.last && a.offset < b.offset + b.bytes && b.offset < a.offset + a.bytes;
}

}  // namespace

TEST(Arena, BuffersOfDifferentTimesShareMemory) {
  std::vector<ArenaBuffer> buffers{{100, 0, 1}, {100, 2, 3}};
  EXPECT_EQ(plan_arena(buffers), 112);
  EXPECT_EQ(buffers[0].offset, 0);
  EXPECT_EQ(buffers[1].offset, 0);
}

TEST(Arena, BuffersOfTheSameTimeDoNotOverlap) {
  std::vector<ArenaBuffer> buffers{{100, 0, 1}, {50, 1, 2}, {30, 0, 2}};
  EXPECT_EQ(plan_arena(buffers), 112 + 64 + 32);
  for (std::size_t i = 0; i < buffers.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) EXPECT_FALSE(overlap(buffers[i], buffers[k])) << i << " " << k;
  }
}

TEST(Arena, AChainOfLayersNeedsTheLargestPairOfNeighbours) {
  // Sizes 64, 160, 32, 96: layer i reads buffer i and writes buffer i + 1.
  std::vector<ArenaBuffer> buffers{{64, 0, 0}, {160, 0, 1}, {32, 1, 2}, {96, 2, 3}};
  EXPECT_EQ(plan_arena(buffers), 224);
}

TEST(Arena, EveryPlanIsFreeOfOverlapsAndAligned) {
  std::uint32_t state = 1;
  const auto next = [&](std::uint32_t n) { return ((state = state * 1664525U + 1013904223U) >> 8) % n; };
  for (int round = 0; round < 50; ++round) {
    std::vector<ArenaBuffer> buffers;
    for (int i = 0; i < 20; ++i) {
      const int first = static_cast<int>(next(15));
      buffers.push_back({1 + static_cast<std::int64_t>(next(500)), first, first + static_cast<int>(next(4))});
    }
    const std::int64_t total = plan_arena(buffers);
    for (std::size_t i = 0; i < buffers.size(); ++i) {
      EXPECT_EQ(buffers[i].offset % mcu::kArenaAlignment, 0);
      EXPECT_LE(buffers[i].offset + buffers[i].bytes, total);
      for (std::size_t k = 0; k < i; ++k) EXPECT_FALSE(overlap(buffers[i], buffers[k]));
    }
  }
}

}  // namespace quartet::test
