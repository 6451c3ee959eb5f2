#include "frontends/sensor/analog/analog_binary.hpp"

#include "frontends/sensor/analog/stages.hpp"

namespace quartet::sensor {

std::vector<std::int8_t> analog_binary(const AnalogBinaryParams& p, std::span<const std::int16_t> clip,
                                       std::int64_t clip_index) {
  const auto frame = static_cast<std::size_t>(p.frame), channels = static_cast<std::size_t>(p.channels);
  const std::size_t frames = clip.size() / frame;
  const double gain = amplifier_gain(p, clip), rate = p.inner_rate_hz();
  const std::vector<AnalogChannel> bank = analog_channels(p);
  std::vector<std::int8_t> bits(frames * channels);
  for (std::size_t c = 0; c < channels; ++c) {
    Interpolator steps(p.oversample);
    BandPass filter(bank[c].centre_hz, bank[c].q, p.sections, rate);
    const Rectifier rectifier(p.rectifier == "full");
    Smoother smoother(p.smooth_hz, rate);
    Comparator comparator(p, bank[c].threshold, static_cast<int>(c), clip_index);
    for (std::size_t f = 0; f < frames; ++f) {
      bool fired = false;
      for (std::size_t i = 0; i < frame; ++i) {
        steps.next(clip[f * frame + i] * gain, [&](double x) {
          const bool high = comparator.next(smoother.next(rectifier.next(filter.next(x))));
          fired = fired || high;
        });
      }
      bits[f * channels + c] = fired ? 1 : 0;
    }
  }
  return bits;
}

}  // namespace quartet::sensor
