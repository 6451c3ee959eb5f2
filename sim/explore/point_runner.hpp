// One point of a design space on one machine: set the parameters, compute, read the metrics.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sim/explore/metric.hpp"
#include "sim/explore/spec.hpp"
#include "sim/run/experiment.hpp"

namespace quartet {

enum class PointState { done, failed, infeasible };
[[nodiscard]] const char* to_string(PointState state);

struct PointResult {
  PointState state = PointState::done;
  std::vector<std::optional<double>> metrics;  ///< one a registered metric; empty when nothing could be computed
  std::string message;                         ///< why it failed or is infeasible, and by how much
};

/// Keeps a prepared machine for each platform and variant, so that a point costs no file access. Not thread-safe.
class PointRunner {
 public:
  /// Prepares every platform that an axis, a point or the specification names, and checks every axis value against the
  /// declared parameters: errors name the axis and the nearest key.
  [[nodiscard]] static Result<PointRunner> create(const SweepSpec& spec);

  PointRunner(PointRunner&&) noexcept;
  ~PointRunner();

  /// Never an error: what goes wrong is the result of the point.
  [[nodiscard]] PointResult run(const PointValues& values);
  /// Hash of everything that decides the figures of a point: network, data, machine, version, and the value of every axis.
  [[nodiscard]] std::string key(const PointValues& values);

 private:
  class Machine;
  explicit PointRunner(const SweepSpec& spec);
  [[nodiscard]] Result<Machine*> machine(const PointValues& values);
  [[nodiscard]] Result<Machine*> machine(const std::string& platform, const std::string& variant);
  [[nodiscard]] std::string choice(const PointValues& values, const std::string& key, const std::string& fallback) const;

  std::unique_ptr<const SweepSpec> spec_;  ///< has a fixed address: machines refer to it
  std::map<std::string, std::unique_ptr<Machine>> machines_;  ///< by "platform\nvariant"
};

}  // namespace quartet
