#include <functional>

#include "frontends/sensor/audio/clips.hpp"
#include "frontends/sensor/front_end.hpp"
#include "frontends/sensor/mfcc/mfcc.hpp"
#include "frontends/sensor/mfcc/mfcc_tables.hpp"

namespace quartet::sensor {

namespace {

constexpr std::int64_t kMostBytes = std::int64_t{1} << 30;

using Program = std::function<std::vector<std::int8_t>(std::span<const std::int16_t>)>;

Result<Program> program_of(const MfccParams& params) {
  if (params.arithmetic == "float32")
    return
        [params, tables = float_mfcc_tables(params)](auto clip) { return float_mfcc(params, tables, clip); };
  if (params.arithmetic == "reference") {
    auto mfcc = std::make_shared<Mfcc>(params);
    return [mfcc](auto clip) { return mfcc->run(clip); };
  }
  auto tables = fixed_mfcc_tables(params);
  if (!tables) return pass(tables.error());
  return [params, t = std::move(*tables)](auto clip) { return fixed_mfcc(params, t, clip); };
}

class MfccFrontEnd final : public IFrontEnd {
 public:
  MfccFrontEnd() { params_.declare(set_); }
  [[nodiscard]] ParameterSet& parameters() override { return set_; }

  [[nodiscard]] Result<NpyArray> run(const NpyArray& input, const std::string& place) const override {
    if (const auto ok = params_.check(); !ok) return pass(ok.error());
    const auto clips = read_clips(input, place);
    if (!clips) return pass(clips.error());
    const std::int64_t frames = params_.frames(clips->samples);
    if (frames == 0)
      return bad_input(place, "has clips of fewer samples than a window", "make mfcc.window smaller");
    if (clips->count > kMostBytes / (frames * params_.coefficients))
      return bad_input(place, "would give more than 1 GiB of coefficients",
                       "give fewer clips, or a longer mfcc.step");
    const auto program = program_of(params_);
    if (!program) return pass(program.error());
    NpyArray out{NpyType::i8, {clips->count, frames, params_.coefficients}, {}};
    for (std::int64_t i = 0; i < clips->count; ++i) {
      for (const std::int8_t value : (*program)(clips->clip(i)))
        out.data.push_back(static_cast<std::uint8_t>(value));
    }
    return out;
  }

 private:
  MfccParams params_;
  ParameterSet set_;
};

}  // namespace

FrontEndKind mfcc_kind() {
  return {"mfcc", "mel-frequency cepstral coefficients as MLPerf Tiny computes them for keyword spotting",
          "clips x samples int16", "clips x frames x coefficients int8",
          [] { return std::unique_ptr<IFrontEnd>(std::make_unique<MfccFrontEnd>()); }};
}

}  // namespace quartet::sensor
