// The order of a sliding window's reads and what its buffer holds, against plain loops over the map.
#include <gtest/gtest.h>

#include "accel/dataflow/stream/stages/window_walk.hpp"
#include "stream_graphs.hpp"

namespace quartet::test {
namespace {
using namespace dataflow;

struct Case {
  std::int64_t c, simd, h, w, kh, kw, sh, sw, dh, dw;
  bool depthwise;
};

const Case kCases[] = {
    {4, 2, 6, 5, 3, 3, 1, 1, 1, 1, false}, {4, 2, 6, 5, 3, 3, 1, 1, 1, 1, true}, {4, 4, 7, 7, 3, 3, 2, 2, 1, 1, false}, {6, 2, 7, 8, 2, 3, 2, 3, 1, 2, true},
    {2, 1, 9, 9, 3, 2, 1, 2, 3, 2, false}, {3, 3, 1, 12, 1, 4, 1, 2, 1, 3, false}, {2, 1, 5, 1, 3, 1, 1, 1, 1, 1, true}, {4, 1, 4, 4, 1, 1, 3, 3, 1, 1, false},
};

UnitSpec unit_of(const Case& c, const std::string& style) {
  return {"w", "window", {{"channels", c.c}, {"simd", c.simd}, {"bits", 8}, {"h", c.h}, {"w", c.w}, {"kh", c.kh}, {"kw", c.kw}, {"sh", c.sh}, {"sw", c.sw},
          {"dh", c.dh}, {"dw", c.dw}, {"depthwise", c.depthwise ? 1 : 0}}, style, {}};
}

/// Two frames of counting values, window by window.
Lanes expected(const Case& c, bool channel_blocks_outermost) {
  Lanes out;
  const std::int64_t blocks = c.c / c.simd;
  const std::int64_t oh = (c.h - (c.kh - 1) * c.dh - 1) / c.sh + 1;
  const std::int64_t ow = (c.w - (c.kw - 1) * c.dw - 1) / c.sw + 1;
  for (std::int64_t f = 0; f < 2; ++f)
    for (std::int64_t y = 0; y < oh; ++y)
      for (std::int64_t x = 0; x < ow; ++x)
        for (std::int64_t i = 0; i < blocks * c.kh * c.kw; ++i) {
          const std::int64_t block = channel_blocks_outermost ? i / (c.kh * c.kw) : i % blocks;
          const std::int64_t tap = channel_blocks_outermost ? i % (c.kh * c.kw) : i / blocks;
          const std::int64_t row = y * c.sh + tap / c.kw * c.dh;
          const std::int64_t column = x * c.sw + tap % c.kw * c.dw;
          for (std::int64_t s = 0; s < c.simd; ++s) out.push_back(static_cast<std::int32_t>(((f * c.h + row) * c.w + column) * c.c + block * c.simd + s));
        }
  return out;
}

}  // namespace

TEST(WindowValues, ComeInTheOrderOfTheStyle) {
  for (const Case& c : kCases) {
    EXPECT_EQ(values_of(unit_of(c, "default"), counting(2 * c.h * c.w * c.c), 2), expected(c, c.depthwise)) << c.h << 'x' << c.w << " k " << c.kh << 'x' << c.kw;
  }
}

TEST(WindowValues, AreAWholeWindowABeatInTheParallelStyle) {
  for (Case c : kCases) {
    if (!c.depthwise) c.simd = c.c;
    EXPECT_EQ(values_of(unit_of(c, "parallel"), counting(2 * c.h * c.w * c.c), 2), expected(c, true)) << c.h << 'x' << c.w << " k " << c.kh << 'x' << c.kw;
  }
}

TEST(WindowWalk, NeverReadsWhatItHasReleased) {
  for (const Case& c : kCases) {
    const stream::WindowShape shape{c.h, c.w, c.kh, c.kw, c.sh, c.sw, c.dh, c.dw, c.c / c.simd, c.depthwise};
    stream::WindowWalk walk(shape);
    std::int64_t reads = 0;
    std::int64_t released = 0;
    for (; !walk.done(); walk.advance(), ++reads) {
      EXPECT_GE(walk.element(), walk.released());
      EXPECT_LT(walk.element(), walk.released() + shape.buffer());  // what it waits for fits the buffer
      EXPECT_GE(walk.released(), released);
      released = walk.released();
    }
    EXPECT_EQ(reads, shape.reads());
  }
}

TEST(WindowShape, HasTheBufferOfTheGenerator) {
  // get_buffer_depth of FINN: 4 channels 8×8 3×3; with stride 2 some elements more.
  EXPECT_EQ((stream::WindowShape{8, 8, 3, 3, 1, 1, 1, 1, 2, false}.buffer()), 38);
  EXPECT_EQ((stream::WindowShape{12, 12, 3, 3, 2, 2, 1, 1, 2, false}.buffer()), 60);
  EXPECT_EQ((stream::WindowShape{16, 16, 2, 2, 2, 2, 1, 1, 4, false}.buffer()), 120);
}

}  // namespace quartet::test
