#include "accel/cim/cim_target.hpp"

#include <fmt/format.h>

#include "accel/cim/function/cim_function.hpp"
#include "accel/cim/model/simulate.hpp"
#include "accel/cim/schedule.hpp"
#include "accel/cim/timing/energy_law.hpp"

namespace quartet {

namespace cim {
namespace {

/// Keeps network and mapping alive for the function that refers to them.
class OwningFunction final : public IFunction {
 public:
  [[nodiscard]] static Result<std::unique_ptr<IFunction>> create(const Network& network, Mapping mapping,
                                                                 const Params& params,
                                                                 const RunOptions& options) {
    auto made = std::make_unique<OwningFunction>();
    made->mapping_ = std::move(mapping);
    auto function = CimFunction::create(network, made->mapping_, params, options);
    if (!function) return pass(std::move(function.error()));
    made->function_ = std::move(*function);
    return made;
  }
  [[nodiscard]] Result<Values> run(std::span<const Values> inputs, std::int64_t sample) override {
    return function_->run(inputs, sample);
  }
  [[nodiscard]] std::vector<Figure> figures() const override { return function_->figures(); }

 private:
  Mapping mapping_;
  std::unique_ptr<CimFunction> function_;
};

class CimTarget final : public ITarget {
 public:
  CimTarget(std::string name, CostTable costs) : name_(std::move(name)), costs_(std::move(costs)) {
    params_.declare(set_);
  }

  [[nodiscard]] Result<void> configure(const ConfigTable& config) {
    ConfigTable parameters;
    for (const ConfigEntry& entry : config.entries) {
      if (entry.key != "published") {
        parameters.entries.push_back(entry);
        continue;
      }
      const ConfigArray* rows = entry.value.array();
      if (rows == nullptr)
        return bad_input(entry.place, "'published' must be an array of tables", "write [[cim.published]]");
      auto read = read_efficiencies(*rows);
      if (!read) return pass(std::move(read.error()));
      published_ = std::move(*read);
    }
    if (auto applied = set_.apply(parameters, "cim"); !applied) return applied;
    auto rows = CostRows::find(costs_);
    if (!rows) return pass(std::move(rows.error()));
    rows_ = *rows;
    return params_.check();
  }

  [[nodiscard]] const std::string& name() const override { return name_; }
  [[nodiscard]] ParameterSet& parameters() override { return set_; }
  [[nodiscard]] const CostTable& costs() const override { return costs_; }
  [[nodiscard]] CostTable& costs() override { return costs_; }
  /// None: what the machine draws between inferences is not known.
  [[nodiscard]] std::vector<IdleState> idle_states() const override { return {}; }

  [[nodiscard]] std::vector<std::string> trust() const override {
    std::vector<std::string> lines;
    const auto predictions = predict_efficiencies(published_, params_.periphery.clock_hz,
                                                  params_.periphery.conversion_overhead_cycles);
    for (const Prediction& p : predictions.value_or(std::vector<Prediction>{})) {
      lines.push_back(fmt::format("{} at {} bit: published {} TOPS/W, energy law {:.2f}, {:+.1f} % ({}; {})",
                                  p.published.network, p.published.bits, p.published.tops_per_watt,
                                  p.predicted_tops_per_watt, 100 * p.error(),
                                  p.calibrated ? "calibrated on it" : "predicted", p.published.source));
    }
    lines.emplace_back(
        "device statistics: closed forms of the published PCM models; converters and IR drop equal the "
        "recorded outputs (docs/models/pcm.md)");
    lines.emplace_back(
        "array size, ADC sharing and T(n) are not in the published abstracts (assumed); so are bus, SRAM and "
        "digital unit");
    lines.emplace_back(
        "values: with every effect and both converters off, the integers of the golden interpreter (exact)");
    return lines;
  }

  [[nodiscard]] Result<NetworkMap> map(const Network& network) const {
    if (auto checked = params_.check(); !checked) return pass(std::move(checked.error()));
    auto mapping = map_network(network, params_);
    if (!mapping) return pass(std::move(mapping.error()));
    return NetworkMap{params_, std::move(*mapping)};
  }

  [[nodiscard]] Result<Schedule> plan(const Network& network) const override {
    const auto map = this->map(network);
    if (!map) return pass(map.error());
    std::vector<std::uint64_t> cycles;
    for (const MappedLayer& layer : map->mapping.layers)
      cycles.push_back(layer_cycles(layer, params_).total());
    return make_schedule(network, map->mapping, params_, rows_, costs_, cycles,
                         phase_cycles(network, map->mapping, params_));
  }

  [[nodiscard]] Result<Simulation> simulate(const Network& network, std::span<const Values> inputs,
                                            const RunOptions& options) const override {
    const auto map = this->map(network);
    if (!map) return pass(map.error());
    auto m = cim::simulate(network, map->mapping, params_, inputs, options);
    if (!m) return pass(std::move(m.error()));
    return Simulation{
        make_schedule(network, map->mapping, params_, rows_, costs_, m->layer_cycles, m->phases),
        std::move(m->logits)};
  }

  [[nodiscard]] Result<std::unique_ptr<IFunction>> function(const Network& network,
                                                            const RunOptions& options) const override {
    auto map = this->map(network);
    if (!map) return pass(std::move(map.error()));
    return OwningFunction::create(network, std::move(map->mapping), params_, options);
  }

 private:
  std::string name_;
  Params params_;
  ParameterSet set_;
  CostTable costs_;
  CostRows rows_;
  std::vector<Efficiency> published_;
};

Result<std::unique_ptr<ITarget>> create(const std::string& platform, const ConfigTable& config,
                                        CostTable costs) {
  auto target = std::make_unique<CimTarget>(platform, std::move(costs));
  if (auto done = target->configure(config); !done) return pass(std::move(done.error()));
  return target;
}

}  // namespace

Result<NetworkMap> map_on_target(const ITarget& target, const Network& network) {
  const auto* machine = dynamic_cast<const CimTarget*>(&target);
  if (machine == nullptr)
    return fail(ErrorCode::usage, "--on", "platform '" + target.name() + "' has no analog array",
                "for example --on aon-cim");
  return machine->map(network);
}

}  // namespace cim

TargetKind cim_target_kind() {
  return {"cim", "analog compute-in-memory array of phase-change memory with a digital periphery (AON-CiM)",
          &cim::create};
}

}  // namespace quartet
