#include <algorithm>
#include <cmath>

#include "frontends/sensor/analog/analog_binary.hpp"
#include "frontends/sensor/analog/noise.hpp"

namespace quartet::sensor {

void AnalogBinaryParams::declare(ParameterSet& set) {
  const std::string own = "this project: the paper's filters are not known";
  const std::string paper =
      "a re-implementation's report of Cerutti et al. 2022: one bit a channel and 10 ms frame";
  const auto name = [](const char* key) { return std::string("analog-binary.") + key; };
  set.real(name("sample_rate_hz"), sample_rate_hz, "Hz", {1000, 192000}, "samples a second of the audio",
           "the recordings");
  set.integer(name("oversample"), oversample, "", {1, 64},
              "steps of the model between two samples, on a straight line", own);
  set.integer(name("channels"), channels, "", {1, 256}, "filters, and bits a frame", "8 to 64 in " + paper);
  set.real(name("low_hz"), low_hz, "Hz", {1, 96000}, "centre of the lowest filter", own);
  set.real(name("high_hz"), high_hz, "Hz", {1, 96000}, "centre of the highest filter", own);
  set.real(name("q"), q, "", {0, 100}, "centre over bandwidth of a section; 0: neighbours meet at -3 dB",
           own);
  set.integer(name("sections"), sections, "", {1, 4}, "equal second-order band-pass sections in series", own);
  set.text(name("rectifier"), rectifier, {"full", "half"}, "full wave or half wave", own);
  set.real(name("smooth_hz"), smooth_hz, "Hz", {0.1, 96000},
           "cut-off of the first-order low-pass behind the rectifier", own);
  set.integer(name("frame"), frame, "samples", {1, 1 << 20},
              "a bit is 1 when its comparator was high at any time of these", paper);
  set.real(name("gain"), gain, "", {1e-6, 1e6}, "of the amplifier in front of the filters", own);
  set.boolean(name("gain_control"), gain_control,
              "each clip is scaled to full scale first, as an ideal gain control would", own);
  set.real(name("threshold"), threshold, "of full scale", {0, 10}, "of the lowest channel's comparator", own);
  set.real(name("threshold_tilt_db"), threshold_tilt_db, "dB", {-40, 40}, "change of the threshold an octave",
           own);
  set.real(name("mismatch"), mismatch, "", {0, 10},
           "standard deviation of a comparator's threshold, as a share of it", own);
  set.real(name("noise"), noise, "of full scale", {0, 10},
           "root mean square of white noise at a comparator, a step of the model", own);
  set.integer(name("seed"), seed, "", {0, 9e15}, "of mismatch (the chip) and noise", own);
  set.boolean(name("bipolar"), bipolar, "-1 and 1 instead of 0 and 1", own);
  set.text(name("model"), model, {"fast", "systemc"},
           "a plain function, or the SystemC modules: the same bits", own);
}

Result<void> AnalogBinaryParams::check() const {
  std::vector<Problem> problems;
  if (low_hz > high_hz || high_hz >= inner_rate_hz() / 2)
    problems.push_back({"analog-binary.high_hz",
                        "is not at least analog-binary.low_hz and below half the model's rate", ""});
  if (channels > 1 && low_hz == high_hz)
    problems.push_back(
        {"analog-binary.channels", "share one centre frequency", "set analog-binary.high_hz above low_hz"});
  if (problems.empty()) return {};
  return pass(Error{ErrorCode::bad_input, std::move(problems)});
}

std::vector<AnalogChannel> analog_channels(const AnalogBinaryParams& p) {
  constexpr double kOneChannelQ = 4.0;  // of a bank without neighbours
  const double ratio = p.channels > 1 ? std::pow(p.high_hz / p.low_hz, 1.0 / (p.channels - 1)) : 1.0;
  const double meeting = p.channels > 1 ? std::sqrt(ratio) / (ratio - 1.0) : kOneChannelQ;
  std::vector<AnalogChannel> out;
  for (int c = 0; c < p.channels; ++c) {
    AnalogChannel channel;
    channel.centre_hz = p.low_hz * std::pow(ratio, c);
    channel.q = p.q > 0.0 ? p.q : meeting;
    const double octaves = std::log2(channel.centre_hz / p.low_hz);
    channel.threshold = p.threshold * std::pow(10.0, p.threshold_tilt_db * octaves / 20.0);
    if (p.mismatch > 0.0)
      channel.threshold *= 1.0 + p.mismatch * gaussian(static_cast<std::uint64_t>(p.seed), kMismatchStream,
                                                       static_cast<std::uint64_t>(c));
    out.push_back(channel);
  }
  return out;
}

}  // namespace quartet::sensor
