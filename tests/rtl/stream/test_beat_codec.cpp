#include "accel/rtl/stream/beat_codec.hpp"

#include <gtest/gtest.h>

#include "sim/base/philox.hpp"

namespace quartet::rtl {
namespace {

bool bit(const BeatBits& bits, std::size_t at) { return (bits[at / 32] >> (at % 32) & 1U) != 0; }

TEST(BeatCodec, PutsLaneZeroInTheLowestBitsAndEachNextAboveIt) {
  const BeatCodec codec({3, 4, false, false});
  BeatBits bits;
  codec.pack(std::vector<std::int32_t>{1, 2, -1}, bits);
  EXPECT_EQ(bits, BeatBits{0xf21});
}

TEST(BeatCodec, PutsLaneZeroHighestWhenDeclaredSo) {
  const BeatCodec codec({3, 4, false, true});
  BeatBits bits;
  codec.pack(std::vector<std::int32_t>{1, 2, 3}, bits);
  EXPECT_EQ(bits, BeatBits{0x123});
}

TEST(BeatCodec, GivesBackEveryValueOfEveryWidthBitForBit) {
  std::uint64_t draw = 0;
  for (unsigned width = 1; width <= 64; ++width) {
    for (const std::size_t lanes : {1, 2, 5, 17}) {
      for (const bool is_signed : {false, true}) {
        for (const bool high_first : {false, true}) {
          const BeatCodec codec({lanes, width, is_signed, high_first});
          std::vector<std::int32_t> values, back;
          for (std::size_t i = 0; i < lanes; ++i) {
            auto v = static_cast<std::int32_t>(philox4x32(1, 0, draw++)[0]);
            if (width < 32) v = is_signed ? v >> (32 - width) : static_cast<std::int32_t>(static_cast<std::uint32_t>(v) >> (32 - width));
            values.push_back(v);
          }
          BeatBits bits;
          codec.pack(values, bits);
          ASSERT_EQ(bits.size(), codec.words());
          for (std::size_t i = 0; i < lanes; ++i) {
            const std::size_t at = (high_first ? lanes - 1 - i : i) * width;
            for (unsigned b = 0; b < width; ++b) ASSERT_EQ(bit(bits, at + b), (static_cast<std::int64_t>(values[i]) >> b & 1) != 0) << width << ' ' << lanes;
          }
          for (std::size_t b = lanes * width; b < 32 * bits.size(); ++b) ASSERT_FALSE(bit(bits, b));
          codec.unpack(bits, back);
          ASSERT_EQ(back, values) << width << ' ' << lanes;
        }
      }
    }
  }
}

TEST(BeatCodec, HoldsWhatFitsReadAsSignedOrAsUnsigned) {
  const BeatCodec codec({1, 4, false, false});
  EXPECT_TRUE(codec.holds(-8));
  EXPECT_TRUE(codec.holds(15));
  EXPECT_FALSE(codec.holds(-9));
  EXPECT_FALSE(codec.holds(16));
}

}  // namespace
}  // namespace quartet::rtl
