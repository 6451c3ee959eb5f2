#include "sim/explore/search/surrogate.hpp"

#include <algorithm>
#include <cmath>

namespace quartet {

namespace {

bool one_sign(const std::vector<double>& values) {
  const auto positive = [](double v) { return v > 0.0; };
  const auto negative = [](double v) { return v < 0.0; };
  return std::all_of(values.begin(), values.end(), positive) || std::all_of(values.begin(), values.end(), negative);
}

double skewness(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  double mean = 0.0, second = 0.0, third = 0.0;
  for (const double v : values) mean += v / n;
  for (const double v : values) {
    second += (v - mean) * (v - mean) / n;
    third += (v - mean) * (v - mean) * (v - mean) / n;
  }
  return second > 0.0 ? third / (second * std::sqrt(second)) : 0.0;
}

double scale(double value, bool log) {
  if (!log) return value;
  const double least = 1e-300;  // a candidate's prior may lie where no value did
  return value > 0.0 ? std::log(std::max(value, least)) : -std::log(std::max(-value, least));
}

// Where the logarithm lies more evenly about its mean than the value does.
bool use_log(const std::vector<double>& values, const std::vector<double>& priors) {
  if (values.empty() || !one_sign(values) || !one_sign(priors)) return false;
  if (!priors.empty() && (values.front() > 0.0) != (priors.front() > 0.0)) return false;
  std::vector<double> logs;
  for (const double v : values) logs.push_back(scale(v, true));
  return std::fabs(skewness(logs)) < std::fabs(skewness(values));
}

std::vector<double> residuals(const std::vector<double>& values, const std::vector<double>& priors, bool log) {
  std::vector<double> out;
  for (std::size_t i = 0; i < values.size(); ++i)
    out.push_back(scale(values[i], log) - (priors.empty() ? 0.0 : scale(priors[i], log)));
  return out;
}

}  // namespace

Surrogate::Surrogate(const std::vector<double>& features, std::size_t dimensions, const std::vector<double>& values,
                     const std::vector<double>& priors)
    : log_(use_log(values, priors)), prior_(!priors.empty()), values_(residuals(values, {}, log_)), rest_(residuals(values, priors, log_)), process_(features, rest_, dimensions) {}

double Surrogate::scaled(double value) const { return scale(value, log_); }

Prediction Surrogate::predict(const std::vector<double>& features, double prior) const {
  Prediction p = process_.predict(features);
  if (prior_) p.mean += scaled(prior);
  return p;
}

void Surrogate::believe(const std::vector<double>& features) { process_.add(features, process_.predict(features).mean); }

Surrogate::LeaveOneOut Surrogate::leave_one_out() const {
  LeaveOneOut out;
  out.values = values_;
  const std::vector<Prediction> others = process_.leave_one_out();
  for (std::size_t i = 0; i < rest_.size(); ++i) {
    out.errors.push_back(others[i].mean - rest_[i]);
    out.deviations.push_back(others[i].deviation);
  }
  return out;
}

}  // namespace quartet
