// Many devices: programmed once, read at any number of times.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "accel/cim/device/device_model.hpp"
#include "accel/cim/vector/random_key.hpp"

namespace quartet::cim {

/// Strength of each device effect; 1 = as published, 0 = off. Off means exactly as if the effect did not
/// exist.
struct DeviceEffects {
  double programming_noise = 1.0;
  double drift = 1.0;              ///< multiplies nu
  double drift_variability = 1.0;  ///< multiplies sigma_nu
  double read_noise = 1.0;         ///< accumulated 1/f noise, drawn once a read epoch
};

/// Device i draws the normals number i of the streams of `key`, whatever the number of devices.
class DevicePopulation {
 public:
  DevicePopulation() = default;
  /// `g_target_us`: 0 ≤ g ≤ g_max. `polarity` (0 or 1) tells the two devices of a pair apart. `loops` must
  /// outlive this.
  DevicePopulation(const DeviceModel& model, const DeviceEffects& effects, RandomKey key,
                   std::uint64_t polarity, std::span<const float> g_target_us, const Loops& loops);

  /// Conductances right after programming [uS].
  [[nodiscard]] const std::vector<float>& programmed() const { return programmed_; }
  [[nodiscard]] std::vector<float>& programmed() { return programmed_; }
  /// Drift exponents.
  [[nodiscard]] const std::vector<float>& exponents() const { return nu_; }
  [[nodiscard]] std::vector<float>& exponents() { return nu_; }

  /// Conductances at t_inference ≥ 0 with the read noise of `epoch` [uS]; g.size() = number of devices.
  void read(double t_inference_s, std::uint64_t epoch, std::span<float> g) const {
    read_from(programmed_, t_inference_s, epoch, g);
  }
  /// The same from other starting conductances, one a device (the recombined pair model).
  void read_from(std::span<const float> g_start_us, double t_inference_s, std::uint64_t epoch,
                 std::span<float> g) const;

 private:
  DeviceModel model_;
  DeviceEffects effects_;
  RandomKey key_;
  std::uint64_t polarity_ = 0;
  const Loops* loops_ = nullptr;
  std::vector<float> programmed_, nu_;
};

}  // namespace quartet::cim
