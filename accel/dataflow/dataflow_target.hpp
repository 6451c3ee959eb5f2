// The machine behind ITarget, and the steps of it that the commands and tests look into.
#pragma once

#include "accel/dataflow/schedule.hpp"

namespace quartet::dataflow {

class DataflowTarget final : public ITarget {
 public:
  DataflowTarget(std::string name, CostTable costs);
  [[nodiscard]] Result<void> configure(const ConfigTable& config);

  [[nodiscard]] const std::string& name() const override { return name_; }
  [[nodiscard]] ParameterSet& parameters() override { return set_; }
  [[nodiscard]] const CostTable& costs() const override { return costs_; }
  [[nodiscard]] CostTable& costs() override { return costs_; }
  /// None: no board measurement tells of a power state below inference.
  [[nodiscard]] std::vector<IdleState> idle_states() const override { return {}; }
  [[nodiscard]] std::vector<std::string> trust() const override;
  [[nodiscard]] bool takes_rtl() const override { return true; }
  [[nodiscard]] Result<Schedule> plan(const Network& network) const override;
  [[nodiscard]] Result<Simulation> simulate(const Network& network, std::span<const Values> inputs, const RunOptions& options) const override;
  [[nodiscard]] Result<std::unique_ptr<IFunction>> function(const Network& network, const RunOptions& options) const override;

  [[nodiscard]] const Params& params() const { return params_; }
  /// A network as a folded pipeline.
  struct Built {
    Pipeline pipeline;
    FoldedDesign folded;
  };
  [[nodiscard]] Result<Built> build(const Network& network) const;
  /// FIFO depths as params say, then `samples` frames through the streaming units; built.folded gets the depths.
  [[nodiscard]] Result<Streamed> stream(Built& built, std::size_t max_trace = 0) const;

 private:
  std::string name_;
  Params params_;
  ParameterSet set_;
  CostTable costs_;
  PowerRows rows_;
};

}  // namespace quartet::dataflow
