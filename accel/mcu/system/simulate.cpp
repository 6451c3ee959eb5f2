#include "accel/mcu/system/simulate.hpp"

#include <algorithm>
#include <optional>
#include <systemc>

#include "accel/cnn/bursts.hpp"
#include "accel/cnn/cycle_model.hpp"
#include "accel/cnn/model/array.hpp"
#include "accel/cnn/simulate.hpp"
#include "accel/mcu/system/apb_bridge.hpp"
#include "accel/mcu/system/cpu_module.hpp"
#include "accel/mcu/system/planned_array.hpp"
#include "sim/kernel/fresh_kernel.hpp"

namespace quartet::soc {

namespace {

/// What the host costs at the array's interface is the firmware's and the bridge's here.
cnn::Params without_host(cnn::Params array) {
  array.weight_load_apb_cycles_per_byte = 0;
  array.input_load_apb_cycles_per_word = 0;
  array.readout_apb_cycles_per_word = 0;
  array.start_apb_cycles = 0;
  array.interrupt_apb_cycles = 0;
  array.overlap_load = false;
  return array;
}

std::vector<std::uint64_t> planned_layers(const System& s) {
  std::vector<std::uint64_t> cycles;
  for (const cnn::HwLayer& layer : s.program.layers)
    cycles.push_back(cnn::layer_cycles(layer, s.array).total());
  return cycles;
}

std::uint64_t sum(const std::vector<std::uint64_t>& values) {
  std::uint64_t total = 0;
  for (const std::uint64_t v : values) total += v;
  return total;
}

Result<void> run_model(const System& s, std::span<const Values> inputs, Inference& result) {
  const cnn::Params array_params = without_host(s.array);
  const sc_core::sc_time cycle = cnn::array_cycle(array_params);
  const cnn::KernelLayouts layouts = cnn::kernel_layouts(s.network, s.program.layers, s.program.memory);
  const BusTiming timing(s.params, s.array);
  std::optional<cnn::FifoFeed> feed;
  if (s.program.streams()) feed = cnn::fifo_feed(s.network, s.program, s.array);
  cnn::Array array("cnn", s.network, s.program, array_params, cycle, layouts, s.rounding);
  ApbBridge bridge("bridge", s.map, timing, s.array.quadrants, feed ? &*feed : nullptr,
                   s.image.fifo_instances, array.fifo);
  CpuModule cpu("cpu", s.map, timing);
  sc_core::sc_signal<bool> interrupt("interrupt");
  cpu.socket.bind(bridge.from_core);
  bridge.to_array.bind(array.apb.socket);
  array.apb.interrupt(interrupt);
  cpu.interrupt(interrupt);
  auto board = Board::make(s.params, s.map, s.firmware, s.image, cpu);
  if (!board) return pass(board.error());
  const std::vector<std::uint8_t> words = pack_inputs(s.network, s.program, s.array, inputs);
  cpu.run_on(**board, words, cycle_limit(s.params, s.array, s.image, sum(planned_layers(s))));
  sc_core::sc_start();
  if (!array.sequencer.status) return array.sequencer.status;
  if (!cpu.trace) return pass(cpu.trace.error());
  if (!cpu.finished())
    return fail(ErrorCode::internal, s.network.name, "the core sleeps, and the array never wakes it");
  result.core = std::move(*cpu.trace);
  result.naps = cpu.naps;
  result.first_layer_ps = array.sequencer.first_layer_at * timing.array_ps();
  result.finished_ps = array.sequencer.finished_at * timing.array_ps();
  result.layer_cycles = array.sequencer.layer_cycles;
  result.fifo_waits = array.sequencer.fifo_waits;
  return {};
}

}  // namespace

// The guard must only be far beyond what a correct program takes.
std::uint64_t cycle_limit(const SystemParams& system, const cnn::Params& array, const ArrayImage& image,
                          std::uint64_t layer_cycles) {
  constexpr double kMargin = 16;
  constexpr std::uint64_t kSpareCycles = 10'000'000, kMostCyclesAByte = 1000,
                          kMostCyclesAwake = 1'000'000'000;
  const auto bytes =
      static_cast<std::uint64_t>(image.bytes.size()) + static_cast<std::uint64_t>(image.arena_bytes);
  const double waiting = kMargin * static_cast<double>(layer_cycles) * system.clock_hz / array.clock_hz;
  const double bus = system.clock_hz / array.apb_clock_hz *
                     (system.bridge_cycles + system.read_cycles + system.write_cycles);
  const double moving = static_cast<double>(bytes) * (bus + system.flash.wait_states);
  const std::uint64_t limit =
      kSpareCycles + kMostCyclesAByte * bytes + static_cast<std::uint64_t>(waiting + moving);
  // A core that feeds FIFOs is awake all the time: it must not be simulated for ever.
  return image.fifo_instances.empty() ? limit : std::min(limit, kMostCyclesAwake);
}

Result<Inference> simulate(const System& system, std::span<const Values> inputs) {
  if (auto checked = cnn::check_inputs(system.network, inputs); !checked) return pass(checked.error());
  Inference result;
  auto done = run_in_fresh_kernel([&] { return run_model(system, inputs, result); });
  if (!done) return pass(done.error());
  // Cycles without input belong to the layer that waits for it.
  if (!result.layer_cycles.empty()) result.layer_cycles.front() += result.fifo_waits;
  return result;
}

Result<Inference> plan(const System& system) {
  Inference result;
  result.layer_cycles = planned_layers(system);
  PlannedArray array(system.params, system.array, system.map, system.image, sum(result.layer_cycles));
  auto board = Board::make(system.params, system.map, system.firmware, system.image, array);
  if (!board) return pass(board.error());
  auto trace =
      (*board)->run({}, cycle_limit(system.params, system.array, system.image, sum(result.layer_cycles)));
  if (!trace) return pass(trace.error());
  result.core = std::move(*trace);
  result.naps = array.naps();
  result.first_layer_ps = array.first_layer_ps();
  result.finished_ps = array.finished_ps();
  // A streamed input that takes longer than the layers keeps the first one waiting.
  const BusTiming timing(system.params, system.array);
  const std::uint64_t busy = (result.finished_ps - result.first_layer_ps) / timing.array_ps();
  result.fifo_waits = busy - sum(result.layer_cycles);
  result.layer_cycles.front() += result.fifo_waits;
  return result;
}

}  // namespace quartet::soc
