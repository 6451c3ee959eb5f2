#include <gtest/gtest.h>

#include "accel/mcu/image/pack_weights.hpp"

namespace quartet::test {

using namespace mcu;

TEST(PackWeights, BlocksHoldFourTapsOfEachChannelInTurn) {
  // Three channels of five taps, blocks of two: padded to four channels and eight taps.
  std::vector<std::int32_t> rows;
  for (int c = 0; c < 3; ++c) {
    for (int t = 0; t < 5; ++t) rows.push_back(10 * c + t);
  }
  const auto packed = pack_blocks(rows, 5, 2, 8);
  ASSERT_EQ(packed.size(), 4U * 8);
  const std::vector<std::uint8_t> first_block{0, 1, 2, 3, 10, 11, 12, 13, 4, 0, 0, 0, 14, 0, 0, 0};
  EXPECT_TRUE(std::equal(first_block.begin(), first_block.end(), packed.begin()));
  EXPECT_EQ(packed[16], 20);
  EXPECT_EQ(packed[20], 0) << "the fourth channel does not exist";
}

TEST(PackWeights, NarrowFieldsBeginInTheLowBitsOfAByte) {
  const std::vector<std::int32_t> rows{1, -1, 7, -8};
  EXPECT_EQ(pack_blocks(rows, 4, 1, 4), (std::vector<std::uint8_t>{0xF1, 0x87}));
  const std::vector<std::int32_t> two{1, -1, 0, -2};
  EXPECT_EQ(pack_blocks(two, 4, 1, 2), (std::vector<std::uint8_t>{0b10'00'11'01}));
}

TEST(PackWeights, TheFieldIsAsNarrowAsTheTypeAllows) {
  EXPECT_EQ(field_bits({8, true, false}), 8);
  EXPECT_EQ(field_bits({5, true, false}), 8);
  EXPECT_EQ(field_bits({4, true, false}), 4);
  EXPECT_EQ(field_bits({3, true, false}), 4);
  EXPECT_EQ(field_bits({3, false, false}), 4) << "0 to 7 fits a signed nibble";
  EXPECT_EQ(field_bits({4, false, false}), 8) << "0 to 15 does not";
  EXPECT_EQ(field_bits({2, true, false}), 2);
  EXPECT_EQ(field_bits({1, true, true}), 1);
}

TEST(PackWeights, PowersOfTwoAreRecognizedUpToSixtyFour) {
  EXPECT_TRUE(powers_of_two(std::vector<std::int32_t>{0, 1, -2, 64, -64}));
  EXPECT_FALSE(powers_of_two(std::vector<std::int32_t>{1, 3}));
  EXPECT_FALSE(powers_of_two(std::vector<std::int32_t>{-128}));
}

TEST(PackWeights, ShiftCodesAreSignAndExponentPlusOne) {
  const std::vector<std::int32_t> rows{0, 1, -2, 64};
  EXPECT_EQ(pack_shift_codes(rows, 4, 1), (std::vector<std::uint8_t>{0x10, 0x7A}));
}

TEST(PackWeights, KernelRowsHoldThreeWeightsAndAZero) {
  const std::vector<std::int32_t> kernel{1, 2, 3, 4, 5, 6, 7, 8, 9};
  EXPECT_EQ(pack_kernel_rows(kernel), (std::vector<std::int8_t>{1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9, 0}));
}

TEST(PackWeights, TapsByFourTurnsWholeFoursAndKeepsTheRest) {
  std::vector<std::int32_t> rows;
  for (int c = 0; c < 4; ++c) {
    for (int t = 0; t < 5; ++t) rows.push_back(10 * c + t);
  }
  const std::vector<std::int8_t> expected{0,  1,  2,  3,  10, 11, 12, 13, 20, 21,
                                          22, 23, 30, 31, 32, 33, 4,  14, 24, 34};
  EXPECT_EQ(pack_taps_by_four(rows, 5), expected);
}

}  // namespace quartet::test
