#include <gtest/gtest.h>

#include "sim/stats/quantile.hpp"

namespace quartet {
namespace {

TEST(Quantile, InterpolatesBetweenSortedValues) {
  const std::vector<double> v = {1, 2, 4, 8};
  EXPECT_DOUBLE_EQ(quantile(v, 0.0), 1.0);
  EXPECT_DOUBLE_EQ(quantile(v, 0.5), 3.0);
  EXPECT_DOUBLE_EQ(quantile(v, 0.9), 6.8);
  EXPECT_DOUBLE_EQ(quantile(v, 1.0), 8.0);
  EXPECT_DOUBLE_EQ(quantile({5}, 0.3), 5.0);
}

TEST(Spread, DividesByOneLessThanTheCount) {
  const Spread s = spread({2, 4, 4, 4, 5, 5, 7, 9});
  EXPECT_DOUBLE_EQ(s.mean, 5.0);
  EXPECT_NEAR(s.deviation, 2.1380899, 1e-7);
  EXPECT_EQ(spread({3}).deviation, 0.0);
}

}  // namespace
}  // namespace quartet
