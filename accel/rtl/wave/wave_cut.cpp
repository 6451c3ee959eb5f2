#include "accel/rtl/wave/wave_cut.hpp"

namespace quartet::rtl {

WaveWindow around(std::uint64_t cycle, std::filesystem::path file) {
  return {cycle > kCyclesBefore ? cycle - kCyclesBefore : 0, cycle + kCyclesAfter, std::move(file)};
}

Result<void> WaveCut::step(RtlModel& model) {
  if (model.cycle() == window_->first) return model.open_wave(window_->file);
  if (model.cycle() == window_->last + 1) model.close_wave();
  return {};
}

}  // namespace quartet::rtl
