// The laws by which device properties depend on the relative conductance x = g / g_max, in the forms of the
// published fits.
#pragma once

#include <span>
#include <string>

#include "accel/cim/vector/instruction_set.hpp"
#include "sim/config/parameter_set.hpp"

namespace quartet::cim {

/// Form "polynomial": c0 + c1 x + c2 x² + c3 x³.
/// Form "log": clamp(slope · ln(max(x, floor)) + offset, low, high).
/// Form "log_then_polynomial": the logarithm below x = split, the polynomial from there on.
/// Form "power": min(high, scale / max(x^exponent, floor)).
struct Curve {
  std::string form = "polynomial";
  double c0 = 0, c1 = 0, c2 = 0, c3 = 0;
  double slope = 0, offset = 0, low = 0, high = 0;
  double floor = 0;
  double split = 0;
  double scale = 0, exponent = 0;

  /// x ≥ 0.
  [[nodiscard]] double at(double x) const;
  /// The same in float32 for many; y may be x.
  void fill(std::span<const float> x, std::span<float> y, const Loops& loops) const;

  /// Declares every constant below `prefix` ("drift_mean."); `unit` is that of the value.
  void declare(ParameterSet& set, const std::string& prefix, const std::string& unit,
               const std::string& sentence);
};

}  // namespace quartet::cim
