// A phase-change memory device: conductances in uS, times in s, ln natural, x = g / g_max. All constants are
// data in accel/cim/device/models/NAME.toml, each with unit, source and confidence.
#pragma once

#include <string>
#include <vector>

#include "accel/cim/device/curve.hpp"
#include "sim/base/error.hpp"
#include "sim/config/parameter_set.hpp"

namespace quartet::cim {

/// Time origin: t_inference is counted from the end of programming; the device has its programmed conductance
/// at t_inference = 0, that is t = t0 after the programming pulse, and drift goes by ((t_inference + t0) /
/// t0)^(−nu).
struct DeviceModel {
  std::string name;
  std::string title;
  double g_max_us = 0;      ///< conductance of a full-scale weight
  double g_fit_us = 0;      ///< g_max at which programming_sigma was fitted
  double t0_s = 0;          ///< first read after programming
  double t_read_s = 0;      ///< length of a read: low end of the 1/f integral
  Curve programming_sigma;  ///< uS at g_max = g_fit, of the target x
  Curve drift_mean;         ///< mean of nu, of the target x
  Curve drift_sigma;        ///< standard deviation of nu (before the absolute value), of the target x
  Curve read_noise;         ///< Q, of the programmed x

  /// Programming noise [uS] of target x.
  [[nodiscard]] double sigma_p(double x) const { return programming_sigma.at(x) * g_max_us / g_fit_us; }
  [[nodiscard]] double mu_nu(double x) const { return drift_mean.at(x); }
  [[nodiscard]] double sigma_nu(double x) const { return drift_sigma.at(x); }
  [[nodiscard]] double q(double x) const { return read_noise.at(x); }
  /// ln(t / t0).
  [[nodiscard]] double log_time(double t_inference_s) const;
  /// Growth of the 1/f noise since programming: sqrt(ln((t + t_read) / (2 t_read))); sigma_r = Q × growth.
  [[nodiscard]] double read_growth(double t_inference_s) const;
};

/// Declares every constant; the model must outlive the set.
[[nodiscard]] ParameterSet device_parameters(DeviceModel& model);

/// Named errors for g_max ≤ 0, t0 ≤ 0 and the like; `place` names the origin.
[[nodiscard]] Result<void> check_device(const DeviceModel& model, const std::string& place);
/// bad_input when t < 0 (before programming), not finite, or beyond kLatestTime.
[[nodiscard]] Result<void> check_time(double t_inference_s, const std::string& place);
inline constexpr double kLatestTime = 1e12;  ///< s; the drift law is used up to here (32,000 years)

[[nodiscard]] std::vector<std::string> device_model_names();
/// A name from device_model_names(), or a .toml file. `place` is what named it ("--model").
[[nodiscard]] Result<DeviceModel> load_device_model(const std::string& name_or_path,
                                                    const std::string& place = "--model");

}  // namespace quartet::cim
