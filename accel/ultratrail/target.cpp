#include <fmt/format.h>

#include "accel/ultratrail/array_model.hpp"
#include "accel/golden_function.hpp"
#include "accel/ultratrail/plan.hpp"
#include "accel/ultratrail/ultratrail.hpp"
#include "workloads/golden/interpreter.hpp"

namespace quartet {
namespace {

using namespace ultratrail;

class UltraTrail final : public ITarget {
 public:
  UltraTrail(std::string name, CostTable costs) : name_(std::move(name)), costs_(std::move(costs)) { params_.declare(set_); }

  [[nodiscard]] Result<void> configure(const ConfigTable& config) {
    if (auto applied = set_.apply(config, "ultratrail"); !applied) return applied;
    auto rows = PowerRows::find(costs_);
    if (!rows) return pass(rows.error());
    rows_ = *rows;
    return {};
  }

  [[nodiscard]] const std::string& name() const override { return name_; }
  [[nodiscard]] ParameterSet& parameters() override { return set_; }
  [[nodiscard]] const CostTable& costs() const override { return costs_; }
  [[nodiscard]] CostTable& costs() override { return costs_; }
  /// None: the power is known only as an average over a frame.
  [[nodiscard]] std::vector<IdleState> idle_states() const override { return {}; }

  [[nodiscard]] std::vector<std::string> trust() const override {
    return {
        "cycles: the published closed form, equal to every usable published record; layers outside it are refused (exact)",
        fmt::format("power: fit to 13 published records, arrays {0}x{0} to {1}x{1}, {2} to {3} cycles, mean error 0.95 %, largest 1.96 % "
                    "on those records (fitted)",
                    params_.fit_min_size, params_.fit_max_size, params_.fit_min_cycles, params_.fit_max_cycles),
        fmt::format("energy of an inference: power averaged over the {:.0f} ms frame times the frame, idle within it included",
                    kFrameSeconds * 1e3),
        "values: exact accumulators; the 20-bit accumulator of the hardware is not modelled",
        "input and weight loading: not modelled, not published",
    };
  }

  [[nodiscard]] Result<Schedule> plan(const Network& network) const override {
    const auto mapped = map_network(network, params_);
    if (!mapped) return pass(mapped.error());
    std::vector<std::uint64_t> cycles;
    for (const MappedLayer& layer : *mapped) cycles.push_back(static_cast<std::uint64_t>(layer.cost.cycles));
    return make_schedule(network, params_, *mapped, cycles, rows_);
  }

  [[nodiscard]] Result<Simulation> simulate(const Network& network, std::span<const Values> inputs, const RunOptions& options) const override {
    const auto mapped = map_network(network, params_);
    if (!mapped) return pass(mapped.error());
    auto measured = simulate_array(network, *mapped, params_, inputs, options.rounding);
    if (!measured) return pass(measured.error());
    auto schedule = make_schedule(network, params_, *mapped, measured->layer_cycles, rows_);
    if (!schedule) return pass(schedule.error());
    return Simulation{std::move(*schedule), std::move(measured->logits)};
  }

  [[nodiscard]] Result<std::unique_ptr<IFunction>> function(const Network& network, const RunOptions& options) const override {
    if (const auto mapped = map_network(network, params_); !mapped) return pass(mapped.error());
    auto interpreter = Interpreter::create(network, {.rounding = options.rounding});
    if (!interpreter) return pass(interpreter.error());
    return std::make_unique<GoldenFunction>(std::move(*interpreter), network.logits());
  }

 private:
  std::string name_;
  Params params_;
  ParameterSet set_;
  CostTable costs_;
  PowerRows rows_;
};

Result<std::unique_ptr<ITarget>> create(const std::string& platform, const ConfigTable& config, CostTable costs) {
  auto target = std::make_unique<UltraTrail>(platform, std::move(costs));
  if (auto done = target->configure(config); !done) return pass(done.error());
  return target;
}

}  // namespace

TargetKind ultratrail_target_kind() {
  return {"ultratrail", "temporal-convolution array that skips taps on padding (UltraTrail)", &create};
}

}  // namespace quartet
