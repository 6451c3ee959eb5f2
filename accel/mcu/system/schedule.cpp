#include "accel/mcu/system/schedule.hpp"

#include <algorithm>

#include "accel/mcu/system/bus_timing.hpp"

namespace quartet::soc {

namespace {

Figure counted(std::string name, double value, std::string unit, std::string note = "") {
  return {std::move(name), value, std::move(unit), "counted", std::move(note)};
}

class Assembler {
 public:
  Assembler(const System& system, const cnn::CostRows& rows, const Inference& inference)
      : s_(system), rows_(rows), run_(inference), timing_(system.params, system.array) {
    schedule_.clock_hz = system.array.clock_hz;
    schedule_.warnings = system.program.notes;
  }

  Schedule assemble(const CorePlacement& placement) {
    phase("boot", 0, at(Q_WEIGHT_LOAD), ActivityPhase::once, {});
    phase("weight_load", at(Q_WEIGHT_LOAD), at(Q_INPUT_LOAD), ActivityPhase::once,
          {{rows_.weight_load_byte, static_cast<double>(s_.program.memory.weight_bytes)}});
    phase("input_load", at(Q_INPUT_LOAD), at(Q_START), ActivityPhase::inference, load_of_input());
    phase("start", at(Q_START), run_.first_layer_ps, ActivityPhase::inference, {});
    layers();
    const std::uint64_t softmax = has(Q_SOFTMAX_PHASE) ? at(Q_SOFTMAX_PHASE) : at(Q_EXIT);
    phase("wake", run_.finished_ps, at(Q_READ_OUT), ActivityPhase::inference, {});
    phase("read_out", at(Q_READ_OUT), softmax, ActivityPhase::inference,
          {{rows_.readout_word, static_cast<double>(s_.program.output_words(s_.network))}});
    if (has(Q_SOFTMAX_PHASE)) phase("softmax", softmax, at(Q_EXIT), ActivityPhase::inference, {});
    phase("exit", at(Q_EXIT), at(Q_PHASES), ActivityPhase::inference, {});
    schedule_.interval_cycles = schedule_.cycles;
    schedule_.memory = cnn::memory_use(s_.program, s_.array);
    schedule_.memory.push_back({"SRAM", placement.ram_used, s_.params.ram_bytes});
    schedule_.memory.push_back({"flash", placement.flash_used, s_.params.flash_bytes});
    figures();
    if (run_.fifo_waits > 0)
      schedule_.warnings.push_back("FIFO: the array waited " + std::to_string(run_.fifo_waits) +
                                   " cycles for input");
    schedule_.warnings.push_back(
        "the input is taken to lie in SRAM, in the array's order of words, when the inference begins: its "
        "acquisition is not "
        "modelled; neither are the ROM's boot code and the registers that configure single layers");
    return std::move(schedule_);
  }

 private:
  using Counts = std::vector<std::pair<RowId, double>>;

  [[nodiscard]] const Mark* mark(std::uint32_t phase) const {
    const auto found = std::find_if(run_.core.marks.begin(), run_.core.marks.end(),
                                    [&](const Mark& m) { return m.phase == phase; });
    return found == run_.core.marks.end() ? nullptr : &*found;
  }
  [[nodiscard]] bool has(std::uint32_t phase) const { return mark(phase) != nullptr; }
  [[nodiscard]] std::uint64_t at(std::uint32_t phase) const {
    const Mark* const m = mark(phase);
    return m == nullptr ? 0 : timing_.time_of(m->cycles);
  }
  [[nodiscard]] std::uint64_t array_cycles(std::uint64_t ps) const {
    return (ps + timing_.array_ps() / 2) / timing_.array_ps();
  }
  [[nodiscard]] static double seconds(std::uint64_t ps) { return static_cast<double>(ps) * 1e-12; }
  [[nodiscard]] std::uint64_t asleep_ps(std::uint64_t from, std::uint64_t to) const {
    std::uint64_t total = 0;
    for (const Nap& nap : run_.naps) {
      const std::uint64_t begin = std::max(from, timing_.time_of(nap.from)),
                          end = std::min(to, timing_.time_of(nap.to));
      total += end > begin ? end - begin : 0;
    }
    return total;
  }
  void count(int layer, int stretch, RowId row, double n, ActivityPhase when) {
    if (n != 0.0) schedule_.activity.push_back({layer, row, n, when, stretch});
  }

  // A streaming network loads its input while the layers run.
  [[nodiscard]] Counts load_of_input() const {
    if (s_.program.streams()) return {};
    return {{rows_.input_load_word, static_cast<double>(s_.program.input_words(s_.network))}};
  }

  // The price of a moved byte or word has the host that moves it in it: the core's time is not counted beside
  // it.
  void phase(const char* name, std::uint64_t from, std::uint64_t to, ActivityPhase when,
             const Counts& moved) {
    const auto stretch = static_cast<int>(schedule_.phases.size());
    const std::uint64_t cycles = array_cycles(to) - array_cycles(from);
    schedule_.phases.push_back({name, cycles, when, layers_done_});
    if (when == ActivityPhase::inference) schedule_.cycles += cycles;
    count(kNoLayer, stretch, rows_.static_cnn, seconds(to - from), when);
    for (const auto& [row, n] : moved) count(kNoLayer, stretch, row, n, when);
    if (!moved.empty()) return;
    const std::uint64_t asleep = asleep_ps(from, to);
    count(kNoLayer, stretch, rows_.host_active, seconds(to - from - asleep), when);
    count(kNoLayer, stretch, rows_.host_sleep, seconds(asleep), when);
  }

  // The core's time awake and asleep is shared by the layers' cycles.
  void layers() {
    const std::uint64_t busy = run_.finished_ps - run_.first_layer_ps;
    const double asleep = seconds(asleep_ps(run_.first_layer_ps, run_.finished_ps));
    const double awake = seconds(busy) - asleep;
    const double all = static_cast<double>(busy / timing_.array_ps());
    for (std::size_t i = 0; i < run_.layer_cycles.size(); ++i) {
      cnn::add_layer(schedule_, s_.program, s_.array, rows_, i, run_.layer_cycles[i]);
      const double share = all > 0 ? static_cast<double>(run_.layer_cycles[i]) / all : 0.0;
      const int layer = static_cast<int>(i);
      count(layer, kNoStretch, rows_.host_sleep, asleep * share, ActivityPhase::inference);
      // A streaming network's words are moved meanwhile: their price has the core in it.
      if (!s_.program.streams())
        count(layer, kNoStretch, rows_.host_active, awake * share, ActivityPhase::inference);
    }
    if (s_.program.streams())
      count(0, kNoStretch, rows_.input_load_word, static_cast<double>(s_.program.input_words(s_.network)),
            ActivityPhase::inference);
    layers_done_ = true;
  }

  void figures() {
    const CoreTrace& core = run_.core;
    const Mark &first = *mark(Q_INPUT_LOAD), &last = core.marks.back();
    const auto cycles = static_cast<double>(last.cycles - first.cycles);
    const auto asleep = static_cast<double>(last.sleep_cycles - first.sleep_cycles);
    const auto instructions = static_cast<double>(last.instructions - first.instructions);
    std::vector<Figure>& f = schedule_.figures;
    f.push_back(counted("core cycles", cycles, "cycle", "of an inference, in the core's clock"));
    f.push_back(counted("core cycles asleep", asleep, "cycle"));
    f.push_back(counted("core instructions", instructions, "1"));
    if (instructions > 0) f.push_back(counted("core CPI awake", (cycles - asleep) / instructions, "cycle"));
    f.push_back(
        counted("flash stalls", static_cast<double>(core.flash_stalls), "cycle", "weight load included"));
    const double moved = static_cast<double>(mark(Q_INPUT_LOAD)->cycles - mark(Q_WEIGHT_LOAD)->cycles);
    if (s_.image.weight_words > 0)
      f.push_back(
          counted("core cycles/weight word", moved / static_cast<double>(s_.image.weight_words), "cycle"));
    f.push_back(counted("network image", static_cast<double>(s_.image.bytes.size()), "B"));
  }

  const System& s_;
  const cnn::CostRows& rows_;
  const Inference& run_;
  BusTiming timing_;
  Schedule schedule_;
  bool layers_done_ = false;
};

}  // namespace

Schedule make_schedule(const System& system, const cnn::CostRows& rows, const Inference& inference,
                       const CorePlacement& placement) {
  return Assembler(system, rows, inference).assemble(placement);
}

}  // namespace quartet::soc
