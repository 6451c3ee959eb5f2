// Closed forms: with L = ln(t / t0), E (t/t0)^(−k nu) of a folded normal nu is a sum of two exponentials with
// normal tails; programming and nu are independent given the target, and the read noise needs one integral
// over the programmed value.
#include "accel/cim/device/expectations.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <numbers>

namespace quartet::cim {
namespace {

constexpr double kTails = 10.0;  // standard deviations of the integral: 1e-23 is outside
constexpr unsigned kDepth = 14;  // halvings of the adaptive integral: kinks of the laws lie inside the range
constexpr double kTolerance = 1e-11;

double phi(double z) {
  return std::exp(-0.5 * z * z) / std::sqrt(2.0 * std::numbers::pi);
}
double cumulative(double z) {
  return 0.5 * std::erfc(-z / std::numbers::sqrt2);
}
Moments from_raw(double first, double second) {
  return {first, std::sqrt(std::max(0.0, second - first * first))};
}

struct Raw {
  double first, second;
};

/// E max(0, y) and E max(0, y)² of y ~ N(mean, s²).
Raw rectified(double mean, double s) {
  if (s <= 0) return {std::max(0.0, mean), std::max(0.0, mean) * std::max(0.0, mean)};
  const double a = mean / s;
  return {mean * cumulative(a) + s * phi(a), (mean * mean + s * s) * cumulative(a) + mean * s * phi(a)};
}

/// E exp(−k L nu) with nu = |N(mu, s²)|.
double decay(const DeviceModel& m, double x, double log_time, int k) {
  const double mu = m.mu_nu(x), s = m.sigma_nu(x), kl = k * log_time;
  if (s <= 0) return std::exp(-kl * std::abs(mu));
  const double half = 0.5 * kl * kl * s * s;
  return std::exp(-kl * mu + half) * cumulative((mu - kl * s * s) / s) +
         std::exp(kl * mu + half) * cumulative((-mu - kl * s * s) / s);
}

/// ∫ f(g, density) over the positive programmed conductances.
template <class F>
double over_programmed(const DeviceModel& m, double g, const F& f) {
  const double s = m.sigma_p(g / m.g_max_us);
  if (s <= 0) return g > 0 ? f(g) : 0.0;
  const double low = std::max(0.0, g - kTails * s), high = g + kTails * s;
  return boost::math::quadrature::gauss_kronrod<double, 31>::integrate(
      [&](double p) { return f(p) * phi((p - g) / s) / s; }, low, high, kDepth, kTolerance);
}

}  // namespace

Moments programmed_moments(const DeviceModel& m, double g) {
  const Raw raw = rectified(g, m.sigma_p(g / m.g_max_us));
  return from_raw(raw.first, raw.second);
}

Moments exponent_moments(const DeviceModel& m, double g) {
  const double x = g / m.g_max_us, mu = m.mu_nu(x), s = m.sigma_nu(x);
  if (s <= 0) return {std::abs(mu), 0.0};
  const double mean = s * 2.0 * phi(mu / s) + mu * (1.0 - 2.0 * cumulative(-mu / s));
  return from_raw(mean, mu * mu + s * s);
}

Moments drifted_moments(const DeviceModel& m, double g, double t) {
  const double x = g / m.g_max_us, log_time = m.log_time(t);
  const Raw raw = rectified(g, m.sigma_p(x));
  return from_raw(raw.first * decay(m, x, log_time, 1), raw.second * decay(m, x, log_time, 2));
}

Moments read_moments(const DeviceModel& m, double g, double t) {
  const double x = g / m.g_max_us, log_time = m.log_time(t), growth = m.read_growth(t);
  const auto part = [&](int k) {
    return over_programmed(m, g, [&](double p) {
      const Raw noisy = rectified(1.0, m.q(p / m.g_max_us) * growth);
      return k == 1 ? p * noisy.first : p * p * noisy.second;
    });
  };
  return from_raw(decay(m, x, log_time, 1) * part(1), decay(m, x, log_time, 2) * part(2));
}

double programmed_zero_share(const DeviceModel& m, double g) {
  const double s = m.sigma_p(g / m.g_max_us);
  if (s <= 0) return g > 0 ? 0.0 : 1.0;
  return cumulative(-g / s);
}

double read_zero_share(const DeviceModel& m, double g, double t) {
  const double growth = m.read_growth(t);
  return programmed_zero_share(m, g) + over_programmed(m, g, [&](double p) {
           const double r = m.q(p / m.g_max_us) * growth;
           return r > 0 ? cumulative(-1.0 / r) : 0.0;
         });
}

}  // namespace quartet::cim
