#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "frontends/sensor/analog/analog_binary.hpp"
#include "frontends/sensor/mfcc/mfcc.hpp"
#include "frontends/sensor/mfcc/mfcc_tables.hpp"
#include "tests/unit/sensor/front_end_runner.hpp"
#include "tests/unit/sensor/signals.hpp"

namespace quartet::test {
namespace {

int draw(int low, int high) {
  return *rc::gen::inRange(low, high + 1);
}

NpyArray random_picture(int height, int width, int channels) {
  std::vector<std::uint8_t> values;
  for (int i = 0; i < height * width * channels; ++i)
    values.push_back(static_cast<std::uint8_t>(draw(0, 255)));
  return array_of(NpyType::u8, {1, height, width, channels}, values);
}

NpyArray resized(const NpyArray& from, int height, int width, const char* method) {
  auto out = run_front_end(sensor::image_resize_kind(), from,
                           {{"resize.height", std::to_string(height)},
                            {"resize.width", std::to_string(width)},
                            {"resize.method", method}});
  RC_ASSERT(out.has_value());
  return std::move(*out);
}

std::vector<std::int16_t> random_clip(int samples) {
  const int amplitude = *rc::gen::element(32767, 8000, 500, 40);
  return noise(amplitude, samples, static_cast<std::uint64_t>(draw(0, 1000000)));
}

}  // namespace

RC_GTEST_PROP(ImageResizeProperties, KeepsThePictureOfItsOwnSizeAndNeverLeavesItsRange, ()) {
  const int height = draw(1, 9), width = draw(1, 9), channels = draw(1, 3);
  const NpyArray from = random_picture(height, width, channels);
  const auto [low, high] = std::minmax_element(from.data.begin(), from.data.end());
  for (const char* method : {"area", "bilinear"}) {
    RC_ASSERT(resized(from, height, width, method).data == from.data);
    const NpyArray to = resized(from, draw(1, 12), draw(1, 12), method);
    for (const std::uint8_t value : to.data) RC_ASSERT(value >= *low && value <= *high);
  }
}

RC_GTEST_PROP(ImageResizeProperties, AreaByAWholeFactorIsTheRoundedMeanOfABlock, ()) {
  const int factor = draw(1, 4), height = draw(1, 4), width = draw(1, 4);
  const NpyArray from = random_picture(height * factor, width * factor, 1);
  const NpyArray to = resized(from, height, width, "area");
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      int sum = 0;
      for (int v = 0; v < factor; ++v) {
        for (int u = 0; u < factor; ++u)
          sum += from.data[static_cast<std::size_t>((y * factor + v) * width * factor + x * factor + u)];
      }
      RC_ASSERT(to.data[static_cast<std::size_t>(y * width + x)] ==
                (sum + factor * factor / 2) / (factor * factor));
    }
  }
}

RC_GTEST_PROP(MfccProperties, ProgramsAreWithinOneOfTheReferenceForEveryGeometry, ()) {
  sensor::MfccParams p;
  p.fft = 1 << draw(6, 10);
  p.window = draw(p.fft / 2 + 1, p.fft);
  p.step = draw(p.window / 4, p.window);
  p.bands = draw(4, 20);
  p.coefficients = draw(1, p.bands);
  p.overflow = "saturate";
  const auto tables = sensor::fixed_mfcc_tables(p);
  RC_ASSERT(p.check().has_value());
  RC_ASSERT(tables.has_value());
  const auto clip = random_clip(2 * p.fft);
  const auto reference = sensor::Mfcc(p).run(clip);
  for (const auto& got :
       {sensor::fixed_mfcc(p, *tables, clip), sensor::float_mfcc(p, sensor::float_mfcc_tables(p), clip)}) {
    RC_ASSERT(got.size() == reference.size());
    for (std::size_t i = 0; i < got.size(); ++i) RC_ASSERT(std::abs(got[i] - reference[i]) <= 1);
  }
}

RC_GTEST_PROP(AnalogBinaryProperties, ModulesAndFunctionGiveTheSameBits, ()) {
  sensor::AnalogBinaryParams p;
  p.channels = draw(1, 6), p.oversample = draw(1, 3), p.sections = draw(1, 3), p.frame = draw(20, 160);
  p.noise = *rc::gen::element(0.0, 0.002), p.mismatch = *rc::gen::element(0.0, 0.3), p.seed = draw(0, 1000);
  p.rectifier = *rc::gen::element(std::string("full"), std::string("half"));
  p.gain_control = draw(0, 1) == 1;
  const auto clip = random_clip(draw(p.frame, 1600));
  const int index = draw(0, 100000);
  const auto simulation = sensor::simulate_analog_binary(p, clip, index);
  RC_ASSERT(simulation.has_value());
  RC_ASSERT(simulation->bits == sensor::analog_binary(p, clip, index));
}

RC_GTEST_PROP(AnalogBinaryProperties, ALowerThresholdNeverClearsABit, ()) {
  sensor::AnalogBinaryParams p;
  p.channels = draw(1, 8);
  const auto clip = random_clip(1600);
  const auto high = sensor::analog_binary(p, clip, 0);
  p.threshold *= 0.1 * draw(0, 9);
  const auto low = sensor::analog_binary(p, clip, 0);
  for (std::size_t i = 0; i < high.size(); ++i) RC_ASSERT(low[i] >= high[i]);
}

}  // namespace quartet::test
