// A machine of two parameters and three prices, for the tests of what stands around machines.
#pragma once

#include "accel/target.hpp"

namespace quartet::test {

class FakeTarget final : public ITarget {
 public:
  FakeTarget() : costs_(*CostTable::from_config(*parse_config(kPrices, "prices.toml"), "prices.toml")) {
    parameters_.integer("toy.size", size_, "", {1, 64}, "edge of the array");
    parameters_.real("toy.clock_hz", clock_hz_, "Hz", {1e3, 1e9}, "clock");
  }
  const std::string& name() const override { return name_; }
  ParameterSet& parameters() override { return parameters_; }
  const CostTable& costs() const override { return costs_; }
  CostTable& costs() override { return costs_; }
  std::vector<IdleState> idle_states() const override {
    return {{"sleep", costs_.find("state_sleep"), 0.0, true, {}}};
  }
  std::vector<std::string> trust() const override { return {}; }
  Result<Schedule> plan(const Network&) const override { return Schedule{}; }
  Result<Simulation> simulate(const Network&, std::span<const Values>, const RunOptions&) const override {
    return Simulation{};
  }
  Result<std::unique_ptr<IFunction>> function(const Network&, const RunOptions&) const override {
    return fail(ErrorCode::internal, "toy", "computes nothing");
  }

  int size_ = 4;
  double clock_hz_ = 1e6;

 private:
  static constexpr const char* kPrices = R"(
schema_version = 1
name = "toy"
validity = "tests"
[[row]]
name = "mac"
component = "toy.array"
kind = "event"
value = 1e-12
per = "MAC"
source = "made up"
confidence = "published"
[[row]]
name = "load"
component = "toy.bus"
kind = "event"
value = "not modelled"
per = "byte"
source = "nobody measured it"
confidence = "assumed"
[[row]]
name = "state_sleep"
component = "toy.idle"
kind = "power"
value = 1e-6
source = "made up"
confidence = "fitted"
)";
  std::string name_ = "toy";
  ParameterSet parameters_;
  CostTable costs_;
};

}  // namespace quartet::test
