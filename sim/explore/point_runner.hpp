// One point of a design space on one machine: set the parameters, compute, read the metrics.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sim/base/error.hpp"
#include "sim/explore/metric.hpp"
#include "sim/explore/spec.hpp"

namespace quartet {

enum class PointState { done, failed, infeasible };
[[nodiscard]] const char* to_string(PointState state);

struct PointResult {
  PointState state = PointState::done;
  std::vector<std::optional<double>> metrics;  ///< as SweepSpec::metric_name counts them; empty when nothing could be computed
  std::string message;                         ///< why it failed or is infeasible, and by how much
};

class IMemo;
class PointMachine;

/// Keeps a prepared machine for each platform and variant, so that a point costs no file access. Not thread-safe.
class PointRunner {
 public:
  /// Prepares every platform that an axis, a point or the specification names, and checks every axis value against the
  /// declared parameters: errors name the axis and the nearest key.
  [[nodiscard]] static Result<PointRunner> create(const SweepSpec& spec);

  PointRunner(PointRunner&&) noexcept;
  ~PointRunner();

  /// Where figures that cost more than a point are kept; nullptr: nowhere.
  void remember_in(IMemo* memo) { memo_ = memo; }
  /// Never an error: what goes wrong is the result of the point.
  [[nodiscard]] PointResult run(const PointValues& values);
  /// Hash of everything that decides the figures of a point: network, data, machine, version, and the value of every axis.
  [[nodiscard]] std::string key(const PointValues& values);

 private:
  explicit PointRunner(const SweepSpec& spec);
  [[nodiscard]] Result<PointMachine*> machine(const PointValues& values);
  [[nodiscard]] Result<PointMachine*> machine(const std::string& platform, const std::string& variant);
  [[nodiscard]] std::string choice(const PointValues& values, const std::string& key, const std::string& fallback) const;

  std::unique_ptr<const SweepSpec> spec_;  ///< has a fixed address: machines refer to it
  std::map<std::string, Result<std::unique_ptr<PointMachine>>> machines_;  ///< by "platform\nvariant"
  IMemo* memo_ = nullptr;
};

}  // namespace quartet
