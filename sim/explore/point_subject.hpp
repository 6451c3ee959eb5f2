// What a point runs: a network on a machine, both open to change between points.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "accel/target.hpp"
#include "sim/energy/duty_cycle.hpp"
#include "sim/explore/spec.hpp"

namespace quartet {

/// Figures that cost more than a point and serve several: the database keeps them.
class IMemo {
 public:
  virtual ~IMemo() = default;
  [[nodiscard]] virtual Result<std::optional<double>> cached(const std::string& key) = 0;
  [[nodiscard]] virtual Result<void> keep_cached(const std::string& key, double value) = 0;
};

struct PointAccuracy {
  std::optional<double> value;
  std::vector<Figure> figures;  ///< counted while the values were computed
};

class IPointSubject {
 public:
  virtual ~IPointSubject() = default;
  [[nodiscard]] virtual ITarget& target() = 0;
  [[nodiscard]] virtual const std::string& platform() const = 0;
  [[nodiscard]] virtual ParameterSet& duty_parameters() = 0;
  [[nodiscard]] virtual const DutyParams& duty() const = 0;
  /// nullptr: the network is what it is.
  [[nodiscard]] virtual ParameterSet* network_parameters() = 0;
  /// After parameters have changed: network() follows them.
  [[nodiscard]] virtual Result<void> follow() = 0;
  [[nodiscard]] virtual const Network& network() const = 0;
  [[nodiscard]] virtual Result<Schedule> schedule(std::uint64_t seed) = 0;
  /// Without a value where nothing judges the network. `memo` may be nullptr.
  [[nodiscard]] virtual Result<PointAccuracy> accuracy(std::uint64_t seed, IMemo* memo) = 0;
  /// Everything that decides the figures, as prepared.
  [[nodiscard]] virtual std::string identity() const = 0;
};

/// Of a workload or a model file.
[[nodiscard]] Result<std::unique_ptr<IPointSubject>> make_experiment_subject(const SweepSpec& spec, const std::string& platform,
                                                                            const std::string& variant);
/// Of a network template.
[[nodiscard]] Result<std::unique_ptr<IPointSubject>> make_template_subject(const SweepSpec& spec, const std::string& platform);

}  // namespace quartet
