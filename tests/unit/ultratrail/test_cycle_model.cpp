#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "accel/ultratrail/cycle_model.hpp"

namespace quartet::ultratrail {
namespace {

// The definition: taps inside the map, one by one.
std::int64_t taps_by_counting(const ConvShape& s) {
  std::int64_t taps = 0;
  for (std::int64_t position = 0; position < s.positions(); ++position) {
    for (std::int64_t tap = 0; tap < s.filter; ++tap) {
      const std::int64_t row = position * s.stride + tap - s.reach();
      if (row >= 0 && row < s.width) ++taps;
    }
  }
  return taps;
}

}  // namespace

TEST(ConvCycles, OfALinearLayerAreOneATileAndOneForSetUp) {
  const auto c = conv_cycles({.in_channels = 48, .out_channels = 12}, {8, 8}, "linear");
  ASSERT_TRUE(c);
  EXPECT_EQ(c->cycles, 1 + 6 * 2);
  EXPECT_EQ(c->taps, 1);
}

TEST(ConvCycles, LeaveOutTheTapsOnBothPaddings) {
  // Width 5, filter 3, stride 1, padded: windows of 2, 3, 3, 3, 2 taps.
  const auto c = conv_cycles({.in_channels = 9, .out_channels = 16, .width = 5, .filter = 3, .padded = true}, {8, 8}, "conv");
  ASSERT_TRUE(c);
  EXPECT_EQ(c->taps, 13);
  EXPECT_EQ(c->cycles, 1 + 2 * 2 * 13);
}

TEST(ConvCycles, RefuseAMapNarrowerThanTheReachOfTheFilter) {
  // The shape of the published record with negative cycles: one element wide, filter 11.
  const auto c = conv_cycles({.in_channels = 20, .out_channels = 4, .width = 1, .filter = 11, .padded = true}, {2, 2}, "layer 'x'");
  ASSERT_FALSE(c);
  EXPECT_EQ(c.error().code, ErrorCode::bad_input);
  EXPECT_EQ(c.error().problems[0].place, "layer 'x'");
  EXPECT_NE(c.error().problems[0].cause.find("width 1 is narrower than the reach 5"), std::string::npos);
}

TEST(ConvCycles, TheRefusalRemedyIsAFilterThatIsAccepted) {
  for (int width = 1; width <= 12; ++width) {
    const int filter = 2 * width + 1;
    for (int stride = 1; stride <= 16; ++stride) {
      EXPECT_TRUE(conv_cycles({.width = width, .filter = filter, .stride = stride, .padded = true}, {8, 8}, "")) << width << ' ' << stride;
    }
    EXPECT_FALSE(conv_cycles({.width = width, .filter = filter + 2, .padded = true}, {8, 8}, "")) << width;
  }
}

RC_GTEST_PROP(ConvCycles, EqualCountingTapsOneByOneWhereverTheyAreNotRefused, ()) {
  ConvShape s;
  s.in_channels = *rc::gen::inRange(1, 70);
  s.out_channels = *rc::gen::inRange(1, 70);
  s.filter = *rc::gen::inRange(1, 14);
  s.padded = *rc::gen::arbitrary<bool>();
  s.stride = *rc::gen::inRange(1, 17);
  s.width = *rc::gen::inRange(std::max<int>(1, s.filter - 2 * static_cast<int>(s.reach())), 120);
  const ArrayShape array{*rc::gen::inRange(1, 17), *rc::gen::inRange(1, 17)};
  const auto c = conv_cycles(s, array, "x");
  if (c) {
    RC_ASSERT(c->taps == taps_by_counting(s));
    RC_ASSERT(c->cycles == 1 + input_tiles(s, array) * output_tiles(s, array) * c->taps);
  } else {
    RC_ASSERT(s.padded && s.width < s.reach());  // the closed form skips windows that do not exist
  }
}

}  // namespace quartet::ultratrail
