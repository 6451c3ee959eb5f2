#include "sim/run/samples.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <limits>

namespace quartet {
namespace {

Network network_with_input(Shape shape, IntType type, double scale, std::int32_t zero_point) {
  Network network;
  Tensor input;
  input.name = "input";
  input.shape = std::move(shape);
  input.type = type;
  if (scale > 0.0) input.quantization = {{scale}, {zero_point}};
  network.inputs = {network.add(input)};
  return network;
}

class SamplesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("quartet_samples_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  template <class T>
  std::string write(NpyType type, std::vector<std::int64_t> shape, const std::vector<T>& values) {
    NpyArray array{type, std::move(shape), {}};
    array.data.resize(values.size() * sizeof(T));
    std::memcpy(array.data.data(), values.data(), array.data.size());
    const std::string file = (folder_ / "x.npy").string();
    EXPECT_TRUE(write_npy(file, array));
    return file;
  }
  std::filesystem::path folder_;
};

TEST_F(SamplesTest, TakesInt8AsItIsWhateverTheZeroPoint) {
  const auto file = write<std::int8_t>(NpyType::i8, {2, 3}, {-128, 0, 127, 1, 2, 3});
  const auto samples = Samples::load(network_with_input({3, 1}, kInt8, 0.58, 83), {file});
  ASSERT_TRUE(samples) << samples.error().text();
  EXPECT_EQ(samples->count(), 2);
  EXPECT_EQ(samples->sample(0)[0], (Values{-128, 0, 127}));
  EXPECT_EQ(samples->sample(1)[0], (Values{1, 2, 3}));
}

TEST_F(SamplesTest, ShiftsUint8ImagesBy128AndSaysSo) {
  const auto file = write<std::uint8_t>(NpyType::u8, {1, 3}, {0, 128, 255});
  const auto samples = Samples::load(network_with_input({3}, kInt8, 1 / 255.0, -128), {file});
  ASSERT_TRUE(samples);
  EXPECT_EQ(samples->sample(0)[0], (Values{-128, 0, 127}));
  ASSERT_EQ(samples->notes().size(), 1U);
}

TEST_F(SamplesTest, TakesUint8AsItIsWhenTheNetworkDoes) {
  const auto file = write<std::uint8_t>(NpyType::u8, {1, 2}, {0, 255});
  const auto samples = Samples::load(network_with_input({2}, IntType{8, false, false}, 1, 0), {file});
  ASSERT_TRUE(samples);
  EXPECT_EQ(samples->sample(0)[0], (Values{0, 255}));
}

TEST_F(SamplesTest, QuantizesFloatsToNearestAndSaturates) {
  const auto file = write<float>(NpyType::f32, {1, 5}, {0.0F, 0.26F, -0.24F, 1000.0F, -1000.0F});
  const auto samples = Samples::load(network_with_input({5}, kInt8, 0.5, 10), {file});
  ASSERT_TRUE(samples);
  EXPECT_EQ(samples->sample(0)[0], (Values{10, 11, 10, 127, -128}));
  EXPECT_NE(samples->notes()[0].find("2 of 5 values saturated"), std::string::npos) << samples->notes()[0];
}

TEST_F(SamplesTest, RefusesFloatsThatAreNotFiniteOrHaveNoScale) {
  const auto nan = write<float>(NpyType::f32, {1, 2}, {0.0F, std::numeric_limits<float>::quiet_NaN()});
  EXPECT_EQ(Samples::load(network_with_input({2}, kInt8, 0.5, 0), {nan}).error().code, ErrorCode::bad_input);
  const auto real = write<float>(NpyType::f32, {1, 2}, {0.0F, 1.0F});
  EXPECT_EQ(Samples::load(network_with_input({2}, kInt8, 0.0, 0), {real}).error().code, ErrorCode::bad_input);
}

TEST_F(SamplesTest, IgnoresAxesOfOneAndTellsSwappedAxesApart) {
  const auto file = write<std::int8_t>(NpyType::i8, {1, 3, 2}, {1, 2, 3, 4, 5, 6});
  EXPECT_TRUE(Samples::load(network_with_input({3, 1, 2}, kInt8, 1, 0), {file}));
  const auto swapped = Samples::load(network_with_input({2, 3, 1}, kInt8, 1, 0), {file});
  ASSERT_FALSE(swapped);
  EXPECT_NE(swapped.error().text().find("transpose"), std::string::npos) << swapped.error().text();
  EXPECT_TRUE(Samples::load(network_with_input({6}, kInt8, 1, 0), {file}))
      << "a plain vector takes any shape of its size";
}

TEST_F(SamplesTest, MovesChannelsThatStandBeforeTheSpaceAxesAndSaysSo) {
  const std::vector<std::int8_t> values{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  const auto file = write<std::int8_t>(NpyType::i8, {2, 2, 3}, values);
  const auto samples = Samples::load(network_with_input({3, 1, 2}, kInt8, 1, 0), {file});
  ASSERT_TRUE(samples) << samples.error().text();
  EXPECT_EQ(samples->sample(0)[0], (Values{1, 4, 2, 5, 3, 6}));
  EXPECT_EQ(samples->sample(1)[0], (Values{7, 10, 8, 11, 9, 12}));
  ASSERT_EQ(samples->notes().size(), 1U);
  EXPECT_NE(samples->notes()[0].find("channels first"), std::string::npos) << samples->notes()[0];
}

TEST_F(SamplesTest, LeavesASquareSampleInTheNetworksOrder) {
  const auto file = write<std::int8_t>(NpyType::i8, {1, 2, 2}, {1, 2, 3, 4});
  const auto samples = Samples::load(network_with_input({2, 1, 2}, kInt8, 1, 0), {file});
  ASSERT_TRUE(samples);
  EXPECT_EQ(samples->sample(0)[0], (Values{1, 2, 3, 4}));
  EXPECT_TRUE(samples->notes().empty());
}

TEST_F(SamplesTest, MovesChannelsOfHalfPrecisionFloatsAsItMovesBytes) {
  const auto file = write<std::uint16_t>(NpyType::f16, {1, 2, 3}, {0x3c00, 0x4000, 0x4200, 0xbc00, 0xc000, 0xc200});
  const auto samples = Samples::load(network_with_input({3, 1, 2}, kInt8, 0.5, 0), {file});
  ASSERT_TRUE(samples) << samples.error().text();
  EXPECT_EQ(samples->sample(0)[0], (Values{2, -2, 4, -4, 6, -6}));
}

TEST_F(SamplesTest, AsksForASampleAxisWhenItIsMissing) {
  const auto file = write<std::int8_t>(NpyType::i8, {3, 2}, {1, 2, 3, 4, 5, 6});
  const auto samples = Samples::load(network_with_input({3, 2}, kInt8, 1, 0), {file});
  ASSERT_FALSE(samples);
  EXPECT_NE(samples.error().text().find("first axis of 1"), std::string::npos) << samples.error().text();
}

TEST_F(SamplesTest, RefusesIntegersThatTheInputCannotHold) {
  const auto file = write<std::int32_t>(NpyType::i32, {2, 2}, {0, 1, 2, 200});
  const auto samples = Samples::load(network_with_input({2}, kInt8, 1, 0), {file});
  ASSERT_FALSE(samples);
  EXPECT_NE(samples.error().text().find("value 200 at sample 1"), std::string::npos)
      << samples.error().text();
}

TEST_F(SamplesTest, WantsOneFileANetworkInput) {
  const auto file = write<std::int8_t>(NpyType::i8, {1, 2}, {0, 1});
  EXPECT_FALSE(Samples::load(network_with_input({2}, kInt8, 1, 0), {file, file}));
}

TEST_F(SamplesTest, HashFollowsTheValuesAndTheCount) {
  const auto network = network_with_input({2}, kInt8, 1, 0);
  const auto one = Samples::load(network, {write<std::int8_t>(NpyType::i8, {2, 2}, {0, 1, 2, 3})});
  const auto wide = Samples::load(network, {write<std::int32_t>(NpyType::i32, {2, 2}, {0, 1, 2, 3})});
  const auto other = Samples::load(network, {write<std::int8_t>(NpyType::i8, {2, 2}, {0, 1, 2, 4})});
  EXPECT_EQ(one->hash(2), wide->hash(2)) << "the same integers";
  EXPECT_NE(one->hash(2), other->hash(2));
  EXPECT_EQ(one->hash(1), other->hash(1));
  EXPECT_NE(one->hash(1), one->hash(2));
}

TEST_F(SamplesTest, LabelsMustMatchTheSamplesAndTheClasses) {
  const auto file = write<std::uint8_t>(NpyType::u8, {3}, {0, 11, 12});
  EXPECT_NE(load_labels(file, 3, 12).error().text().find("label 12 of sample 2"), std::string::npos);
  EXPECT_NE(load_labels(file, 4, 13).error().text().find("3 labels for 4 samples"), std::string::npos);
  EXPECT_EQ(*load_labels(file, 3, 13), (std::vector<std::int32_t>{0, 11, 12}));
}

TEST(ZeroPointSample, IsClampedIntoTheType) {
  const auto samples = Samples::zero_point(network_with_input({2}, kInt8, 1, 83));
  EXPECT_EQ(samples.sample(0)[0], (Values{83, 83}));
  EXPECT_EQ(samples.count(), 1);
}

}  // namespace
}  // namespace quartet
