#include "frontends/sensor/mfcc/mfcc.hpp"

#include <gtest/gtest.h>

#include <complex>

#include "frontends/sensor/mfcc/mfcc_tables.hpp"
#include "tests/unit/sensor/front_end_runner.hpp"
#include "tests/unit/sensor/signals.hpp"

namespace quartet::test {
namespace {

using sensor::MfccParams;

// Straight from the recipe, in double precision with the transform as a sum: another way to the same numbers.
std::vector<double> recipe(const MfccParams& p, const std::vector<std::int16_t>& clip) {
  constexpr double kPi = std::numbers::pi;
  const auto mel = [](double hz) { return 1127.0 * std::log(1.0 + hz / 700.0); };
  const double largest = *std::max_element(clip.begin(), clip.end());
  std::vector<double> out;
  for (std::size_t at = 0; at + static_cast<std::size_t>(p.window) <= clip.size();
       at += static_cast<std::size_t>(p.step)) {
    std::vector<double> magnitude(static_cast<std::size_t>(p.fft / 2 + 1)),
        logs(static_cast<std::size_t>(p.bands), 0.0);
    for (std::size_t k = 1; k < magnitude.size(); ++k) {
      std::complex<double> sum = 0.0;
      for (int i = 0; i < p.window; ++i)
        sum += clip[at + static_cast<std::size_t>(i)] / largest *
               (0.5 - 0.5 * std::cos(2 * kPi * i / p.window)) *
               std::polar(1.0, -2 * kPi * static_cast<double>(k) * i / p.fft);
      magnitude[k] = std::abs(sum);
    }
    const double low = mel(p.low_hz), width = (mel(p.high_hz) - low) / (p.bands + 1);
    for (int b = 0; b < p.bands; ++b) {
      for (std::size_t k = 1; k < magnitude.size(); ++k) {
        const double position = (mel(static_cast<double>(k) * p.sample_rate_hz / p.fft) - low) / width - b;
        logs[static_cast<std::size_t>(b)] += std::max(0.0, 1.0 - std::fabs(position - 1.0)) * magnitude[k];
      }
      logs[static_cast<std::size_t>(b)] = std::log(logs[static_cast<std::size_t>(b)] + p.log_offset);
    }
    for (int k = 0; k < p.coefficients; ++k) {
      double sum = 0.0;
      for (int b = 0; b < p.bands; ++b)
        sum += logs[static_cast<std::size_t>(b)] * 2.0 * std::cos(kPi * k * (b + 0.5) / p.bands);
      out.push_back(sum / std::sqrt(2.0 * p.bands) / p.scale + p.zero_point);
    }
  }
  return out;
}

std::vector<std::int8_t> mfcc(const std::vector<std::int16_t>& clip, const Settings& settings) {
  const auto out = run_front_end(sensor::mfcc_kind(), audio(clip), settings);
  EXPECT_TRUE(out.has_value()) << (out ? "" : out.error().text());
  return out ? values_of<std::int8_t>(*out) : std::vector<std::int8_t>{};
}

}  // namespace

TEST(Mfcc, FollowsTheRecipeWrittenOutAsSums) {
  MfccParams params;
  const auto clip = noise(9000.0, 1600, 3);
  const auto expected = recipe(params, clip);
  const auto got = sensor::Mfcc(params).real(clip);
  ASSERT_EQ(got.size(), expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], expected[i], 2e-3) << i;
}

TEST(Mfcc, OneSecondGivesFortyNineFramesOfTenCoefficients) {
  const auto out = run_front_end(sensor::mfcc_kind(), audio(noise(1000.0, 16000, 1)));
  ASSERT_TRUE(out.has_value()) << out.error().text();
  EXPECT_EQ(out->shape, (std::vector<std::int64_t>{1, 49, 10}));
  EXPECT_EQ(out->type, NpyType::i8);
}

TEST(Mfcc, TruncatesTowardsZeroAndWrapsOrSaturatesOutsideInt8) {
  EXPECT_EQ(sensor::to_int8(130, "wrap"), -126);
  EXPECT_EQ(sensor::to_int8(130, "saturate"), 127);
  EXPECT_EQ(sensor::to_int8(-129, "wrap"), 127);
  EXPECT_EQ(sensor::to_int8(-129, "saturate"), -128);
  const auto clip = noise(20000.0, 480, 5);
  MfccParams params;
  const double first = sensor::Mfcc(params).real(clip)[0];
  EXPECT_EQ(mfcc(clip, {})[0], static_cast<std::int8_t>(static_cast<int>(first)));
  // A fine scale drives the first coefficient out of the range, modulo 256 or to its end.
  const int wide = static_cast<int>((first - 83) * 0.584702909 / 0.05 + 83);
  ASSERT_GT(std::abs(wide), 256);
  EXPECT_EQ(mfcc(clip, {{"mfcc.scale", "0.05"}, {"mfcc.overflow", "saturate"}})[0], wide > 0 ? 127 : -128);
  EXPECT_EQ(mfcc(clip, {{"mfcc.scale", "0.05"}})[0], static_cast<std::int8_t>(wide));
}

TEST(Mfcc, SilenceIsTheLogarithmOfTheOffsetInEveryArithmetic) {
  const std::vector<std::int16_t> silence(480, 0);
  // The first coefficient: 40·ln(1e-6)·2/sqrt(80)/0.584702909 + 83 = −128.3…; the others 0 + 83.
  for (const char* arithmetic : {"reference", "fixed", "float32"}) {
    const auto got = mfcc(silence, {{"mfcc.arithmetic", arithmetic}, {"mfcc.overflow", "saturate"}});
    ASSERT_EQ(got.size(), 10U);
    EXPECT_EQ(got[0], -128) << arithmetic;
    for (std::size_t k = 1; k < 10; ++k) EXPECT_NEAR(got[k], 83, 1) << arithmetic << " " << k;
  }
}

TEST(Mfcc, DoesNotDependOnTheSignOfAClipWhoseLargestSampleIsNegative) {
  std::vector<std::int16_t> clip = noise(3000.0, 480, 8);
  for (std::int16_t& x : clip) x = static_cast<std::int16_t>(-3100 + x);
  EXPECT_EQ(sensor::clip_divisor(clip), -*std::max_element(clip.begin(), clip.end()));
  EXPECT_EQ(mfcc(clip, {}).size(), 10U);
}

TEST(Mfcc, ProgramsStayWithinOneOfTheReferenceFromFullScaleDownToAFewBits) {
  const auto worst = [](const std::vector<std::int16_t>& clip, const char* arithmetic) {
    const auto reference = mfcc(clip, {}), got = mfcc(clip, {{"mfcc.arithmetic", arithmetic}});
    int most = 0;
    for (std::size_t i = 0; i < got.size(); ++i) most = std::max(most, std::abs(got[i] - reference[i]));
    return most;
  };
  for (const double amplitude : {32767.0, 3000.0, 300.0, 30.0}) {
    EXPECT_LE(worst(noise(amplitude, 3200, 11), "fixed"), 1) << amplitude;
    EXPECT_LE(worst(noise(amplitude, 3200, 11), "float32"), 1) << amplitude;
    // Between the lines of a pure tone is nothing but the offset, which is two units of the fixed-point
    // spectrum.
    EXPECT_LE(worst(tone(440.0, amplitude, 3200), "fixed"), 2) << amplitude;
    EXPECT_LE(worst(tone(440.0, amplitude, 3200), "float32"), 1) << amplitude;
  }
}

TEST(Mfcc, RefusesWhatCannotBeComputed) {
  const auto clip = audio(noise(1000.0, 480, 1));
  const auto refused = [&](const Settings& settings, const NpyArray& input) {
    const auto out = run_front_end(sensor::mfcc_kind(), input, settings);
    return !out && out.error().code == ErrorCode::bad_input;
  };
  EXPECT_TRUE(refused({{"mfcc.fft", "500"}}, clip));
  EXPECT_TRUE(refused({{"mfcc.fft", "256"}}, clip));
  EXPECT_TRUE(refused({{"mfcc.high_hz", "9000"}}, clip));
  EXPECT_TRUE(refused({{"mfcc.coefficients", "41"}}, clip));
  EXPECT_TRUE(refused({}, audio(noise(1000.0, 479, 1))));
  EXPECT_TRUE(refused({}, NpyArray{NpyType::f32, {480}, std::vector<std::uint8_t>(1920)}));
  EXPECT_TRUE(refused({{"mfcc.arithmetic", "fixed"}, {"mfcc.scale", "0.001"}}, clip));
}

}  // namespace quartet::test
