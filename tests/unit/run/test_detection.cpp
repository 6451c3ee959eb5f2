#include "sim/run/detection.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <cstring>
#include <filesystem>

namespace quartet {
namespace {

// A network of 4 inputs (2 frames of 2 bands), step 0.5, zero point 1.
Network rebuilding() {
  Network network;
  Tensor input;
  input.name = "input";
  input.shape = {4};
  input.type = kInt8;
  input.quantization = {{0.5}, {1}};
  network.inputs = {network.add(input)};
  return network;
}

class DetectionTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("quartet_detection_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  // 2 samples of 3 frames x 2 bands: two windows each.
  Result<Samples> samples(Framing framing) {
    const std::vector<float> values{1.0F, 2.0F, 3.0F, 4.0F, 5.0F, 6.2F, -1.0F, -2.0F, -3.0F, -4.0F, -5.0F, -6.0F};
    NpyArray array{NpyType::f32, {2, 3, 2}, {}};
    array.data.resize(values.size() * sizeof(float));
    std::memcpy(array.data.data(), values.data(), array.data.size());
    const std::string file = (folder_ / "x.npy").string();
    EXPECT_TRUE(write_npy(file, array));
    return Samples::load(rebuilding(), {file}, framing);
  }
  std::filesystem::path folder_;
};

TEST_F(DetectionTest, SlidingWindowsOverlapByAllFramesButOne) {
  const auto loaded = samples(Framing::sliding);
  ASSERT_TRUE(loaded) << loaded.error().text();
  EXPECT_EQ(loaded->windows(), 2);
  EXPECT_EQ(loaded->count(), 4);
  EXPECT_EQ(loaded->sample(0)[0], (Values{3, 5, 7, 9}));
  EXPECT_EQ(loaded->sample(1)[0], (Values{7, 9, 11, 13}));
  EXPECT_EQ(loaded->sample(2)[0], (Values{-1, -3, -5, -7}));
  EXPECT_EQ(loaded->sample(3)[0], (Values{-5, -7, -9, -11}));
  EXPECT_FLOAT_EQ(static_cast<float>(loaded->reals(1)[3]), 6.2F);
}

TEST_F(DetectionTest, ArraysOfFramesAreRefusedWhereNoWindowsWereAskedFor) {
  EXPECT_FALSE(samples(Framing::whole));
}

TEST_F(DetectionTest, ScoreIsTheMeanSquaredErrorAgainstTheRealInput) {
  const auto loaded = samples(Framing::sliding);
  ASSERT_TRUE(loaded);
  Tensor output;
  output.shape = {4};
  output.quantization = {{1.0}, {0}};
  // Rebuilt exactly but for one element by 1 in the first sample, and by 2 in every element of the last window.
  const Values outputs{1, 2, 3, 5, 3, 4, 5, 6, -1, -2, -3, -4, -1, -2, -3, -4};
  const auto scores = reconstruction_errors(*loaded, outputs, output);
  ASSERT_EQ(scores.size(), 2U);
  EXPECT_NEAR(scores[0], (1.0 + 0.2 * 0.2) / 8.0, 1e-6);
  EXPECT_NEAR(scores[1], 4.0 * 4.0 / 8.0, 1e-12);
}

TEST_F(DetectionTest, ScoresOfAnInterruptedRunCoverWholeSamplesOnly) {
  const auto loaded = samples(Framing::sliding);
  ASSERT_TRUE(loaded);
  Tensor output;
  output.shape = {4};
  output.quantization = {{1.0}, {0}};
  EXPECT_EQ(reconstruction_errors(*loaded, Values(3 * 4), output).size(), 1U);
}

TEST(Detection, HasTheAreaAndHowManySamplesItIsOf) {
  const auto d = detection({0.1, 0.4, 0.4, 0.9}, {0, 0, 1, 1});
  ASSERT_TRUE(d);
  EXPECT_EQ(d->value, 0.875);
  EXPECT_EQ(d->samples, 4);
  EXPECT_EQ(d->anomalies, 2);
  EXPECT_EQ(d->metric, "auc");
  ASSERT_EQ(d->ci95.size(), 2U);
  EXPECT_LT(d->ci95[0], 0.875);
}

TEST(Detection, IsRefusedForOneKindOfSamples) { EXPECT_FALSE(detection({0.1, 0.2}, {0, 0})); }

}  // namespace
}  // namespace quartet
