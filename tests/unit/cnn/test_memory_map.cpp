#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "accel/cnn/data_memory.hpp"
#include "accel/cnn/lower.hpp"
#include "tests/unit/cnn/network_builder.hpp"
#include "tests/unit/cnn/platform_params.hpp"

namespace quartet::test {
namespace {

cnn::DataRegion region(int rows, int columns, int channels) {
  cnn::DataRegion r;
  r.rows = rows;
  r.columns = columns;
  r.channels = cnn::Channels::spread(channels, 64, 4);
  for (int p = 0; p < r.channels.per_pass; ++p) r.processors.push_back(p);
  r.base = 8;
  return r;
}

}  // namespace

TEST(DataRegion, FourChannelsOfAPixelShareAWordAndPassesFollowEachOther) {
  const cnn::DataRegion r = region(2, 3, 128);
  EXPECT_EQ(r.address(0, 0).byte, 32);
  EXPECT_EQ(r.address(0, 3).byte, 35);
  EXPECT_EQ(r.address(0, 4).instance, 1);
  EXPECT_EQ(r.address(0, 64).byte, 36);  // second pass: the next word
  EXPECT_EQ(r.address(1, 0).byte, 40);   // next pixel: two words on
}

TEST(DataRegion, NoTwoValuesShareAByte) {
  for (const int bytes : {1, 4}) {
    cnn::DataRegion r = region(3, 4, 70);
    r.bytes_per_value = bytes;
    std::set<std::pair<int, std::int64_t>> seen;
    for (std::int64_t pixel = 0; pixel < r.pixels(); ++pixel) {
      for (int c = 0; c < 70; ++c)
        EXPECT_TRUE(seen.insert({r.address(pixel, c).instance, r.address(pixel, c).byte}).second);
    }
    const auto last = std::max_element(seen.begin(), seen.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    EXPECT_LE(last->second + bytes, (r.base + r.whole_words()) * 4);
  }
}

TEST(DataMemory, GivesBackWhatWasStoredInEveryLayout) {
  cnn::DataMemory memory(platform_params("max78000"));
  for (const bool channels_first : {false, true}) {
    for (const bool chw : {false, true}) {
      for (const int bytes : {1, 4}) {
        if (channels_first && bytes == 4) continue;
        cnn::DataRegion r = region(5, 3, channels_first ? 3 : 70);
        r.channels_first = channels_first;
        if (channels_first) r.processors = {0, 4, 8};
        r.chw_values = chw;
        r.bytes_per_value = bytes;
        Values values(static_cast<std::size_t>(r.values()));
        for (std::size_t i = 0; i < values.size(); ++i)
          values[i] = static_cast<std::int32_t>(i * 37 % 251) - 125;
        cnn::store(r, values, memory.contents(r.instance_mask()));
        EXPECT_EQ(cnn::fetch(r, memory.contents(r.instance_mask())), values);
      }
    }
  }
}

TEST(MemoryMap, NothingThatIsAliveTogetherOverlaps) {
  NetworkBuilder b;
  const TensorId x = b.input({32, 32, 3});
  TensorId y = b.conv("conv2d", x, 32, {});
  TensorId skip = b.conv("conv2d", y, 32, {});
  y = b.conv("conv2d", skip, 32, {});
  y = b.eltwise("add", {y, skip});
  const auto program = cnn::lower(b.finish(b.conv("conv2d", y, 70, {})), platform_params("max78000"));
  ASSERT_TRUE(program.has_value()) << program.error().text();
  const auto& data = program->memory.data;
  for (std::size_t i = 0; i < data.size(); ++i) {
    for (std::size_t k = i + 1; k < data.size(); ++k) {
      const bool together = data[i].born <= data[k].dies && data[k].born <= data[i].dies;
      const bool instances = (data[i].instance_mask() & data[k].instance_mask()) != 0;
      const bool words =
          data[i].base < data[k].base + data[k].words && data[k].base < data[i].base + data[i].words;
      EXPECT_FALSE(together && instances && words)
          << "tensors " << data[i].tensor << " and " << data[k].tensor;
    }
  }
}

TEST(MemoryMap, KernelsOfAProcessorDoNotOverlapAndStartAtMultiplesOfFourWords) {
  NetworkBuilder b;
  TensorId x = b.input({8, 8, 10});
  for (int i = 0; i < 5; ++i) x = b.conv("conv2d", x, 10 + 3 * i, {.weight_bits = i % 2 == 0 ? 8 : 2});
  const auto program = cnn::lower(b.finish(x), platform_params("max78000"));
  ASSERT_TRUE(program.has_value()) << program.error().text();
  const auto& kernels = program->memory.kernels;
  for (std::size_t i = 0; i < kernels.size(); ++i) {
    EXPECT_EQ(kernels[i].offset % 4, 0);
    for (std::size_t k = i + 1; k < kernels.size(); ++k) {
      const auto& pi = program->layers[i].processors;
      const auto& pk = program->layers[k].processors;
      const bool shared = std::any_of(pi.begin(), pi.end(),
                                      [&](int p) { return std::find(pk.begin(), pk.end(), p) != pk.end(); });
      const bool words = kernels[i].offset < kernels[k].offset + kernels[k].words &&
                         kernels[k].offset < kernels[i].offset + kernels[i].words;
      EXPECT_FALSE(shared && words);
    }
  }
}

TEST(MemoryMap, NarrowWeightsAndPointKernelsArePackedIntoTheWords) {
  const cnn::Params params = platform_params("max78000");
  NetworkBuilder b;
  TensorId x = b.input({8, 8, 4});
  x = b.conv("conv2d", x, 18, {.kernel = {1, 1}, .padding = {}});
  x = b.conv("conv2d", x, 18, {.weight_bits = 4});
  const auto program = cnn::lower(b.finish(x), params);
  ASSERT_TRUE(program.has_value()) << program.error().text();
  EXPECT_EQ(program->memory.kernels[0].words, 2);  // nine 1x1 kernels a word
  EXPECT_EQ(program->memory.kernels[1].words, 9);  // two 3x3 kernels of 4 bit a word
}

}  // namespace quartet::test
