// Closed-form mean and standard deviation of a device's conductance: no sampling, double precision.
#pragma once

#include "accel/cim/device/device_model.hpp"

namespace quartet::cim {

struct Moments {
  double mean = 0;
  double std = 0;
};

/// max(0, g_T + sigma_p z) [uS].
[[nodiscard]] Moments programmed_moments(const DeviceModel& model, double g_target_us);
/// nu = |mu_nu + sigma_nu z|.
[[nodiscard]] Moments exponent_moments(const DeviceModel& model, double g_target_us);
/// After drift, without read noise [uS].
[[nodiscard]] Moments drifted_moments(const DeviceModel& model, double g_target_us, double t_inference_s);
/// After drift and accumulated 1/f read noise [uS].
[[nodiscard]] Moments read_moments(const DeviceModel& model, double g_target_us, double t_inference_s);

/// Share of devices that are exactly 0 after programming.
[[nodiscard]] double programmed_zero_share(const DeviceModel& model, double g_target_us);
/// Share of devices that are exactly 0 after drift and read noise.
[[nodiscard]] double read_zero_share(const DeviceModel& model, double g_target_us, double t_inference_s);

}  // namespace quartet::cim
