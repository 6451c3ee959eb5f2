#include "accel/mcu/rtl/rtl_run.hpp"

#include "accel/mcu/rtl/lockstep.hpp"

namespace quartet::mcu {

namespace {

Result<std::unique_ptr<RtlCpu>> load(const RtlRunRequest& request, const RtlCpuOptions& options) {
  auto cpu = RtlCpu::make(request.core, request.plugin, options);
  if (!cpu) return cpu;
  if (auto loaded = (*cpu)->load(request.image, request.file); !loaded) return pass(loaded.error());
  return cpu;
}

// The same run from the same seed, as far as the end of the window.
Result<void> write_wave(const RtlRunRequest& request, const rtl::WaveWindow& window) {
  RtlCpuOptions options = request.options;
  options.wave = window;
  auto again = load(request, options);
  if (!again) return pass(again.error());
  (*again)->run_to_end(window.last + 1);
  if ((*again)->reason() == "wave") return pass(*(*again)->failure());
  return {};
}

}  // namespace

Result<RtlRun> run_rtl_program(const RtlRunRequest& request) {
  RtlRun run;
  auto cpu = load(request, request.options);
  if (!cpu) return pass(cpu.error());
  run.cpu = std::move(*cpu);
  if (!request.lockstep) {
    run.cpu->run_to_end(request.limit);
  } else {
    const bool at_entry = request.plugin->declaration().signals.count("boot_address") != 0;
    auto lockstep = Lockstep::attach(*run.cpu, request.core, request.image, request.file, request.options, at_entry);
    if (!lockstep) return pass(lockstep.error());
    run.cpu->run_to_end(request.limit);
    run.compared = (*lockstep)->compared();
    if (auto same = (*lockstep)->finish(); !same) run.difference = std::move(same.error());
  }
  if (run.cpu->failure() && !request.wave.empty()) {
    const rtl::WaveWindow window = rtl::around(run.cpu->cycles(), request.wave);
    if (auto written = write_wave(request, window); !written) return pass(written.error());
    run.wave = window;
  }
  return run;
}

}  // namespace quartet::mcu
