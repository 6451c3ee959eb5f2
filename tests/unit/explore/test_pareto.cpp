#include <gtest/gtest.h>

#include "sim/base/philox.hpp"
#include "sim/explore/pareto.hpp"

namespace quartet {
namespace {

// By the definition: nobody is at least as good everywhere and better somewhere.
std::vector<std::size_t> by_definition(const std::vector<double>& rows, std::size_t k) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < rows.size() / k; ++i) {
    bool beaten = false;
    for (std::size_t j = 0; j < rows.size() / k; ++j) {
      bool no_worse = true, better = false;
      for (std::size_t c = 0; c < k; ++c) {
        no_worse = no_worse && rows[j * k + c] <= rows[i * k + c];
        better = better || rows[j * k + c] < rows[i * k + c];
      }
      beaten = beaten || (no_worse && better);
    }
    if (!beaten) out.push_back(i);
  }
  return out;
}

TEST(ParetoFront, IsTheDefinitionForOneToFourObjectives) {
  for (std::size_t k = 1; k <= 4; ++k) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      std::vector<double> rows;
      for (std::uint64_t i = 0; i < 60 * k; ++i) rows.push_back(static_cast<double>(static_cast<int>(8 * uniform01(seed, k, i))));
      EXPECT_EQ(pareto_front(rows, k), by_definition(rows, k)) << k << " objectives, seed " << seed;
    }
  }
}

TEST(ParetoFront, KeepsEqualRowsAndTakesNothingFromNothing) {
  EXPECT_EQ(pareto_front({1, 2, 1, 2, 3, 3}, 2), (std::vector<std::size_t>{0, 1}));
  EXPECT_TRUE(pareto_front({}, 2).empty());
}

}  // namespace
}  // namespace quartet
