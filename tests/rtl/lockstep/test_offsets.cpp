// Blocks with a longer or a shorter pipeline than the model's: equal with the offset stated, different with any other.
#include <gtest/gtest.h>

#include "tests/rtl/lockstep/units.hpp"

namespace quartet::test {
namespace {
using namespace dataflow;

struct Depth {
  const char* block;
  std::int64_t offset;
};
constexpr Depth kDepths[] = {{"mvu_deeper", 2}, {"mvu_shallower", -1}, {"sound_mvu", 0}};

TEST(Offset, OfTheBlocksPipelineMakesItsCyclesEqual) {
  for (const Depth& d : kDepths) {
    for (const Pattern& in : {always(), every(2), every(7), lcg50(3)}) {
      const auto run = run_with(matrix_alone(in, always()), d.block, {"", d.offset});
      EXPECT_TRUE(run) << d.block << run.error().text();
      // The last cycles are compared too: the delayed model has seen every beat.
      if (run) {
        EXPECT_EQ(run->blocks.front().beats_compared, kSamples * 8u) << d.block;
      }
    }
  }
}

TEST(Offset, OfAnyOtherSizeIsADifferenceAtTheFirstBeat) {
  for (const Depth& d : kDepths) {
    for (std::int64_t wrong = -2; wrong <= 3; ++wrong) {
      if (wrong == d.offset) continue;
      const std::string wave = ::testing::TempDir() + "offset.fst";
      const auto run = run_with(matrix_alone(always(), always()), d.block, {wave, wrong});
      ASSERT_FALSE(run) << d.block << ' ' << wrong;
      EXPECT_NE(run.error().text().find("port 'out', beat 0: the " + std::string(wrong < d.offset ? "model" : "block") + " offers it"), std::string::npos)
          << d.block << ' ' << wrong << '\n' << run.error().text();
      std::filesystem::remove(wave);
    }
  }
}

TEST(Offset, AnyComparesValuesOfBlocksWithEveryPipelineUnderEveryPattern) {
  for (const Depth& d : kDepths) {
    for (const Pattern& out : {always(), every(9), lcg50(2), blocked_until(100)}) {
      const auto run = run_with(matrix_alone(lcg50(1), out), d.block, {"", std::nullopt});
      ASSERT_TRUE(run) << d.block << run.error().text();
      EXPECT_EQ(run->blocks.front().beats_compared, kSamples * 8u);
    }
  }
}

TEST(Offset, AnyFindsWrongValues) {
  const std::string wave = ::testing::TempDir() + "any.fst";
  const auto run = run_with(alone(threshold_unit(), draws(kSamples * 12, -20, 40, 6), lcg50(1), lcg50(2)), "wrong_at_equality", {wave, std::nullopt});
  ASSERT_FALSE(run);
  EXPECT_NE(run.error().text().find("lane"), std::string::npos) << run.error().text();
  std::filesystem::remove(wave);
}

}  // namespace
}  // namespace quartet::test
