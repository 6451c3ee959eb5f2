#include "frontends/sensor/analog/analog_modules.hpp"

#include <string>

#include "sim/kernel/fresh_kernel.hpp"

namespace quartet::sensor {

Microphone::Microphone(const sc_core::sc_module_name& name, const AnalogBinaryParams& params,
                       std::span<const std::int16_t> clip, std::vector<BlockFifo*> out)
    : sc_module(name), params_(params), clip_(clip), out_(std::move(out)) {
  SC_THREAD(run);
}

void Microphone::run() {
  const auto frame = static_cast<std::size_t>(params_.frame);
  const sc_core::sc_time length(params_.frame / params_.sample_rate_hz, sc_core::SC_SEC);
  const double gain = amplifier_gain(params_, clip_);
  Interpolator steps(params_.oversample);
  for (std::size_t at = 0; at + frame <= clip_.size(); at += frame) {
    const Block block{std::make_shared<std::vector<double>>()};
    for (std::size_t i = 0; i < frame; ++i)
      steps.next(clip_[at + i] * gain, [&](double x) { block.steps->push_back(x); });
    wait(length);
    for (BlockFifo* channel : out_) channel->write(block);
  }
}

ComparatorModule::ComparatorModule(const sc_core::sc_module_name& name, Comparator comparator, BlockFifo& in,
                                   sc_core::sc_fifo<bool>& out)
    : sc_module(name), comparator_(comparator), in_(in), out_(out) {
  SC_THREAD(run);
}

void ComparatorModule::run() {
  for (;;) {
    const Block block = in_.read();
    bool fired = false;
    for (const double x : *block.steps) {
      const bool high = comparator_.next(x);
      fired = fired || high;
    }
    out_.write(fired);
  }
}

ChannelModule::ChannelModule(const sc_core::sc_module_name& name, const AnalogBinaryParams& params,
                             const AnalogChannel& channel, int number, std::int64_t clip_index)
    : sc_module(name),
      band_pass_("band_pass", BandPass(channel.centre_hz, channel.q, params.sections, params.inner_rate_hz()),
                 audio, filtered_),
      rectifier_("rectifier", Rectifier(params.rectifier == "full"), filtered_, rectified_),
      low_pass_("low_pass", Smoother(params.smooth_hz, params.inner_rate_hz()), rectified_, envelope_),
      comparator_("comparator", Comparator(params, channel.threshold, number, clip_index), envelope_, bit) {}

FrameRegister::FrameRegister(const sc_core::sc_module_name& name, std::vector<sc_core::sc_fifo<bool>*> in)
    : sc_module(name), in_(std::move(in)) {
  SC_THREAD(run);
}

void FrameRegister::run() {
  for (;;) {
    for (sc_core::sc_fifo<bool>* channel : in_) result.bits.push_back(channel->read() ? 1 : 0);
    result.ready_s.push_back(sc_core::sc_time_stamp().to_seconds());
  }
}

Result<AnalogSimulation> simulate_analog_binary(const AnalogBinaryParams& params,
                                                std::span<const std::int16_t> clip, std::int64_t clip_index) {
  AnalogSimulation result;
  const auto simulation = [&]() -> Result<void> {
    std::vector<std::unique_ptr<ChannelModule>> channels;
    std::vector<BlockFifo*> audio;
    std::vector<sc_core::sc_fifo<bool>*> bits;
    int number = 0;
    for (const AnalogChannel& channel : analog_channels(params)) {
      const std::string name = "channel_" + std::to_string(number);
      channels.push_back(std::make_unique<ChannelModule>(name.c_str(), params, channel, number, clip_index));
      audio.push_back(&channels.back()->audio);
      bits.push_back(&channels.back()->bit);
      ++number;
    }
    const Microphone microphone("microphone", params, clip, audio);
    FrameRegister frames("frame_register", bits);
    sc_core::sc_start();
    result = std::move(frames.result);
    return {};
  };
  if (const auto done = run_in_fresh_kernel(simulation); !done) return pass(done.error());
  return result;
}

}  // namespace quartet::sensor
