#include "accel/cnn/schedule.hpp"

#include <algorithm>
#include <utility>

namespace quartet::cnn {

namespace {

/// What limits a layer, from the parts of the closed form.
[[nodiscard]] std::string bound_of(const HwLayer& layer, const LayerCycles& c) {
  if (layer.streaming) return "stream";
  if (c.output >= c.input + c.idle + c.setup)
    return layer.has_weights() ? "write: one output channel a cycle and pass" : "write";
  return c.input >= c.idle + c.setup ? "read" : "idle: padding and line-buffer fill";
}

class Assembler {
 public:
  Assembler(const Network& network, const Program& program, const Params& params, const CostRows& rows)
      : network_(network), program_(program), p_(params), rows_(rows) {
    s_.clock_hz = params.clock_hz;
    s_.warnings = program.notes;
  }

  void layer(std::size_t index, std::uint64_t cycles) {
    add_layer(s_, program_, p_, rows_, index, cycles);
    count(static_cast<int>(index), rows_.host_sleep, seconds(cycles));
  }

  void phases(const PhaseCycles& c) {
    // The prices of a loaded byte or word include the host that moves it: host_active is not counted beside
    // them.
    phase("weight_load", c.weight_load, ActivityPhase::once);
    phase("input_load", c.input_load, ActivityPhase::inference);
    phase("start", c.start, ActivityPhase::inference);
    count(kNoLayer, rows_.host_active, seconds(c.start));
    phase("interrupt", c.interrupt, ActivityPhase::inference, true);
    count(kNoLayer, rows_.host_active, seconds(c.interrupt));
    phase("read_out", c.read_out, ActivityPhase::inference, true);
    count(kNoLayer, rows_.weight_load_byte, static_cast<double>(program_.memory.weight_bytes),
          ActivityPhase::once);
    count(kNoLayer, rows_.input_load_word, static_cast<double>(program_.input_words(network_)));
    count(kNoLayer, rows_.readout_word, static_cast<double>(program_.output_words(network_)));
    std::uint64_t compute = s_.cycles - c.around();
    s_.interval_cycles = p_.overlap_load && !program_.streams()
                             ? std::max(c.input_load, compute + c.start + c.interrupt + c.read_out)
                             : s_.cycles;
  }

  Schedule finish() {
    s_.memory = memory_use(program_, p_);
    return std::move(s_);
  }

 private:
  [[nodiscard]] double seconds(std::uint64_t cycles) const {
    return static_cast<double>(cycles) / p_.clock_hz;
  }
  void count(int layer, RowId row, double n, ActivityPhase phase = ActivityPhase::inference) {
    if (n != 0.0) s_.activity.push_back({layer, row, n, phase});
  }
  void phase(const char* name, std::uint64_t cycles, ActivityPhase when, bool after_layers = false) {
    s_.phases.push_back({name, cycles, when, after_layers});
    if (when == ActivityPhase::inference) s_.cycles += cycles;
    count(kNoLayer, rows_.static_cnn, seconds(cycles), when);
  }

  const Network& network_;
  const Program& program_;
  const Params& p_;
  const CostRows& rows_;
  Schedule s_;
};

}  // namespace

void add_layer(Schedule& s, const Program& program, const Params& params, const CostRows& rows,
               std::size_t index, std::uint64_t cycles) {
  const HwLayer& l = program.layers[index];
  LayerTiming t;
  t.name = l.name;
  t.op = l.op;
  t.macs = l.macs;
  t.cycles = cycles;
  const auto count = static_cast<double>(cycles);
  if (l.macs > 0 && cycles > 0)
    t.utilization = static_cast<double>(l.macs) / (count * static_cast<double>(params.peak_macs()));
  t.bound = bound_of(l, layer_cycles(l, params));
  s.layers.push_back(std::move(t));
  s.cycles += cycles;
  const LayerEvents e = layer_events(l, params);
  const std::pair<RowId, double> counts[] = {
      {rows.quadrant_cycle, count * l.quadrants_used * params.activity},
      {rows.weight_sram_read, static_cast<double>(e.weight_reads)},
      {rows.data_sram_read, static_cast<double>(e.data_reads)},
      {rows.data_sram_write, static_cast<double>(e.data_writes)},
      {rows.tram_write, static_cast<double>(e.tram_writes)},
      {rows.static_cnn, count / params.clock_hz}};
  for (const auto& [row, n] : counts) {
    if (n != 0.0) s.activity.push_back({static_cast<int>(index), row, n, ActivityPhase::inference});
  }
}

std::vector<MemoryUse> memory_use(const Program& program, const Params& params) {
  const MemoryMap& m = program.memory;
  return {{"weight memory", m.weight_bytes, params.weight_bytes()},
          {"data memory", m.data_peak_bytes, params.data_bytes_per_instance * params.instances()},
          {"bias memory", m.bias_bytes, params.bias_bytes_per_quadrant * params.quadrants}};
}

Result<CostRows> CostRows::find(const CostTable& table) {
  CostRows r{};
  const auto found = table.require({{&r.quadrant_cycle, "quadrant_cycle"},
                                    {&r.weight_sram_read, "weight_sram_read"},
                                    {&r.data_sram_read, "data_sram_read"},
                                    {&r.data_sram_write, "data_sram_write"},
                                    {&r.tram_write, "tram_write"},
                                    {&r.weight_load_byte, "weight_load_byte"},
                                    {&r.input_load_word, "input_load_word"},
                                    {&r.readout_word, "readout_word"},
                                    {&r.static_cnn, "static_cnn"},
                                    {&r.host_active, "host_active"},
                                    {&r.host_sleep, "host_sleep"}});
  if (!found) return pass(found.error());
  return r;
}

PhaseCycles phase_cycles(const Network& network, const Program& program, const Params& params) {
  PhaseCycles c;
  c.weight_load = params.bus_cycles(program.memory.weight_bytes, params.weight_load_apb_cycles_per_byte);
  // A streaming network loads its input while the layers run: the streaming surcharge of the layers stands
  // for it.
  c.input_load = program.streams()
                     ? 0
                     : params.bus_cycles(program.input_words(network), params.input_load_apb_cycles_per_word);
  c.start = params.bus_cycles(1, params.start_apb_cycles) + static_cast<std::uint64_t>(params.startup_cycles);
  c.interrupt = params.bus_cycles(1, params.interrupt_apb_cycles);
  c.read_out = params.bus_cycles(program.output_words(network), params.readout_apb_cycles_per_word);
  return c;
}

Schedule make_schedule(const Network& network, const Program& program, const Params& params,
                       const CostRows& rows, const std::vector<std::uint64_t>& layers,
                       const PhaseCycles& phases) {
  Assembler assembler(network, program, params, rows);
  for (std::size_t i = 0; i < layers.size(); ++i) assembler.layer(i, layers[i]);
  assembler.phases(phases);
  return assembler.finish();
}

Schedule plan(const Network& network, const Program& program, const Params& params, const CostRows& rows) {
  std::vector<std::uint64_t> cycles;
  for (const HwLayer& layer : program.layers) cycles.push_back(layer_cycles(layer, params).total());
  return make_schedule(network, program, params, rows, cycles, phase_cycles(network, program, params));
}

}  // namespace quartet::cnn
