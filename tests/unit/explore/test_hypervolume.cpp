#include <gtest/gtest.h>

#include <cmath>

#include "sim/base/philox.hpp"
#include "sim/explore/search/hypervolume.hpp"

namespace quartet {
namespace {

TEST(Hypervolume, IsTheAreaUnderAStaircase) {
  EXPECT_DOUBLE_EQ(hypervolume({1, 1}, {3, 3}), 4.0);
  EXPECT_DOUBLE_EQ(hypervolume({1, 2, 2, 1}, {3, 3}), 3.0);
  EXPECT_DOUBLE_EQ(hypervolume({1, 2, 2, 1, 2, 2}, {3, 3}), 3.0) << "a dominated point adds nothing";
  EXPECT_DOUBLE_EQ(hypervolume({4, 0, 0, 3}, {3, 3}), 0.0) << "not below the reference";
  EXPECT_DOUBLE_EQ(hypervolume({}, {3, 3}), 0.0);
  EXPECT_DOUBLE_EQ(hypervolume({2, 5, 1}, {6}), 5.0) << "one objective: the way to the best";
}

TEST(Hypervolume, IsTheVolumeOfBoxesForThreeAndFourObjectives) {
  EXPECT_DOUBLE_EQ(hypervolume({0, 0, 0}, {1, 2, 3}), 6.0);
  EXPECT_DOUBLE_EQ(hypervolume({0, 1, 1, 1, 0, 1, 1, 1, 0}, {2, 2, 2}), 4.0) << "three boxes of 2 that share one of 1: 2+2+2-1-1-1+1";
  EXPECT_DOUBLE_EQ(hypervolume({0, 0, 0, 0}, {1, 2, 3, 4}), 24.0);
}

// By counting random points that some row dominates: an oracle that shares nothing with the slices.
TEST(Hypervolume, AgreesWithCountingForRandomRows) {
  for (std::size_t k = 2; k <= 4; ++k) {
    std::vector<double> rows;
    for (std::uint64_t i = 0; i < 12 * k; ++i) rows.push_back(uniform01(1, k, i));
    const std::vector<double> reference(k, 1.0);
    constexpr std::uint64_t kSamples = 40'000;
    std::uint64_t inside = 0;
    for (std::uint64_t s = 0; s < kSamples; ++s) {
      bool covered = false;
      for (std::size_t i = 0; i < rows.size() && !covered; i += k) {
        bool below = true;
        for (std::size_t o = 0; o < k; ++o) below = below && rows[i + o] <= uniform01(2, o, s);
        covered = below;
      }
      inside += covered ? 1u : 0u;
    }
    const double share = static_cast<double>(inside) / static_cast<double>(kSamples);
    EXPECT_NEAR(hypervolume(rows, reference), share, 4.0 * std::sqrt(share * (1.0 - share) / static_cast<double>(kSamples))) << k;
  }
}

}  // namespace
}  // namespace quartet
