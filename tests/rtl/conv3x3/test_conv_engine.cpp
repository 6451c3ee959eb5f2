// The engine by itself: values against a convolution written out, rows against the formula of its header.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "accel/cnn/rtl/conv_engine.hpp"
#include "sim/base/requantize.hpp"

namespace quartet::test {
namespace {

std::shared_ptr<const rtl::Plugin> engine(const std::string& name = "sound_engine") {
  auto plugin = rtl::find_plugin(std::string(QUARTET_TEST_RTL_DIR "/") + name + ".so");
  EXPECT_TRUE(plugin) << (plugin ? "" : plugin.error().text());
  return plugin ? *plugin : nullptr;
}

cnn::ConvJob random_job(int height, int width, int channels, int outputs, int padding, unsigned seed) {
  std::mt19937 random(seed);
  const auto byte = [&] { return static_cast<std::int32_t>(random() & 0xFF) - 128; };
  cnn::ConvJob job{height, width, channels, outputs, padding};
  job.shift = -static_cast<int>(seed % 4);
  job.relu = seed % 2 == 0;
  job.input.resize(static_cast<std::size_t>(height * width * channels));
  job.kernels.resize(static_cast<std::size_t>(outputs * 9 * channels));
  std::generate(job.input.begin(), job.input.end(), byte);
  std::generate(job.kernels.begin(), job.kernels.end(), byte);
  for (int o = 0; o < outputs && seed % 3 != 0; ++o) job.biases.push_back(128 * byte());
  return job;
}

std::vector<std::int32_t> expected(const cnn::ConvJob& job) {
  std::vector<std::int32_t> values;
  const auto at = [&](int y, int x, int c) {
    const bool inside = y >= 0 && x >= 0 && y < job.height && x < job.width;
    return inside ? job.input[static_cast<std::size_t>((y * job.width + x) * job.channels + c)] : 0;
  };
  for (int y = 0; y < job.output_height(); ++y) {
    for (int x = 0; x < job.output_width(); ++x) {
      for (int o = 0; o < job.outputs; ++o) {
        std::int64_t sum = job.biases.empty() ? 0 : job.biases[static_cast<std::size_t>(o)];
        for (int tap = 0; tap < 9; ++tap) {
          for (int c = 0; c < job.channels; ++c)
            sum += std::int64_t{at(y + tap / 3 - job.padding, x + tap % 3 - job.padding, c)} *
                   job.kernels[static_cast<std::size_t>((o * 9 + tap) * job.channels + c)];
        }
        const std::int64_t rounded = std::clamp<std::int64_t>(shift_round_half_up(sum, job.shift), -128, 127);
        values.push_back(static_cast<std::int32_t>(job.relu ? std::max<std::int64_t>(rounded, 0) : rounded));
      }
    }
  }
  return values;
}

/// Of walked row `row`: two cycles a pixel, one where it completes no output, `outputs` where it does.
std::uint64_t row_cycles(const cnn::ConvJob& job, int row) {
  const int walked = job.width + 2 * job.padding;
  const int outputs = row >= 2 ? walked - 2 : 0;
  return static_cast<std::uint64_t>(2 * walked + (walked - outputs) + outputs * job.outputs + (outputs > 0 && job.outputs == 1 ? 1 : 0));
}

}  // namespace

TEST(ConvEngine, ComputesEveryShapeInTheCyclesOfItsHeader) {
  unsigned seed = 1;
  for (const auto& [height, width, channels, outputs, padding] :
       {std::tuple{3, 3, 1, 1, 0}, {5, 7, 3, 4, 1}, {4, 6, 8, 8, 1}, {6, 4, 2, 9, 2}, {3, 30, 5, 17, 1}, {9, 3, 4, 32, 0}, {8, 8, 8, 1, 1}}) {
    const cnn::ConvJob job = random_job(height, width, channels, outputs, padding, seed++);
    const auto outcome = cnn::run_conv_engine(engine(), job);
    ASSERT_TRUE(outcome) << outcome.error().text();
    EXPECT_EQ(outcome->output, expected(job)) << height << 'x' << width << 'x' << channels << " to " << outputs;
    EXPECT_EQ(outcome->kernel_load, static_cast<std::uint64_t>(10 * outputs));
    ASSERT_EQ(outcome->row_cycles.size(), static_cast<std::size_t>(height + 2 * padding));
    for (int row = 0; row < height + 2 * padding; ++row)
      EXPECT_EQ(outcome->row_cycles[static_cast<std::size_t>(row)], row_cycles(job, row)) << "row " << row << ", " << outputs << " outputs";
  }
}

TEST(ConvEngine, RoundsHalvesUpAndSaturatesAtEveryShift) {
  for (int shift = -15; shift <= 15; ++shift) {
    cnn::ConvJob job{3, 3, 1, 3, 1};
    job.shift = shift;
    job.input = {1, -1, 2, -3, 127, -128, 5, 64, -64};
    job.kernels.assign(27, 0);
    job.kernels[4] = 1;        // the pixel itself
    job.kernels[9 + 4] = 127;  // large
    job.kernels[18 + 4] = -1;
    job.biases = {0, 64, -64};
    const auto outcome = cnn::run_conv_engine(engine(), job);
    ASSERT_TRUE(outcome) << outcome.error().text();
    EXPECT_EQ(outcome->output, expected(job)) << "shift " << shift;
  }
}

TEST(ConvEngine, GivesTheSameValuesFromSlowMemoriesAndTakesTheirTime) {
  const cnn::ConvJob job = random_job(5, 6, 3, 4, 1, 9);
  const auto fast = cnn::run_conv_engine(engine(), job);
  const auto slow = cnn::run_conv_engine(engine(), job, {.memory = {.grant_wait = 3}});
  ASSERT_TRUE(fast && slow);
  EXPECT_EQ(slow->output, fast->output);
  EXPECT_EQ(slow->kernel_load, 4 * fast->kernel_load);
  // Walked row 3: six pixels are read, six are written, one word each.
  EXPECT_EQ(slow->row_cycles[3], fast->row_cycles[3] + 3 * (6 + 6));
  EXPECT_EQ(slow->row_cycles[0], fast->row_cycles[0]) << "padding reads nothing";
}

TEST(ConvEngine, SaysItsLimitsAndABlockOfAnotherKindIsRefused) {
  const auto other = rtl::find_plugin(QUARTET_TIMER_RTL);
  ASSERT_TRUE(other) << other.error().text();
  const auto refused = cnn::conv_limits(**other);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().text().find("no convolution engine"), std::string::npos) << refused.error().text();
  EXPECT_FALSE(cnn::run_conv_engine(*other, random_job(3, 3, 1, 1, 0, 1)));
  const auto limits = cnn::conv_limits(*engine());
  ASSERT_TRUE(limits);
  EXPECT_EQ(limits->lanes, 8);
  EXPECT_EQ(limits->width, 32);
  EXPECT_EQ(limits->outputs, 32);
}

}  // namespace quartet::test
