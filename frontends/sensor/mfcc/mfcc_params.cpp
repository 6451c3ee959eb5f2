#include "frontends/sensor/mfcc/mfcc_params.hpp"

#include <algorithm>
#include <bit>

namespace quartet::sensor {

void MfccParams::declare(ParameterSet& set) {
  const std::string tiny =
      "mlcommons/tiny keyword_spotting/get_dataset.py, as checked on 1,000 clip and feature pairs";
  const std::string own = "this project";
  set.real("mfcc.sample_rate_hz", sample_rate_hz, "Hz", {1000, 192000}, "samples a second", tiny);
  set.integer("mfcc.window", window, "samples", {2, 8192}, "samples of a frame, under a periodic Hann window",
              tiny);
  set.integer("mfcc.step", step, "samples", {1, 8192}, "samples from one frame to the next", tiny);
  set.integer("mfcc.fft", fft, "samples", {8, 8192},
              "points of the transform (a power of two, at least the window)", tiny);
  set.integer("mfcc.bands", bands, "", {1, 256},
              "mel bands (HTK scale) of the magnitude spectrum, without its first bin", tiny);
  set.real("mfcc.low_hz", low_hz, "Hz", {0, 96000}, "lower end of the bands", tiny);
  set.real("mfcc.high_hz", high_hz, "Hz", {1, 96000}, "upper end of the bands", tiny);
  set.real("mfcc.log_offset", log_offset, "", {1e-12, 1.0}, "added before the logarithm", tiny);
  set.integer("mfcc.coefficients", coefficients, "", {1, 256},
              "the first ones of the cosine transform (type II, times 1/sqrt(2·bands))", tiny);
  set.real("mfcc.scale", scale, "", {1e-6, 1e6}, "real value of one step of the output",
           "kws_ref_model.tflite, input");
  set.integer("mfcc.zero_point", zero_point, "", {-128, 127}, "output of the real value 0",
              "kws_ref_model.tflite, input");
  set.text("mfcc.overflow", overflow, {"wrap", "saturate"},
           "what becomes of a value outside int8: the data set has it modulo 256",
           "MLPerf Tiny's data: one value of tst_000563_Go_1");
  set.text("mfcc.arithmetic", arithmetic, {"reference", "fixed", "float32"},
           "reference: as the data set; fixed and float32: bit for bit what the firmware computes on cores "
           "without and with a "
           "floating-point unit",
           own);
}

Result<void> MfccParams::check() const {
  std::vector<Problem> problems;
  if (!std::has_single_bit(static_cast<unsigned>(fft)) || fft < window)
    problems.push_back(
        {"mfcc.fft",
         std::to_string(fft) + " is no power of two of at least the window (" + std::to_string(window) + ")",
         ""});
  if (low_hz >= high_hz || high_hz > sample_rate_hz / 2)
    problems.push_back(
        {"mfcc.high_hz", "does not lie above mfcc.low_hz and at most at half the sample rate", ""});
  if (coefficients > bands)
    problems.push_back({"mfcc.coefficients", "are more than the bands that they are made of", ""});
  if (problems.empty()) return {};
  return pass(Error{ErrorCode::bad_input, std::move(problems)});
}

std::int8_t to_int8(std::int64_t truncated, const std::string& overflow) {
  if (overflow == "saturate") truncated = std::clamp<std::int64_t>(truncated, -128, 127);
  return static_cast<std::int8_t>(static_cast<std::uint8_t>(truncated & 0xFF));
}

}  // namespace quartet::sensor
