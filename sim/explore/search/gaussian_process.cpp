#include "sim/explore/search/gaussian_process.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace quartet {

namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

// Coordinates lie in [0, 1]: shorter scales see noise, longer ones nothing.
constexpr double kShortest = 0.02, kLongest = 20.0, kLeastNoise = 1e-8, kMostNoise = 0.5;
constexpr int kSteps = 40;

double covariance(double r2) {
  const double r = std::sqrt(5.0 * r2);
  return (1.0 + r + r * r / 3.0) * std::exp(-r);
}

// With the scales given: everything the likelihood and the predictions need.
struct Fit {
  Eigen::LLT<Matrix> factor;
  Vector weights;             // K⁻¹ (y − mean)
  double mean = 0.0, variance = 1.0, likelihood = 0.0;
};

Matrix squared_distances(const Matrix& x, const Vector& scales) {
  const Matrix z = x * scales.cwiseInverse().asDiagonal();
  const Vector n = z.rowwise().squaredNorm();
  Matrix d = -2.0 * z * z.transpose();
  d.colwise() += n;
  d.rowwise() += n.transpose();
  return d.cwiseMax(0.0);
}

Fit fit(const Matrix& x, const Vector& y, const Vector& scales, double noise) {
  const auto n = static_cast<double>(y.size());
  Matrix k = squared_distances(x, scales).unaryExpr(&covariance);
  for (double jitter = noise; ; jitter = jitter * 10.0 + 1e-10) {
    k.diagonal().setConstant(1.0 + jitter);
    Fit out;
    out.factor.compute(k);
    if (out.factor.info() != Eigen::Success && jitter < 1.0) continue;
    const Vector ones = Vector::Ones(y.size()), solved = out.factor.solve(ones);
    out.mean = solved.dot(y) / solved.sum();
    const Vector rest = y.array() - out.mean;
    out.weights = out.factor.solve(rest);
    out.variance = std::max(rest.dot(out.weights) / n, 1e-300);
    const double log_determinant = 2.0 * out.factor.matrixLLT().diagonal().array().log().sum();
    out.likelihood = -0.5 * (n * std::log(2.0 * std::numbers::pi * out.variance) + log_determinant + n);
    return out;
  }
}

// d likelihood ÷ d log(parameter), of every scale and then of the noise: ½ tr((w wᵀ/s² − K⁻¹) dK).
Vector gradient(const Matrix& x, const Vector& scales, double noise, const Fit& f) {
  const Eigen::Index n = x.rows(), d = x.cols();
  Matrix inner = f.weights * f.weights.transpose() / f.variance - f.factor.solve(Matrix::Identity(n, n));
  Vector out(d + 1);
  out[d] = 0.5 * noise * inner.trace();
  // dK/dlog l_i = 5/3 (1 + √5 r) exp(−√5 r) (Δ_i / l_i)²
  const Matrix slope = squared_distances(x, scales).unaryExpr([](double r2) {
    const double r = std::sqrt(5.0 * r2);
    return 5.0 / 3.0 * (1.0 + r) * std::exp(-r);
  });
  inner.array() *= slope.array();
  for (Eigen::Index i = 0; i < d; ++i) {
    // Σ_ab inner_ab (x_a − x_b)² = 2 Σ_a x_a² Σ_b inner_ab − 2 xᵀ inner x
    const Vector column = x.col(i);
    const double sum = 2.0 * (column.cwiseAbs2().dot(inner.rowwise().sum()) - column.dot(inner * column));
    out[i] = 0.5 * sum / (scales[i] * scales[i]);
  }
  return out;
}

// Resilient ascent: steps follow the signs of the gradient alone, so that no scale of the likelihood matters.
void maximise(const Matrix& x, const Vector& y, Vector& scales, double& noise) {
  const Eigen::Index d = x.cols();
  Vector now(d + 1), low(d + 1), high(d + 1);
  now.head(d) = scales.array().log();
  now[d] = std::log(noise);
  low.head(d).setConstant(std::log(kShortest));
  high.head(d).setConstant(std::log(kLongest));
  low[d] = std::log(kLeastNoise);
  high[d] = std::log(kMostNoise);
  Vector step = Vector::Constant(d + 1, 0.3), before = Vector::Zero(d + 1), best = now;
  double best_likelihood = -std::numeric_limits<double>::infinity();
  for (int i = 0; i < kSteps; ++i) {
    const Vector l = now.head(d).array().exp();
    const double g = std::exp(now[d]);
    const Fit f = fit(x, y, l, g);
    if (f.likelihood > best_likelihood) {
      best_likelihood = f.likelihood;
      best = now;
    }
    const Vector slope = gradient(x, l, g, f);
    for (Eigen::Index k = 0; k <= d; ++k) {
      const double turn = slope[k] * before[k];
      if (turn > 0.0) step[k] = std::min(step[k] * 1.2, 1.0);
      if (turn < 0.0) step[k] = std::max(step[k] * 0.5, 1e-3);
      if (slope[k] != 0.0) now[k] = std::clamp(now[k] + (slope[k] > 0.0 ? step[k] : -step[k]), low[k], high[k]);
    }
    before = slope;
  }
  scales = best.head(d).array().exp();
  noise = std::exp(best[d]);
}

}  // namespace

struct GaussianProcess::Impl {
  Matrix x;
  Vector y, scales;
  double noise = 1e-4;
  std::vector<double> scale_list;
  Fit f;
};

GaussianProcess::GaussianProcess(GaussianProcess&&) noexcept = default;
GaussianProcess& GaussianProcess::operator=(GaussianProcess&&) noexcept = default;
GaussianProcess::~GaussianProcess() = default;

GaussianProcess::GaussianProcess(const std::vector<double>& inputs, const std::vector<double>& targets, std::size_t dimensions,
                                 std::size_t most_for_scales)
    : impl_(std::make_unique<Impl>()) {
  using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const auto n = static_cast<Eigen::Index>(targets.size()), d = static_cast<Eigen::Index>(dimensions);
  impl_->x = Eigen::Map<const RowMajor>(inputs.data(), n, d);
  impl_->y = Eigen::Map<const Vector>(targets.data(), n);
  impl_->scales = Vector::Constant(d, 0.5);
  const auto most = static_cast<Eigen::Index>(std::max<std::size_t>(2, most_for_scales));
  if (n <= most) {
    maximise(impl_->x, impl_->y, impl_->scales, impl_->noise);
  } else {
    Matrix some(most, d);
    Vector those(most);
    for (Eigen::Index i = 0; i < most; ++i) {
      some.row(i) = impl_->x.row(i * n / most);
      those[i] = impl_->y[i * n / most];
    }
    maximise(some, those, impl_->scales, impl_->noise);
  }
  impl_->scale_list.assign(impl_->scales.begin(), impl_->scales.end());
  impl_->f = fit(impl_->x, impl_->y, impl_->scales, impl_->noise);
}

Prediction GaussianProcess::predict(const std::vector<double>& input) const {
  const Vector at = Eigen::Map<const Vector>(input.data(), static_cast<Eigen::Index>(input.size()));
  const Vector r2 = ((impl_->x.rowwise() - at.transpose()) * impl_->scales.cwiseInverse().asDiagonal()).rowwise().squaredNorm();
  const Vector k = r2.unaryExpr(&covariance);
  const Vector half = impl_->f.factor.matrixL().solve(k);
  const double left = std::max(0.0, 1.0 - half.squaredNorm());
  return {impl_->f.mean + k.dot(impl_->f.weights), std::sqrt(left * impl_->f.variance)};
}

std::vector<Prediction> GaussianProcess::leave_one_out() const {
  const Eigen::Index n = impl_->y.size();
  const Matrix inverse = impl_->f.factor.solve(Matrix::Identity(n, n));
  std::vector<Prediction> out;
  for (Eigen::Index i = 0; i < n; ++i)
    out.push_back({impl_->y[i] - impl_->f.weights[i] / inverse(i, i), std::sqrt(impl_->f.variance / inverse(i, i))});
  return out;
}

void GaussianProcess::add(const std::vector<double>& input, double target) {
  const Eigen::Index n = impl_->y.size();
  impl_->x.conservativeResize(n + 1, Eigen::NoChange);
  impl_->x.row(n) = Eigen::Map<const Eigen::RowVectorXd>(input.data(), static_cast<Eigen::Index>(input.size()));
  impl_->y.conservativeResize(n + 1);
  impl_->y[n] = target;
  impl_->f = fit(impl_->x, impl_->y, impl_->scales, impl_->noise);
}

const std::vector<double>& GaussianProcess::length_scales() const { return impl_->scale_list; }
double GaussianProcess::log_likelihood() const { return impl_->f.likelihood; }

}  // namespace quartet
