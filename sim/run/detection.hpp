// Anomaly detection by a network that rebuilds its input: the score of a data sample, and how well scores tell anomalies.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/base/error.hpp"
#include "sim/run/result.hpp"
#include "sim/run/samples.hpp"
#include "workloads/graph/tensor.hpp"

namespace quartet {

/// The score of each data sample: mean squared error between the real input and the rebuilt one, over all windows and
/// elements. `outputs`: the integers of the network's output, window by window, for a whole number of data samples.
[[nodiscard]] std::vector<double> reconstruction_errors(const Samples& samples, const Values& outputs, const Tensor& output);

/// Area under the ROC curve of `scores`; labels: 1 = anomaly. Error: only one kind of samples.
[[nodiscard]] Result<Detection> detection(const std::vector<double>& scores, const std::vector<std::int32_t>& labels);

}  // namespace quartet
