// Gaussian-process regression with a Matérn 5/2 kernel, a length scale a coordinate, fitted by maximum marginal likelihood.
//
//   k(a, b) = s² (1 + √5 r + 5/3 r²) exp(−√5 r),  r² = Σ ((a_i − b_i)/l_i)²,  noise g s² on the diagonal
//   s² and the mean have a closed form given l and g; l and g follow the gradient of the log likelihood.
// Rasmussen and Williams, Gaussian Processes for Machine Learning, 2006: sections 5.4 (likelihood, leave one out), 2.7 (mean).
#pragma once

#include <memory>
#include <vector>

namespace quartet {

struct Prediction {
  double mean = 0.0, deviation = 0.0;  ///< of the function, without noise
};

class GaussianProcess {
 public:
  /// `inputs`: n rows of `dimensions` coordinates in [0, 1], one after another; `targets`: n. Deterministic.
  /// `most_for_scales`: the length scales are fitted to at most so many rows, evenly taken; everything else uses all.
  GaussianProcess(const std::vector<double>& inputs, const std::vector<double>& targets, std::size_t dimensions,
                  std::size_t most_for_scales = 120);
  GaussianProcess(GaussianProcess&&) noexcept;
  GaussianProcess& operator=(GaussianProcess&&) noexcept;
  ~GaussianProcess();

  [[nodiscard]] Prediction predict(const std::vector<double>& input) const;
  /// Of each row, by a process that has not seen it (same scales); the deviation is that of a value, noise included.
  [[nodiscard]] std::vector<Prediction> leave_one_out() const;
  /// The same process with one more row; scales stay.
  void add(const std::vector<double>& input, double target);
  [[nodiscard]] const std::vector<double>& length_scales() const;
  [[nodiscard]] double log_likelihood() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace quartet
