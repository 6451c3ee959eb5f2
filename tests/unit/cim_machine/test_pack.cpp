#include <gtest/gtest.h>

#include "accel/cim/mapping/pack.hpp"

namespace quartet::test {
namespace {

std::vector<cim::Block> blocks_of(const std::vector<std::pair<int, int>>& sizes) {
  std::vector<cim::Block> blocks(sizes.size());
  for (std::size_t i = 0; i < sizes.size(); ++i)
    blocks[i].rows = sizes[i].first, blocks[i].columns = sizes[i].second;
  return blocks;
}

int pack(std::vector<cim::Block>& blocks, const cim::ArrayParams& params, int arrays = 1) {
  std::vector<cim::Block*> pointers;
  for (cim::Block& b : blocks) pointers.push_back(&b);
  return cim::pack_blocks(pointers, params, arrays);
}

TEST(Pack, BlocksLieInsideTheArrayAndDoNotOverlap) {
  auto blocks =
      blocks_of({{576, 64}, {1024, 128}, {45, 64}, {896, 12}, {300, 100}, {10, 200}, {576, 64}, {1, 1}});
  ASSERT_EQ(pack(blocks, {}), 1);
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const cim::Block& a = blocks[i];
    EXPECT_GE(a.row, 0);
    EXPECT_LE(a.row + a.rows, 1024);
    EXPECT_LE(a.column + a.columns, 512);
    for (std::size_t j = i + 1; j < blocks.size(); ++j) {
      const cim::Block& b = blocks[j];
      const bool apart = a.row + a.rows <= b.row || b.row + b.rows <= a.row ||
                         a.column + a.columns <= b.column || b.column + b.columns <= a.column;
      EXPECT_TRUE(apart) << i << " and " << j;
    }
  }
}

TEST(Pack, ABlockOfTheWholeArrayFitsAndLeavesNoRoom) {
  auto whole = blocks_of({{1024, 512}});
  EXPECT_EQ(pack(whole, {}), 1);
  auto more = blocks_of({{1024, 512}, {1, 1}});
  EXPECT_EQ(pack(more, {}), 0);
  EXPECT_EQ(pack(more, {}, 3), 2);
  EXPECT_EQ(more[1].array, 1);
}

TEST(Pack, PrefersColumnsWhereAnAdcIsNeededOnce) {
  auto blocks = blocks_of({{1000, 100}, {900, 100}, {800, 100}, {700, 100}});
  ASSERT_EQ(pack(blocks, {}), 1);
  for (const cim::Block& b : blocks) EXPECT_EQ(cim::mux_phases(b, {}), 1) << b.column;
}

}  // namespace
}  // namespace quartet::test
