#include "frontends/sensor/analog/analog_binary.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "frontends/sensor/analog/stages.hpp"
#include "tests/unit/sensor/front_end_runner.hpp"
#include "tests/unit/sensor/signals.hpp"

namespace quartet::test {
namespace {

using sensor::AnalogBinaryParams;

/// Envelope of a tone behind one channel, after a second.
double envelope(double tone_hz, double centre_hz, double q, int sections, bool full) {
  constexpr double kRate = 48000.0;
  sensor::BandPass filter(centre_hz, q, sections, kRate);
  const sensor::Rectifier rectifier(full);
  sensor::Smoother smoother(10.0, kRate);
  double y = 0.0;
  for (int i = 0; i < 48000; ++i)
    y = smoother.next(rectifier.next(filter.next(std::sin(2.0 * std::numbers::pi * tone_hz * i / kRate))));
  return y;
}

std::size_t count_ones(const std::vector<std::int8_t>& bits) {
  return static_cast<std::size_t>(std::accumulate(bits.begin(), bits.end(), 0));
}

}  // namespace

// Mean of a rectified sine: 2/π full wave, 1/π half wave. At f0·(√(1 + 1/4Q²) ± 1/2Q) a section has lost 3
// dB.
TEST(AnalogChannel, PassesItsCentreAndHasLostThreeDecibelsAtItsBandwidth) {
  constexpr double kQ = 4.0, kCentre = 1000.0;
  EXPECT_NEAR(envelope(kCentre, kCentre, kQ, 1, true), 2.0 / std::numbers::pi, 0.01);
  EXPECT_NEAR(envelope(kCentre, kCentre, kQ, 1, false), 1.0 / std::numbers::pi, 0.01);
  const double edge = kCentre * (std::sqrt(1.0 + 1.0 / (4 * kQ * kQ)) + 1.0 / (2 * kQ));
  EXPECT_NEAR(envelope(edge, kCentre, kQ, 1, true) / envelope(kCentre, kCentre, kQ, 1, true), std::sqrt(0.5),
              0.02);
  EXPECT_NEAR(envelope(edge, kCentre, kQ, 2, true) / envelope(kCentre, kCentre, kQ, 2, true), 0.5, 0.02);
}

TEST(AnalogChannel, CentresAreSpacedByEqualRatiosAndNeighboursMeet) {
  AnalogBinaryParams p;
  p.channels = 5, p.low_hz = 200.0, p.high_hz = 3200.0;
  const auto bank = sensor::analog_channels(p);
  for (std::size_t c = 0; c < 5; ++c) EXPECT_NEAR(bank[c].centre_hz, 200.0 * std::pow(2.0, c), 1e-6);
  EXPECT_NEAR(bank[0].q, std::sqrt(2.0), 1e-9);  // f0/(f0·√2 − f0/√2)
  // Thresholds fall by 3 dB an octave.
  EXPECT_NEAR(bank[2].threshold / bank[0].threshold, std::pow(10.0, -6.0 / 20.0), 1e-9);
}

TEST(AnalogBinary, AToneFiresItsOwnChannelAndNotThoseFarAway) {
  AnalogBinaryParams p;
  p.q = 8.0, p.threshold = 0.2, p.threshold_tilt_db = 0.0, p.channels = 8;
  const auto bank = sensor::analog_channels(p);
  const auto bits = sensor::analog_binary(p, tone(bank[4].centre_hz, 20000.0, 16000), 0);
  ASSERT_EQ(bits.size(), 100U * 8U);
  for (std::size_t f = 10; f < 100; ++f) {
    for (std::size_t c = 0; c < 8; ++c) EXPECT_EQ(bits[f * 8 + c], c == 4 ? 1 : 0) << f << " " << c;
  }
}

TEST(AnalogBinary, ABurstSetsTheBitsOfTheFramesItReachesAndSilenceNone) {
  AnalogBinaryParams p;
  std::vector<std::int16_t> clip(16000, 0);
  const auto burst = tone(1000.0, 30000.0, 320);
  std::copy(burst.begin(), burst.end(), clip.begin() + 8000);
  const auto bits = sensor::analog_binary(p, clip, 0);
  std::vector<std::size_t> frames;
  for (std::size_t f = 0; f < 100; ++f) {
    if (count_ones({bits.begin() + static_cast<std::ptrdiff_t>(f * 16),
                    bits.begin() + static_cast<std::ptrdiff_t>((f + 1) * 16)}) > 0)
      frames.push_back(f);
  }
  ASSERT_FALSE(frames.empty());
  EXPECT_EQ(frames.front(), 50U);
  EXPECT_GE(frames.back(), 51U);
  EXPECT_LE(frames.back(), 56U);  // the low-pass forgets with 1/(2π·50 Hz) = 3.2 ms
  EXPECT_EQ(frames.size(), frames.back() - frames.front() + 1);
}

TEST(AnalogBinary, SystemCModulesGiveTheBitsOfTheFunctionAndEachFrameAtItsEnd) {
  for (const int oversample : {1, 3}) {
    AnalogBinaryParams p;
    p.oversample = oversample, p.channels = 6, p.sections = 2, p.noise = 0.003, p.mismatch = 0.2,
    p.rectifier = oversample == 1 ? "full" : "half";
    p.threshold = 0.06, p.threshold_tilt_db = 0.0;
    const auto clip = noise(8000.0, 4000, 21);
    const auto simulation = sensor::simulate_analog_binary(p, clip, 5);
    ASSERT_TRUE(simulation.has_value()) << simulation.error().text();
    const auto bits = sensor::analog_binary(p, clip, 5);
    EXPECT_EQ(simulation->bits, bits);
    EXPECT_GT(count_ones(bits), 0U);
    EXPECT_LT(count_ones(bits), bits.size());
    ASSERT_EQ(simulation->ready_s.size(), 25U);
    for (std::size_t f = 0; f < 25; ++f)
      EXPECT_NEAR(simulation->ready_s[f], 0.010 * static_cast<double>(f + 1), 1e-9);
  }
}

TEST(AnalogBinary, NoiseIsKeyedByClipAndSeedAndMismatchByTheChip) {
  AnalogBinaryParams p;
  p.noise = 0.01, p.threshold = 0.03, p.threshold_tilt_db = 0.0;
  const std::vector<std::int16_t> silence(16000, 0);
  const auto first = sensor::analog_binary(p, silence, 0);
  EXPECT_EQ(first, sensor::analog_binary(p, silence, 0));
  EXPECT_NE(first, sensor::analog_binary(p, silence, 1));
  p.seed = 2;
  EXPECT_NE(first, sensor::analog_binary(p, silence, 0));
  p.mismatch = 0.1, p.channels = 200;
  double sum = 0.0, squares = 0.0;
  for (const auto& channel : sensor::analog_channels(p)) {
    const double deviation = channel.threshold / p.threshold - 1.0;
    sum += deviation, squares += deviation * deviation;
  }
  EXPECT_NEAR(sum / 200, 0.0, 0.03);
  EXPECT_NEAR(std::sqrt(squares / 200), 0.1, 0.02);
}

// P(noise > threshold) = 1 − Φ(2.5) = 0.0062 a step; 1 − (1 − 0.0062)^160 = 0.631 of the frames.
TEST(AnalogBinary, NoiseAloneFiresAsOftenAsItsDistributionSays) {
  AnalogBinaryParams p;
  p.channels = 16, p.threshold_tilt_db = 0.0, p.threshold = 0.025, p.noise = 0.01;
  const auto bits = sensor::analog_binary(p, std::vector<std::int16_t>(32000, 0), 0);
  EXPECT_NEAR(static_cast<double>(count_ones(bits)) / static_cast<double>(bits.size()), 0.631, 0.03);
}

TEST(AnalogBinary, GainControlMakesTheBitsIndependentOfTheLevel) {
  const Settings on{{"analog-binary.gain_control", "true"}};
  const auto loud = tone(700.0, 16000.0, 8000), soft = tone(700.0, 16000.0, 8000);
  std::vector<std::int16_t> half;
  for (const std::int16_t x : soft) half.push_back(static_cast<std::int16_t>(x / 2));
  const auto a = run_front_end(sensor::analog_binary_kind(), audio(loud), on),
             b = run_front_end(sensor::analog_binary_kind(), audio(half), on);
  ASSERT_TRUE(a.has_value() && b.has_value());
  EXPECT_EQ(a->data, b->data);
}

TEST(AnalogBinary, BipolarBitsAndBothModelsComeThroughTheFrontEnd) {
  const auto clip = audio(noise(6000.0, 3200, 2));
  const auto fast = run_front_end(sensor::analog_binary_kind(), clip),
             slow = run_front_end(sensor::analog_binary_kind(), clip, {{"analog-binary.model", "systemc"}});
  const auto bipolar = run_front_end(sensor::analog_binary_kind(), clip, {{"analog-binary.bipolar", "true"}});
  ASSERT_TRUE(fast.has_value() && slow.has_value() && bipolar.has_value());
  EXPECT_EQ(fast->shape, (std::vector<std::int64_t>{1, 20, 16}));
  EXPECT_EQ(fast->data, slow->data);
  const auto bits = values_of<std::int8_t>(*fast), signs = values_of<std::int8_t>(*bipolar);
  for (std::size_t i = 0; i < bits.size(); ++i) EXPECT_EQ(signs[i], bits[i] == 1 ? 1 : -1);
  EXPECT_FALSE(
      run_front_end(sensor::analog_binary_kind(), clip, {{"analog-binary.high_hz", "8000"}}).has_value());
  EXPECT_FALSE(run_front_end(sensor::analog_binary_kind(), audio(noise(1.0, 159, 1))).has_value());
}

}  // namespace quartet::test
