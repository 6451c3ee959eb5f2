#include <gtest/gtest.h>

#include <algorithm>

#include "accel/dataflow/reuse_factor.hpp"
#include "tests/unit/dataflow/machine.hpp"
#include "tests/unit/dataflow/networks.hpp"

namespace quartet::dataflow {
namespace {

// The published rule, word by word.
bool legal_by_the_rule(std::int64_t rf, std::int64_t n_in, std::int64_t n_out) {
  const std::int64_t multipliers = (n_in * n_out + rf - 1) / rf;
  const bool divides = (n_in * n_out) % rf == 0;
  const bool below_or_multiple = rf < n_in || rf % n_in == 0;
  const bool shared = multipliers % n_out == 0 || rf >= n_in;
  return divides && below_or_multiple && shared;
}

}  // namespace

TEST(ReuseFactor, IsLegalJustWhereTheRuleSaysSo) {
  for (std::int64_t n_in = 1; n_in <= 24; ++n_in) {
    for (std::int64_t n_out = 1; n_out <= 24; ++n_out) {
      std::vector<std::int64_t> expected;
      for (std::int64_t rf = 1; rf <= n_in * n_out; ++rf) {
        ASSERT_EQ(is_legal_reuse_factor(rf, n_in, n_out), legal_by_the_rule(rf, n_in, n_out)) << n_in << 'x' << n_out << " rf " << rf;
        if (legal_by_the_rule(rf, n_in, n_out)) expected.push_back(rf);
      }
      EXPECT_EQ(legal_reuse_factors(n_in, n_out), expected) << n_in << 'x' << n_out;
    }
  }
}

TEST(ReuseFactor, BecomesAFoldingWithAsManyCyclesAndItsShareOfMultipliers) {
  for (const std::int64_t rf : legal_reuse_factors(12, 18)) {
    const Fold f = reuse_fold(rf, 12, 18);
    EXPECT_EQ((12 / f.simd) * (18 / f.pe), rf);
    EXPECT_EQ(f.pe * f.simd, 12 * 18 / rf);
    EXPECT_EQ(12 % f.simd + 18 % f.pe, 0);
  }
}

TEST(ReuseFactor, ThatIsNotLegalTakesTheNearest) {
  EXPECT_EQ(nearest_reuse_factor(100, 490, 256), 98);
  EXPECT_EQ(nearest_reuse_factor(100000000, 8, 4), 32);
  EXPECT_EQ(nearest_reuse_factor(6, 8, 4), 4);  // 4 and 8 are equally near
}

TEST(ReuseFactor, OfTheMachineIsMovedToTheLegalOneAndSaidSo) {
  const test::Machine m("pynq-z2", {{"style", "hls4ml"}, {"reuse_factor", "12"}});
  const Network network = test::threshold_mlp({16, 8, 4}, 3);
  const auto built = m.dataflow().build(network);
  ASSERT_TRUE(built) << built.error().text();
  EXPECT_EQ(test::folds(m, *built), "8,8");
  ASSERT_EQ(built->folded.notes.size(), 2u);
  EXPECT_NE(built->folded.notes[0].find("reuse factor 12 is not legal for 16 inputs and 8 outputs; 8 is taken"), std::string::npos);
  EXPECT_EQ(built->folded.design.cycles[0], 8);
}

TEST(ReuseFactor, InAListMustBeLegalItself) {
  const test::Machine m("pynq-z2", {{"style", "hls4ml"}, {"folding", "12,8"}});
  const auto built = m.dataflow().build(test::threshold_mlp({16, 8, 4}, 3));
  ASSERT_FALSE(built);
  EXPECT_TRUE(test::says(built.error(), "reuse factor 12 is not legal for 16 inputs and 8 outputs", "nearest legal: 8"));
}

}  // namespace quartet::dataflow
