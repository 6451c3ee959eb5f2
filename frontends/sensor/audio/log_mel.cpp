// Log-mel spectrogram as librosa computes it and MLPerf Tiny's anomaly detection (ToyADMOS) uses it. A
// stated-float model: single precision up to the spectrum, double behind it.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "frontends/sensor/audio/clips.hpp"
#include "frontends/sensor/audio/spectrum.hpp"
#include "frontends/sensor/front_end.hpp"

namespace quartet::sensor {

namespace {

struct LogMelParams {
  double sample_rate_hz = 16000.0;
  int window = 1024, step = 512;
  int bands = 128;
  double low_hz = 0.0, high_hz = 8000.0;
  std::string scale = "slaney";
  double power = 2.0;
  double floor = 2.220446049250313e-16;
  bool centre = true;
  int first_frame = 0, frames = 0;

  void declare(ParameterSet& set) {
    const std::string toy =
        "MLPerf Tiny's ToyADMOS front end: recalled, not checked against audio (the data have features only)";
    const std::string librosa = "default of librosa.feature.melspectrogram";
    const std::string shape = "the data's shape: 128 bands";
    set.real("log-mel.sample_rate_hz", sample_rate_hz, "Hz", {1000, 192000}, "samples a second", toy);
    set.integer("log-mel.window", window, "samples", {8, 8192},
                "samples of a frame and points of its transform (a power of two)", toy);
    set.integer("log-mel.step", step, "samples", {1, 8192}, "samples from one frame to the next", toy);
    set.integer("log-mel.bands", bands, "", {1, 512}, "mel bands", shape);
    set.real("log-mel.low_hz", low_hz, "Hz", {0, 96000}, "lower end of the bands", librosa);
    set.real("log-mel.high_hz", high_hz, "Hz", {1, 96000}, "upper end of the bands", librosa);
    set.text("log-mel.scale", scale, {"slaney", "htk"},
             "mel scale: slaney has bands of area 1 in Hz, htk of height 1 in mel", librosa);
    set.real("log-mel.power", power, "", {1, 2}, "1: magnitudes, 2: squares; the result is 20/power·log10",
             toy);
    set.real("log-mel.floor", floor, "", {1e-30, 1}, "added before the logarithm",
             "sys.float_info.epsilon of " + toy);
    set.boolean("log-mel.centre", centre,
                "frames are centred on multiples of the step, the clip mirrored at its ends", librosa);
    set.integer("log-mel.first_frame", first_frame, "", {0, 1e6}, "frames that are left out at the beginning",
                "this project: none");
    set.integer("log-mel.frames", frames, "", {0, 1e6}, "frames that are kept; 0: all that follow",
                "this project: all");
  }
  [[nodiscard]] Result<void> check() const {
    std::vector<Problem> problems;
    if (!std::has_single_bit(static_cast<unsigned>(window)))
      problems.push_back({"log-mel.window", std::to_string(window) + " is no power of two", ""});
    if (low_hz >= high_hz || high_hz > sample_rate_hz / 2)
      problems.push_back(
          {"log-mel.high_hz", "does not lie above log-mel.low_hz and at most at half the sample rate", ""});
    if (problems.empty()) return {};
    return pass(Error{ErrorCode::bad_input, std::move(problems)});
  }
};

/// Frames of one clip, [first, first + count).
struct FrameRange {
  std::int64_t first = 0, count = 0;
};

class LogMel {
 public:
  explicit LogMel(const LogMelParams& params)
      : p_(params),
        window_(hann(params.window)),
        spectrum_(params.window),
        bank_(make_mel_bank({.scale = params.scale == "htk" ? MelScale::htk : MelScale::slaney,
                             .bands = params.bands,
                             .low_hz = params.low_hz,
                             .high_hz = params.high_hz},
                            params.window, params.sample_rate_hz)) {}

  void run(std::span<const std::int16_t> clip, FrameRange range, std::vector<float>& out) {
    constexpr double kFullScale = 32768.0;
    const auto samples = static_cast<std::int64_t>(clip.size());
    std::vector<float> frame(window_.size());
    std::vector<double> magnitudes(window_.size() / 2 + 1), energies(static_cast<std::size_t>(p_.bands));
    for (std::int64_t f = range.first; f < range.first + range.count; ++f) {
      const std::int64_t begin = f * p_.step - (p_.centre ? p_.window / 2 : 0);
      for (std::size_t i = 0; i < frame.size(); ++i) {
        std::int64_t at = begin + static_cast<std::int64_t>(i);
        if (at < 0) at = -at;
        if (at >= samples) at = 2 * (samples - 1) - at;
        frame[i] = static_cast<float>(clip[static_cast<std::size_t>(at)] / kFullScale * window_[i]);
      }
      spectrum_.magnitudes(frame, magnitudes);
      for (double& m : magnitudes) m = p_.power == 2.0 ? m * m : std::pow(m, p_.power);
      bank_.apply(magnitudes, energies);
      for (const double e : energies)
        out.push_back(static_cast<float>(20.0 / p_.power * std::log10(e + p_.floor)));
    }
  }

 private:
  LogMelParams p_;
  std::vector<double> window_;
  Spectrum spectrum_;
  MelBank bank_;
};

class LogMelFrontEnd final : public IFrontEnd {
 public:
  LogMelFrontEnd() { params_.declare(set_); }
  [[nodiscard]] ParameterSet& parameters() override { return set_; }

  [[nodiscard]] Result<NpyArray> run(const NpyArray& input, const std::string& place) const override {
    if (const auto ok = params_.check(); !ok) return pass(ok.error());
    const auto clips = read_clips(input, place);
    if (!clips) return pass(clips.error());
    const auto range = frames_of(clips->samples, place);
    if (!range) return pass(range.error());
    constexpr std::int64_t kMostValues = std::int64_t{1} << 28;
    if (clips->count > kMostValues / (range->count * params_.bands))
      return bad_input(place, "would give more than 1 GiB of features",
                       "give fewer clips, or a longer log-mel.step");
    LogMel model(params_);
    std::vector<float> values;
    for (std::int64_t i = 0; i < clips->count; ++i) model.run(clips->clip(i), *range, values);
    NpyArray out{NpyType::f32,
                 {clips->count, range->count, params_.bands},
                 std::vector<std::uint8_t>(values.size() * sizeof(float))};
    std::memcpy(out.data.data(), values.data(), out.data.size());
    return out;
  }

 private:
  [[nodiscard]] Result<FrameRange> frames_of(std::int64_t samples, const std::string& place) const {
    // Mirrored ends need a clip that is longer than half a window.
    const bool fits = params_.centre ? samples > params_.window / 2 : samples >= params_.window;
    if (!fits) return bad_input(place, "has clips too short for log-mel.window", "make the window smaller");
    const std::int64_t all =
        params_.centre ? 1 + samples / params_.step : 1 + (samples - params_.window) / params_.step;
    const std::int64_t left = all - params_.first_frame;
    const std::int64_t kept = params_.frames == 0 ? left : params_.frames;
    if (left < 1 || kept > left)
      return bad_input("log-mel.frames",
                       "wants frames that the clips do not have (" + std::to_string(all) + ")", "");
    return FrameRange{params_.first_frame, kept};
  }

  LogMelParams params_;
  ParameterSet set_;
};

}  // namespace

FrontEndKind log_mel_kind() {
  return {"log-mel", "log-mel spectrogram, with the parameters of MLPerf Tiny's anomaly detection",
          "clips x samples int16", "clips x frames x bands float32",
          [] { return std::unique_ptr<IFrontEnd>(std::make_unique<LogMelFrontEnd>()); }};
}

}  // namespace quartet::sensor
