#include "accel/mcu/target/schedule.hpp"

#include <algorithm>

#include "accel/mcu/target/stalls.hpp"

namespace quartet::mcu {

namespace {

Figure counted(std::string name, double value, std::string unit) {
  return {std::move(name), value, std::move(unit), "counted", ""};
}

std::vector<Figure> figures_of(const Snapshot& begin, const Snapshot& end, const Stalls& s, std::int64_t macs) {
  const auto cycles = static_cast<double>(end.cycles - begin.cycles);
  const auto instructions = static_cast<double>(end.instructions - begin.instructions);
  std::vector<Figure> figures;
  figures.push_back(counted("instructions", instructions, "1"));
  figures.push_back(counted("CPI", instructions > 0 ? cycles / instructions : 0.0, "cycle"));
  if (macs > 0) figures.push_back(counted("cycles/MAC", cycles / static_cast<double>(macs), "cycle"));
  figures.push_back(counted("stalls: loads and stores", static_cast<double>(s.memory), "cycle"));
  figures.push_back(counted("stalls: arithmetic", static_cast<double>(s.arithmetic), "cycle"));
  figures.push_back(counted("stalls: branches", static_cast<double>(s.control), "cycle"));
  figures.push_back(counted("stalls: flash data", static_cast<double>(s.flash_data), "cycle"));
  figures.push_back(counted("stalls: flash fetch", static_cast<double>(s.flash_fetch), "cycle"));
  if (s.bank_conflicts > 0)
    figures.push_back(counted("stalls: bank conflicts", static_cast<double>(s.bank_conflicts), "cycle"));
  return figures;
}

// Cycles by state: executing, waiting for flash, asleep.
void add_energy(const McuParams& params, const EnergyRows& rows, const Stalls& s, std::uint64_t cycles, int layer,
                ActivityPhase phase, Activity& activity) {
  const std::uint64_t waiting = s.flash_data + s.flash_fetch;
  activity.push_back({layer, rows.run, static_cast<double>(cycles - waiting - s.sleep), phase});
  if (waiting > 0) activity.push_back({layer, rows.wait, static_cast<double>(waiting), phase});
  if (s.sleep > 0) activity.push_back({layer, rows.sleep, static_cast<double>(s.sleep) / params.clock_hz, phase});
}

}  // namespace

namespace {

// By a DMA before the first layer, for which the core waits; beside the last inference it takes time only where it is longer.
void add_input(const McuParams& params, const EnergyRows& rows, const Board& board, Schedule& schedule) {
  const auto cycles = board.input_cycles();
  if (!cycles) {
    schedule.warnings.push_back(
        "the input is taken to lie in SRAM when the inference begins: its acquisition is not modelled");
    return;
  }
  schedule.warnings.push_back("what happens to the input before the DMA has it is not modelled");
  schedule.phases.push_back({"input_load", *cycles, ActivityPhase::inference});
  const std::uint64_t compute = schedule.cycles;
  schedule.cycles += *cycles;
  const bool beside = params.input == "dma_beside";
  schedule.interval_cycles = beside ? std::max(compute, *cycles) : schedule.cycles;
  if (beside) return;
  schedule.activity.push_back({kNoLayer, rows.wait, static_cast<double>(*cycles), ActivityPhase::inference});
}

}  // namespace

Result<EnergyRows> energy_rows(const CostTable& costs) {
  EnergyRows rows;
  const auto found = costs.require({{&rows.run, "run_cycle"}, {&rows.wait, "wait_cycle"}, {&rows.sleep, "state_sleep"}});
  if (!found) return pass(found.error());
  return rows;
}

Schedule make_schedule(const McuParams& params, const EnergyRows& rows, const NetworkImage& image, const Board& board,
                       const InferenceTrace& trace) {
  Schedule schedule;
  schedule.clock_hz = params.clock_hz;
  const Snapshot &first = trace.marks.front(), &last = trace.marks.back();
  schedule.cycles = last.cycles - first.cycles;
  schedule.interval_cycles = schedule.cycles;
  std::int64_t macs = 0;
  for (std::size_t i = 0; i + 1 < trace.marks.size(); ++i) {
    const Snapshot &begin = trace.marks[i], &end = trace.marks[i + 1];
    const ImageLayer& source = image.layers[i];
    const Stalls stalls = stalls_between(begin, end);
    LayerTiming layer;
    layer.name = source.name;
    layer.op = source.op;
    layer.macs = source.macs;
    layer.cycles = end.cycles - begin.cycles;
    if (source.macs > 0)
      layer.utilization = static_cast<double>(source.macs) /
                          (static_cast<double>(layer.cycles) * params.peak_macs_per_cycle);
    layer.bound = bound_of(stalls, layer.cycles);
    layer.figures = figures_of(begin, end, stalls, source.macs);
    macs += source.macs;
    add_energy(params, rows, stalls, layer.cycles, static_cast<int>(i), ActivityPhase::inference, schedule.activity);
    schedule.layers.push_back(std::move(layer));
  }
  const Stalls all = stalls_between(first, last);
  schedule.figures = figures_of(first, last, all, macs);
  const Placement& place = board.placement();
  schedule.memory.push_back({"SRAM", place.ram_used, params.ram_bytes});
  if (params.flash_bytes > 0) schedule.memory.push_back({"flash", place.flash_used, params.flash_bytes});
  schedule.figures.push_back(counted("activation arena", static_cast<double>(image.arena_bytes), "B"));
  schedule.figures.push_back(counted("network image", static_cast<double>(image.bytes.size()), "B"));
  if (const std::uint64_t copied = board.copy_cycles(); copied > 0) {
    schedule.phases.push_back({"image_copy", copied, ActivityPhase::once});
    add_energy(params, rows, Stalls{}, copied, kNoLayer, ActivityPhase::once, schedule.activity);
  }
  add_input(params, rows, board, schedule);
  return schedule;
}

}  // namespace quartet::mcu
