// A platform and a network whose parameters follow the points of a sweep.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/explore/point_runner.hpp"
#include "sim/explore/point_subject.hpp"

namespace quartet {

class PointMachine {
 public:
  /// Binds every axis to the parameters that it moves and checks its values against their types and ranges: errors name the
  /// axis and the nearest key. Figures that the specification names must be among those that the machine has.
  [[nodiscard]] static Result<std::unique_ptr<PointMachine>> create(const SweepSpec& spec, const std::string& platform,
                                                                    const std::string& variant);

  [[nodiscard]] PointResult run(const PointValues& values, IMemo* memo);
  /// Of the machine as it was prepared, before any axis.
  [[nodiscard]] const std::string& identity() const { return identity_; }

  /// A point that cannot be computed: infeasible when it is the design's fault.
  [[nodiscard]] static PointResult refused(const Error& error);

 private:
  /// One key of one axis.
  struct Slot {
    std::size_t axis = 0;
    const Parameter* parameter = nullptr;
    std::string price;  ///< row of the cost table; empty: a parameter
    ParameterValue baseline;
  };

  PointMachine(const SweepSpec& spec, std::unique_ptr<IPointSubject> subject);
  [[nodiscard]] Result<void> bind();
  [[nodiscard]] Result<void> check_figures();
  void bind_key(const Axis& axis, std::size_t index, const std::string& key, std::vector<Problem>& problems);
  void check_values(const Axis& axis, const Slot& slot, ParameterSet* set, std::vector<Problem>& problems) const;
  [[nodiscard]] std::vector<ParameterSet*> parameter_sets();
  [[nodiscard]] std::vector<std::string> known_keys();
  [[nodiscard]] bool is_choice(const std::string& key) const;
  [[nodiscard]] bool excluded(const Axis& axis) const;
  [[nodiscard]] Result<void> assign(const PointValues& values);
  [[nodiscard]] Result<PointResult> compute(std::uint64_t seed, IMemo* memo);
  void check_bounds(PointResult& result) const;
  [[nodiscard]] std::uint64_t seed_of(const PointValues& values) const;

  const SweepSpec& spec_;
  std::unique_ptr<IPointSubject> subject_;
  std::string identity_;
  std::vector<Slot> slots_;
};

}  // namespace quartet
