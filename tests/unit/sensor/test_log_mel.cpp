#include <gtest/gtest.h>

#include <numeric>

#include "frontends/sensor/audio/clips.hpp"
#include "frontends/sensor/audio/spectrum.hpp"
#include "tests/unit/sensor/front_end_runner.hpp"
#include "tests/unit/sensor/signals.hpp"

namespace quartet::test {

TEST(MelBank, SlaneysBandsHaveAreaOneAndHtksPeakAtOne) {
  const auto slaney =
      sensor::make_mel_bank({sensor::MelScale::slaney, 40, 0.0, 8000.0, false}, 4096, 16000.0);
  for (const auto& band : slaney.bands) {
    const double area = std::accumulate(band.weights.begin(), band.weights.end(), 0.0) * 16000.0 / 4096.0;
    EXPECT_NEAR(area, 1.0, 0.01);
  }
  const auto htk = sensor::make_mel_bank({sensor::MelScale::htk, 20, 20.0, 4000.0, true}, 4096, 16000.0);
  for (const auto& band : htk.bands)
    EXPECT_NEAR(*std::max_element(band.weights.begin(), band.weights.end()), 1.0, 0.05);
}

// 1 kHz is mel 15 of Slaney's scale, and 6.4 kHz 27 steps above it.
TEST(MelBank, SlaneysScaleIsLinearBelowAndLogarithmicAboveOneKilohertz) {
  const auto bank = sensor::make_mel_bank({sensor::MelScale::slaney, 41, 0.0, 6400.0, false}, 8192, 16000.0);
  const auto peak_hz = [&](std::size_t b) {
    const auto& band = bank.bands[b];
    const auto top = std::max_element(band.weights.begin(), band.weights.end()) - band.weights.begin();
    return static_cast<double>(band.first + top) * 16000.0 / 8192.0;
  };
  EXPECT_NEAR(peak_hz(14), 1000.0, 2.0);
  EXPECT_NEAR(peak_hz(2) - peak_hz(1), 200.0 / 3.0, 2.0);
  EXPECT_NEAR(peak_hz(40) / peak_hz(39), std::pow(6.4, 1.0 / 27.0), 2e-3);
}

TEST(LogMel, AToneStandsInTheBandOfItsFrequencyAndTwentyDecibelsLessAtATenth) {
  const auto loud = run_front_end(sensor::log_mel_kind(), audio(tone(1000.0, 20000.0, 16000)));
  const auto soft = run_front_end(sensor::log_mel_kind(), audio(tone(1000.0, 2000.0, 16000)));
  ASSERT_TRUE(loud.has_value() && soft.has_value());
  EXPECT_EQ(loud->shape, (std::vector<std::int64_t>{1, 32, 128}));
  const auto a = values_of<float>(*loud), b = values_of<float>(*soft);
  const auto bank = sensor::make_mel_bank({sensor::MelScale::slaney, 128, 0.0, 8000.0, false}, 1024, 16000.0);
  const std::size_t frame = 16 * 128;
  const auto top =
      static_cast<std::size_t>(std::max_element(a.begin() + frame, a.begin() + frame + 128) - a.begin()) -
      frame;
  const int bin = 64;  // 1000 Hz
  EXPECT_LE(bank.bands[top].first, bin);
  EXPECT_GT(bank.bands[top].first + static_cast<int>(bank.bands[top].weights.size()), bin);
  EXPECT_NEAR(a[frame + top] - b[frame + top], 20.0, 0.01);
}

TEST(LogMel, KeepsTheFramesThatAreAskedFor) {
  const auto clip = audio(noise(5000.0, 16000, 2));
  const auto all = run_front_end(sensor::log_mel_kind(), clip),
             some = run_front_end(sensor::log_mel_kind(), clip,
                                  {{"log-mel.first_frame", "3"}, {"log-mel.frames", "5"}});
  ASSERT_TRUE(all.has_value() && some.has_value());
  EXPECT_EQ(some->shape, (std::vector<std::int64_t>{1, 5, 128}));
  const auto a = values_of<float>(*all), b = values_of<float>(*some);
  for (std::size_t i = 0; i < b.size(); ++i) EXPECT_EQ(b[i], a[3 * 128 + i]);
  EXPECT_FALSE(run_front_end(sensor::log_mel_kind(), clip, {{"log-mel.frames", "33"}}).has_value());
  EXPECT_FALSE(run_front_end(sensor::log_mel_kind(), audio(noise(1.0, 512, 2))).has_value());
}

TEST(LogMel, MirrorsTheClipAtItsEnds) {
  auto clip = noise(5000.0, 4096, 4);
  const auto centred = run_front_end(sensor::log_mel_kind(), audio(clip));
  std::vector<std::int16_t> padded;
  for (std::size_t i = 512; i > 0; --i) padded.push_back(clip[i]);
  padded.insert(padded.end(), clip.begin(), clip.end());
  for (std::size_t i = 1; i <= 512; ++i) padded.push_back(clip[clip.size() - 1 - i]);
  const auto plain = run_front_end(sensor::log_mel_kind(), audio(padded), {{"log-mel.centre", "false"}});
  ASSERT_TRUE(centred.has_value() && plain.has_value());
  EXPECT_EQ(centred->shape, plain->shape);
  EXPECT_EQ(centred->data, plain->data);
}

TEST(Clips, MuLawFollowsItsFormulaAndOtherTypesAreRefused) {
  const auto clips =
      sensor::read_clips(array_of(NpyType::u8, {2, 2}, std::vector<std::uint8_t>{0, 255, 127, 128}), "x");
  ASSERT_TRUE(clips.has_value());
  EXPECT_EQ(clips->count, 2);
  EXPECT_EQ(clips->values[0], -32767);
  EXPECT_EQ(clips->values[1], 32767);
  // y = 128/127.5 − 1 = 0.0039…; (256^y − 1)/255·32767 = 2.8
  EXPECT_EQ(clips->values[3], 3);
  EXPECT_EQ(clips->values[2], -3);
  EXPECT_FALSE(
      sensor::read_clips(NpyArray{NpyType::f32, {4}, std::vector<std::uint8_t>(16)}, "x").has_value());
  EXPECT_FALSE(sensor::read_clips(NpyArray{NpyType::i16, {0}, {}}, "x").has_value());
  EXPECT_FALSE(
      sensor::read_clips(NpyArray{NpyType::i16, {1, 1, 1}, std::vector<std::uint8_t>(2)}, "x").has_value());
}

}  // namespace quartet::test
