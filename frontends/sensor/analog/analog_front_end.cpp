#include "frontends/sensor/analog/analog_binary.hpp"
#include "frontends/sensor/audio/clips.hpp"
#include "frontends/sensor/front_end.hpp"

namespace quartet::sensor {

namespace {

class AnalogBinaryFrontEnd final : public IFrontEnd {
 public:
  AnalogBinaryFrontEnd() { params_.declare(set_); }
  [[nodiscard]] ParameterSet& parameters() override { return set_; }

  [[nodiscard]] Result<NpyArray> run(const NpyArray& input, const std::string& place) const override {
    if (const auto ok = params_.check(); !ok) return pass(ok.error());
    const auto clips = read_clips(input, place);
    if (!clips) return pass(clips.error());
    const std::int64_t frames = clips->samples / params_.frame;
    if (frames == 0)
      return bad_input(place, "has clips shorter than a frame", "make analog-binary.frame smaller");
    constexpr std::int64_t kMostBytes = std::int64_t{1} << 30;
    if (clips->count > kMostBytes / (frames * params_.channels))
      return bad_input(place, "would give more than 1 GiB of bits",
                       "give fewer clips, or a longer analog-binary.frame");
    NpyArray out{NpyType::i8, {clips->count, frames, params_.channels}, {}};
    for (std::int64_t i = 0; i < clips->count; ++i) {
      const auto bits = of_clip(clips->clip(i), i);
      if (!bits) return pass(bits.error());
      for (const std::int8_t bit : *bits)
        out.data.push_back(static_cast<std::uint8_t>(params_.bipolar ? 2 * bit - 1 : bit));
    }
    return out;
  }

 private:
  [[nodiscard]] Result<std::vector<std::int8_t>> of_clip(std::span<const std::int16_t> clip,
                                                         std::int64_t index) const {
    if (params_.model == "fast") return analog_binary(params_, clip, index);
    auto simulation = simulate_analog_binary(params_, clip, index);
    if (!simulation) return pass(simulation.error());
    return std::move(simulation->bits);
  }

  AnalogBinaryParams params_;
  ParameterSet set_;
};

}  // namespace

FrontEndKind analog_binary_kind() {
  return {
      "analog-binary",
      "one bit a filter channel and 10 ms: filter bank, envelopes and comparators in front of any converter",
      "clips x samples int16", "clips x frames x channels int8 (0 or 1)",
      [] { return std::unique_ptr<IFrontEnd>(std::make_unique<AnalogBinaryFrontEnd>()); }};
}

}  // namespace quartet::sensor
