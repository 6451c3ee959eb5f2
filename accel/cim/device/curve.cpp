#include "accel/cim/device/curve.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace quartet::cim {
namespace {

constexpr double kCoefficientMax = 1e6;

/// From here on the polynomial holds.
double polynomial_from(const Curve& curve) {
  if (curve.form == "polynomial") return -1.0;
  return curve.form == "log" ? std::numeric_limits<float>::max() : curve.split;
}

CurveTask task_of(const Curve& c) {
  const auto f = [](double v) { return static_cast<float>(v); };
  CurveTask t;
  t.power = c.form == "power";
  t.split = f(polynomial_from(c));
  t.slope = f(c.slope);
  t.offset = f(c.offset);
  t.low = f(c.low);
  t.high = f(c.high);
  t.floor = f(c.floor);
  t.c[0] = f(c.c0);
  t.c[1] = f(c.c1);
  t.c[2] = f(c.c2);
  t.c[3] = f(c.c3);
  t.scale = f(c.scale);
  t.exponent = f(c.exponent);
  return t;
}

}  // namespace

double Curve::at(double x) const {
  if (form == "power") return std::min(high, scale / std::max(std::pow(x, exponent), floor));
  if (x >= polynomial_from(*this)) return c0 + x * (c1 + x * (c2 + x * c3));
  const double above = std::max({x, floor, std::numeric_limits<double>::min()});
  return std::clamp(slope * std::log(above) + offset, low, high);
}

void Curve::fill(std::span<const float> x, std::span<float> y, const Loops& loops) const {
  loops.curve(task_of(*this), x.data(), y.data(), static_cast<std::int64_t>(x.size()));
}

void Curve::declare(ParameterSet& set, const std::string& prefix, const std::string& unit,
                    const std::string& sentence) {
  const ParameterSet::Range any{-kCoefficientMax, kCoefficientMax};
  set.text(prefix + "form", form, {"polynomial", "log", "log_then_polynomial", "power"},
           sentence + ": form of the law");
  set.real(prefix + "c0", c0, unit, any, "constant of the polynomial in x");
  set.real(prefix + "c1", c1, unit, any, "linear coefficient");
  set.real(prefix + "c2", c2, unit, any, "quadratic coefficient");
  set.real(prefix + "c3", c3, unit, any, "cubic coefficient");
  set.real(prefix + "slope", slope, unit, any, "factor of ln x");
  set.real(prefix + "offset", offset, unit, any, "added to slope * ln x");
  set.real(prefix + "low", low, unit, any, "lower clamp of the logarithmic law");
  set.real(prefix + "high", high, unit, any, "upper clamp of the logarithmic or power law");
  set.real(prefix + "floor", floor, "", {0, 1},
           "smallest x of the logarithmic law; smallest x^exponent of the power law");
  set.real(prefix + "split", split, "", {0, 1}, "x from which the polynomial holds");
  set.real(prefix + "scale", scale, unit, {0, kCoefficientMax}, "numerator of the power law");
  set.real(prefix + "exponent", exponent, "", {0, 10}, "exponent of x in the power law");
}

}  // namespace quartet::cim
