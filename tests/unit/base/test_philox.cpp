#include <gtest/gtest.h>

#include <cmath>

#include "sim/base/philox.hpp"

namespace quartet {

TEST(Philox, EqualsTheKnownAnswersOfRandom123) {
  // Random123 kat_vectors, philox4x32 with 10 rounds: all zero, and all ones.
  EXPECT_EQ(philox4x32(0, 0, 0), (std::array<std::uint32_t, 4>{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox4x32(~0ULL, ~0ULL, ~0ULL), (std::array<std::uint32_t, 4>{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
}

TEST(Uniform01, StaysInTheHalfOpenIntervalWithTheRightMean) {
  double sum = 0;
  for (std::uint64_t i = 0; i < 10000; ++i) {
    const double u = uniform01(1, 2, i);
    ASSERT_GE(u, 0.0);
    ASSERT_LT(u, 1.0);
    sum += u;
  }
  EXPECT_NEAR(sum / 10000, 0.5, 4.5 * std::sqrt(1.0 / 12 / 10000));  // |z| < 4.5
}

}  // namespace quartet
