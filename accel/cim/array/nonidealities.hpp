// Every imperfection of an analog array with a switch of its own. All off: the array multiplies integers
// exactly.
#pragma once

#include <string>

#include "accel/cim/device/population.hpp"
#include "sim/base/error.hpp"
#include "sim/config/parameter_set.hpp"

namespace quartet::cim {

/// Order of application within an MVM: IR drop, voltage offset and series resistance, noise of the weights,
/// S-shaped non-linearity, output noise; the converters follow (array/forward.hpp).
struct Nonidealities {
  // Devices, at programming and at every set_time.
  bool programming_noise = true;
  bool drift = true;
  bool drift_variability = true;  ///< off: every device drifts with the mean exponent of its target
  bool read_noise = true;         ///< accumulated 1/f noise, frozen between two set_time
  double programming_noise_scale = 1.0;
  double drift_scale = 1.0;
  double read_noise_scale = 1.0;
  /// "physical": both devices of a pair are programmed, drift and are noisy. "recombined": the path of
  /// aihwkit's inference tile; the pair is folded into a weight after programming and split again, rescaled,
  /// at every time.
  std::string pair_model = "physical";

  // Faults, at programming: a share of all devices, drawn by the seed.
  bool stuck = false;
  double stuck_low_fraction = 0.0;   ///< conductance 0
  double stuck_high_fraction = 0.0;  ///< conductance g_max

  // Every MVM.
  bool mvm_noise = false;           ///< read noise of the weights, new in every MVM
  double mvm_noise_sigma = 0.0175;  ///< of a full-scale weight with a full-scale input
  /// "output": one normal a column with the variance of all its devices. "device": every device on its own
  /// (slow).
  std::string mvm_noise_form = "output";
  bool output_noise = false;
  double output_noise_sigma = 0.04;  ///< in units of full-scale weight × full-scale input
  bool ir_drop = false;
  double ir_drop_scale = 1.0;
  double ir_drop_g_ratio = 571429.0;  ///< wire conductance between two cells ÷ g_max
  double ir_drop_linear = 0.5, ir_drop_quadratic = -0.2, ir_drop_cubic = 0.05;  ///< c(a) = a (l + q a + c a²)
  bool voltage_drop = false;
  double voltage_offset = 0.0;     ///< relative loss of the read voltage
  double series_resistance = 0.0;  ///< y / (1 + r |y|), per unit of y
  bool nonlinearity = false;
  double s_shape = 0.0;  ///< y / (1 + n |y|), per unit of y

  /// Everything off.
  [[nodiscard]] static Nonidealities none();
  /// An effect of the devices is on: effective weights are not the programmed codes.
  [[nodiscard]] bool changes_weights() const;
  /// No effect changes a weight or a sum.
  [[nodiscard]] bool exact() const;
  [[nodiscard]] DeviceEffects device_effects() const;
  [[nodiscard]] Result<void> check() const;

  /// Declares every field below `prefix` ("cim.effects."), with unit, range, sentence and source.
  void declare(ParameterSet& set, const std::string& prefix);
};

}  // namespace quartet::cim
