#include "accel/cnn/cnn_target.hpp"

#include "accel/golden_function.hpp"
#include "accel/cnn/lower.hpp"
#include "accel/cnn/params.hpp"
#include "accel/cnn/platform_rows.hpp"
#include "accel/cnn/rtl/rtl_rung.hpp"
#include "accel/cnn/schedule.hpp"
#include "accel/cnn/simulate.hpp"
#include "workloads/golden/interpreter.hpp"

namespace quartet {

namespace {

class CnnTarget final : public ITarget {
 public:
  CnnTarget(std::string name, CostTable costs) : name_(std::move(name)), costs_(std::move(costs)) {
    params_.declare(set_);
  }

  [[nodiscard]] Result<void> configure(const ConfigTable& config) {
    Result<cnn::PlatformRows> rows = cnn::read_platform_rows(config, costs_);
    if (!rows) return pass(std::move(rows.error()));
    idle_states_ = std::move(rows->idle_states);
    trust_ = std::move(rows->trust);
    if (Result<void> applied = set_.apply(rows->parameters, "cnn"); !applied) return applied;
    Result<cnn::CostRows> found = cnn::CostRows::find(costs_);
    if (!found) return pass(std::move(found.error()));
    rows_ = *found;
    return {};
  }

  [[nodiscard]] const std::string& name() const override { return name_; }
  [[nodiscard]] ParameterSet& parameters() override { return set_; }
  [[nodiscard]] const CostTable& costs() const override { return costs_; }
  [[nodiscard]] CostTable& costs() override { return costs_; }
  [[nodiscard]] std::vector<IdleState> idle_states() const override { return idle_states_; }
  [[nodiscard]] std::vector<std::string> trust() const override { return trust_; }

  [[nodiscard]] Result<Schedule> plan(const Network& network) const override {
    Result<cnn::Program> program = cnn::lower(network, params_);
    if (!program) return pass(std::move(program.error()));
    return cnn::plan(network, *program, params_, rows_);
  }

  [[nodiscard]] bool takes_rtl() const override { return true; }
  [[nodiscard]] Result<Simulation> simulate(const Network& network, std::span<const Values> inputs,
                                            const RunOptions& options) const override {
    Result<cnn::Program> program = cnn::lower(network, params_);
    if (!program) return pass(std::move(program.error()));
    std::optional<cnn::ConvStandIn> rtl;
    if (options.rtl) {
      Result<cnn::ConvStandIn> placed = cnn::place_blocks(*options.rtl, network, *program);
      if (!placed) return pass(std::move(placed.error()));
      rtl = std::move(*placed);
    }
    Result<cnn::Measured> m = cnn::simulate(network, *program, params_, inputs, options.rounding, rtl ? &*rtl : nullptr);
    if (!m) return pass(std::move(m.error()));
    const cnn::PhaseCycles phases{m->weight_load, m->input_load, m->start, m->interrupt, m->read_out};
    Simulation result{cnn::make_schedule(network, *program, params_, rows_, m->layer_cycles, phases),
                      std::move(m->result)};
    std::vector<std::string>& warnings = result.schedule.warnings;
    if (rtl) {
      for (std::string& line : rtl->report()) warnings.push_back(std::move(line));
    }
    if (m->conflicts > 0)
      warnings.push_back("data-memory ports: the host's loads cost the layers " +
                         std::to_string(m->conflicts) + " cycles");
    if (m->fifo_waits > 0)
      warnings.push_back("FIFO: the array waited " + std::to_string(m->fifo_waits) + " cycles for input");
    if (m->host_waits > 0)
      warnings.push_back("FIFO: the host waited " + std::to_string(m->host_waits) +
                         " cycles before a full FIFO");
    return result;
  }

  [[nodiscard]] Result<std::unique_ptr<IFunction>> function(const Network& network,
                                                            const RunOptions& options) const override {
    if (Result<cnn::Program> program = cnn::lower(network, params_); !program)
      return pass(std::move(program.error()));
    Result<Interpreter> interpreter = Interpreter::create(network, {.rounding = options.rounding});
    if (!interpreter) return pass(std::move(interpreter.error()));
    return std::make_unique<GoldenFunction>(std::move(*interpreter), network.logits());
  }

 private:
  std::string name_;
  cnn::Params params_;
  ParameterSet set_;
  CostTable costs_;
  cnn::CostRows rows_{};
  std::vector<IdleState> idle_states_;
  std::vector<std::string> trust_;
};

[[nodiscard]] Result<std::unique_ptr<ITarget>> create(const std::string& platform, const ConfigTable& config,
                                                      CostTable costs) {
  auto target = std::make_unique<CnnTarget>(platform, std::move(costs));
  if (Result<void> done = target->configure(config); !done) return pass(std::move(done.error()));
  return target;
}

}  // namespace

TargetKind cnn_target_kind() {
  return {"cnn", "array of processors with memories of their own (MAX78000, MAX78002, cnn-int8)", &create};
}

}  // namespace quartet
