#include <gtest/gtest.h>

#include "tests/unit/sensor/front_end_runner.hpp"

namespace quartet::test {
namespace {

NpyArray picture(std::int64_t height, std::int64_t width, const std::vector<std::uint8_t>& values) {
  return array_of(NpyType::u8, {1, height, width}, values);
}

std::vector<std::uint8_t> resized(const NpyArray& from, int height, int width, const std::string& method) {
  const auto out = run_front_end(sensor::image_resize_kind(), from,
                                 {{"resize.height", std::to_string(height)},
                                  {"resize.width", std::to_string(width)},
                                  {"resize.method", method}});
  EXPECT_TRUE(out.has_value()) << (out ? "" : out.error().text());
  return out ? out->data : std::vector<std::uint8_t>{};
}

}  // namespace

TEST(ImageResize, AreaIsTheRoundedMeanOfWhatAPixelCovers) {
  EXPECT_EQ(resized(picture(2, 2, {0, 1, 1, 0}), 1, 1, "area"),
            (std::vector<std::uint8_t>{1}));  // 0.5 goes up
  EXPECT_EQ(resized(picture(2, 4, {0, 10, 20, 30, 2, 12, 22, 32}), 1, 2, "area"),
            (std::vector<std::uint8_t>{6, 26}));
  // Three pixels to two: one and a half each; (10 + 20/2)/1.5 = 13.3, (20/2 + 40)/1.5 = 33.3.
  EXPECT_EQ(resized(picture(1, 3, {10, 20, 40}), 1, 2, "area"), (std::vector<std::uint8_t>{13, 33}));
  EXPECT_EQ(resized(picture(1, 2, {10, 40}), 1, 3, "area"), (std::vector<std::uint8_t>{10, 25, 40}));
}

TEST(ImageResize, BilinearPutsCentresAtHalfIntegersAndRepeatsTheEdges) {
  // Centres of four in two: −0.25, 0.25, 0.75, 1.25 of the input.
  EXPECT_EQ(resized(picture(1, 2, {0, 100}), 1, 4, "bilinear"), (std::vector<std::uint8_t>{0, 25, 75, 100}));
  EXPECT_EQ(resized(picture(1, 4, {0, 100, 200, 40}), 1, 2, "bilinear"),
            (std::vector<std::uint8_t>{50, 120}));
}

TEST(ImageResize, ChannelsAreKeptApart) {
  const NpyArray rgb =
      array_of(NpyType::u8, {1, 1, 2, 3}, std::vector<std::uint8_t>{0, 50, 100, 20, 70, 200});
  for (const char* method : {"area", "bilinear"})
    EXPECT_EQ(resized(rgb, 1, 1, method), (std::vector<std::uint8_t>{10, 60, 150})) << method;
}

TEST(ImageResize, RefusesWhatIsNoPicture) {
  EXPECT_FALSE(
      run_front_end(sensor::image_resize_kind(), array_of(NpyType::u8, {4, 4}, std::vector<std::uint8_t>(16)))
          .has_value());
  EXPECT_FALSE(run_front_end(sensor::image_resize_kind(),
                             array_of(NpyType::i8, {1, 4, 4}, std::vector<std::uint8_t>(16)))
                   .has_value());
  EXPECT_FALSE(run_front_end(sensor::image_resize_kind(), NpyArray{NpyType::u8, {0, 4, 4}, {}}).has_value());
  EXPECT_FALSE(run_front_end(sensor::image_resize_kind(),
                             array_of(NpyType::u8, {1, 1, 5000}, std::vector<std::uint8_t>(5000)))
                   .has_value());
}

}  // namespace quartet::test
