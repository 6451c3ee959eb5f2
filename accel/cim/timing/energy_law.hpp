// Energy of an operation against the width of the activations: a fixed part and an integration time,
//   e(n) = a + P · T(n),   T(n) = (2^(n−1) + overhead) / clock,
// as a pulse-width DAC with an integrating ADC has it. One multiply-accumulate is two operations. Calibrated
// on two published widths of one network; other widths are predictions.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "sim/base/error.hpp"
#include "sim/config/document.hpp"

namespace quartet::cim {

/// A published efficiency of a whole network.
struct Efficiency {
  std::string network;
  int bits = 0;  ///< n: of the activations
  double tops_per_watt = 0.0;
  std::string source;  ///< the published versions differ: never mix two of them in one fit
};

struct EnergyLaw {
  double fixed_j = 0.0;  ///< a, J per operation
  double power_w = 0.0;  ///< P, W per operation in flight
  double clock_hz = 1e9;
  int overhead_cycles = 2;

  [[nodiscard]] double joules_per_op(int bits) const;
  [[nodiscard]] double tops_per_watt(int bits) const { return 1e-12 / joules_per_op(bits); }
};

/// The law through two points of one network and source. Fails when the widths are equal or an efficiency is
/// not positive.
[[nodiscard]] Result<EnergyLaw> fit_energy_law(const Efficiency& wide, const Efficiency& narrow,
                                               double clock_hz, int overhead_cycles);

/// Calibration at 8 and 4 bit of each (network, source) that has both, and the prediction of every other
/// width it has.
struct Prediction {
  Efficiency published;
  double predicted_tops_per_watt = 0.0;
  bool calibrated = false;  ///< a point of the fit: the law goes through it and predicts nothing there
  [[nodiscard]] double error() const { return predicted_tops_per_watt / published.tops_per_watt - 1.0; }
};
[[nodiscard]] Result<std::vector<Prediction>> predict_efficiencies(std::span<const Efficiency> published,
                                                                   double clock_hz, int overhead_cycles);

/// [[cim.published]]: network, activation_bits, tops_per_watt, source.
[[nodiscard]] Result<std::vector<Efficiency>> read_efficiencies(const ConfigArray& rows);

}  // namespace quartet::cim
