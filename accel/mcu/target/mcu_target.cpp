#include "accel/mcu/target/mcu_target.hpp"

#include <fmt/format.h>

#include <map>
#include <mutex>

#include "accel/golden_function.hpp"
#include "accel/mcu/target/board.hpp"
#include "accel/mcu/target/firmware_file.hpp"
#include "accel/mcu/target/schedule.hpp"

namespace quartet {
namespace {

using namespace mcu;

/// The firmware's values, without time, for the first samples; the golden interpreter's, which they equal, for the others.
class FirmwareFunction final : public IFunction {
 public:
  FirmwareFunction(std::unique_ptr<Board> board, GoldenFunction golden, std::int64_t firmware_samples)
      : board_(std::move(board)), golden_(std::move(golden)), firmware_samples_(firmware_samples) {}
  [[nodiscard]] Result<Values> run(std::span<const Values> inputs, std::int64_t sample) override {
    if (sample >= firmware_samples_) return golden_.run(inputs, sample);
    auto trace = board_->run(inputs);
    if (!trace) return pass(trace.error());
    ++on_firmware_;
    return std::move(trace->logits);
  }
  [[nodiscard]] std::vector<Figure> figures() const override {
    return {{"samples run by the firmware", static_cast<double>(on_firmware_), "1", "counted", "the others by the golden interpreter: mcu.firmware_samples"}};
  }

 private:
  std::unique_ptr<Board> board_;
  GoldenFunction golden_;
  std::int64_t firmware_samples_;
  std::int64_t on_firmware_ = 0;
};

class McuTarget final : public ITarget {
 public:
  McuTarget(std::string name, CostTable costs) : name_(std::move(name)), costs_(std::move(costs)) {
    params_.declare(set_);
  }

  [[nodiscard]] Result<void> configure(const ConfigTable& config) {
    if (auto applied = set_.apply(config, "mcu"); !applied) return applied;
    auto rows = energy_rows(costs_);
    if (!rows) return pass(rows.error());
    rows_ = *rows;
    return {};
  }

  [[nodiscard]] const std::string& name() const override { return name_; }
  [[nodiscard]] ParameterSet& parameters() override { return set_; }
  [[nodiscard]] const CostTable& costs() const override { return costs_; }
  [[nodiscard]] CostTable& costs() override { return costs_; }
  [[nodiscard]] std::vector<IdleState> idle_states() const override {
    return {{.name = "sleep", .power = rows_.sleep, .wakeup_power = rows_.sleep}};
  }
  [[nodiscard]] std::vector<std::string> trust() const override {
    return {
        "values: the firmware's own, executed instruction by instruction; bit-exact with the golden interpreter",
        "cycles: those of the simulated core on real compiled kernels; the plan is the same run on an input of zero "
        "points, because no kernel's time depends on values",
        "core timing: docs/mcu.md says what is measured against RTL and what follows a manual",
        "kernels are this project's own: other libraries on the same chip take other cycles (docs/mcu.md, table)",
        "energy: cycles by state times a published average of the whole device; peripherals are not told apart",
    };
  }

  [[nodiscard]] Result<Schedule> plan(const Network& network) const override {
    const std::string key = network_hash(network) + set_.resolved_toml();
    {
      const std::lock_guard lock(mutex_);
      if (const auto found = plans_.find(key); found != plans_.end()) return found->second;
    }
    std::vector<Values> inputs;
    for (const TensorId id : network.inputs) {
      const Tensor& t = network.tensor(id);
      inputs.emplace_back(static_cast<std::size_t>(t.elements()), t.quantization.zero_point());
    }
    auto simulation = simulate(network, inputs, {});
    if (!simulation) return pass(simulation.error());
    const std::lock_guard lock(mutex_);
    plans_.insert_or_assign(key, simulation->schedule);
    return std::move(simulation->schedule);
  }

  [[nodiscard]] bool plan_is_closed_form() const override { return false; }

  [[nodiscard]] bool takes_exit() const override { return true; }

  [[nodiscard]] Result<Simulation> simulate(const Network& network, std::span<const Values> inputs,
                                            const RunOptions& options) const override {
    const auto made = build(network, options, {.timed = true, .counted = true});
    if (!made) return pass(made.error());
    auto trace = made->board->run(inputs);
    if (!trace) return pass(trace.error());
    return Simulation{make_schedule(params_, rows_, made->image, *made->board, *trace), std::move(trace->logits)};
  }

  [[nodiscard]] Result<std::unique_ptr<IFunction>> function(const Network& network,
                                                            const RunOptions& options) const override {
    auto interpreter = Interpreter::create(network, {.rounding = options.rounding});
    if (!interpreter) return pass(interpreter.error());
    GoldenFunction golden(std::move(*interpreter), network.logits());
    if (params_.values == "golden") return std::make_unique<GoldenFunction>(std::move(golden));
    auto made = build(network, options, {.timed = false});
    if (!made) return pass(made.error());
    return std::make_unique<FirmwareFunction>(std::move(made->board), std::move(golden), params_.firmware_samples);
  }

 private:
  static std::optional<ImageExit> exit_of(const RunOptions& options) {
    if (!options.exit) return std::nullopt;
    return ImageExit{options.exit->layer, options.exit->scores, options.exit->margin};
  }
  struct Built {
    NetworkImage image;
    std::unique_ptr<Board> board;
  };
  [[nodiscard]] Result<Built> build(const Network& network, const RunOptions& options,
                                    Board::Options board_options) const {
    const auto kernels = find_kernel_set(params_.kernels);
    if (!kernels) return pass(kernels.error());
    const auto firmware = load_firmware(params_.firmware);
    if (!firmware) return pass(firmware.error());
    auto image = compile_image(network, *kernels,
                               {.rounding = options.rounding,
                                .stage_bytes = params_.weights == "flash" ? params_.stage_bytes : 0,
                                .shift_weights = params_.shift_weights,
                                .exit = exit_of(options)});
    if (!image) return pass(image.error());
    auto board = Board::make(params_, *firmware, *image, board_options);
    if (!board) return pass(board.error());
    return Built{std::move(*image), std::move(*board)};
  }

  std::string name_;
  McuParams params_;
  ParameterSet set_;
  CostTable costs_;
  EnergyRows rows_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, Schedule> plans_;  ///< by network and configuration
};

Result<std::unique_ptr<ITarget>> create(const std::string& platform, const ConfigTable& config, CostTable costs) {
  auto target = std::make_unique<McuTarget>(platform, std::move(costs));
  if (auto done = target->configure(config); !done) return pass(done.error());
  return target;
}

}  // namespace

TargetKind mcu_target_kind() {
  return {"mcu", "microcontroller: inference firmware on an instruction-set simulator", &create};
}

}  // namespace quartet
