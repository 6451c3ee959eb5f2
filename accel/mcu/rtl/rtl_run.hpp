// Runs a program on a core in RTL, alone or in lockstep with the simulator, and once more for a wave when something is wrong.
#pragma once

#include <filesystem>

#include "accel/mcu/rtl/rtl_cpu.hpp"

namespace quartet::mcu {

struct RtlRunRequest {
  const Core& core;
  std::shared_ptr<const rtl::Plugin> plugin;
  const ElfImage& image;
  std::string file;  ///< of the program
  RtlCpuOptions options{};
  std::uint64_t limit = UINT64_MAX;  ///< cycles
  bool lockstep = false;
  /// FST around a hang, a broken protocol or a difference; empty: none.
  std::filesystem::path wave{};
};

struct RtlRun {
  std::unique_ptr<RtlCpu> cpu;
  std::optional<std::uint64_t> compared;  ///< instructions, in lockstep
  std::optional<Error> difference;        ///< that lockstep found only after the run
  std::optional<rtl::WaveWindow> wave;    ///< that was written
};

[[nodiscard]] Result<RtlRun> run_rtl_program(const RtlRunRequest& request);

}  // namespace quartet::mcu
