// Waves of a few hundred cycles around one that matters, found by running again: a run writes none, and the same run from the
// same seed writes those of the cycles [first, last].
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "accel/rtl/plugin/rtl_model.hpp"

namespace quartet::rtl {

inline constexpr std::uint64_t kCyclesBefore = 200;  ///< the cycle that matters
inline constexpr std::uint64_t kCyclesAfter = 100;

struct WaveWindow {
  std::uint64_t first = 0, last = 0;  ///< cycles of RtlModel::cycle()
  std::filesystem::path file;         ///< FST
};
/// kCyclesBefore to kCyclesAfter around `cycle`.
[[nodiscard]] WaveWindow around(std::uint64_t cycle, std::filesystem::path file);

class WaveCut {
 public:
  explicit WaveCut(std::optional<WaveWindow> window) : window_(std::move(window)) {}
  /// In each cycle before RtlModel::settle(): opens the file in the first cycle of the window, closes it behind the last.
  [[nodiscard]] Result<void> cycle(RtlModel& model) {
    if (!window_) return {};
    return step(model);
  }
  /// Behind the window: the run may end.
  [[nodiscard]] bool done(const RtlModel& model) const { return window_ && model.cycle() > window_->last; }

 private:
  [[nodiscard]] Result<void> step(RtlModel& model);
  std::optional<WaveWindow> window_;
};

}  // namespace quartet::rtl
