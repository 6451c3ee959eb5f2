#include "sim/run/detection.hpp"

#include <algorithm>

#include "sim/stats/roc.hpp"
#include "workloads/zoo/workload.hpp"

namespace quartet {

std::vector<double> reconstruction_errors(const Samples& samples, const Values& outputs, const Tensor& output) {
  const auto elements = static_cast<std::size_t>(output.elements());
  const auto windows = static_cast<std::size_t>(samples.windows());
  const double scale = output.quantization.scale();
  const std::int32_t zero = output.quantization.zero_point();
  std::vector<double> scores(outputs.size() / (elements * windows));
  for (std::size_t s = 0; s < scores.size(); ++s) {
    double sum = 0.0;
    for (std::size_t w = s * windows; w < (s + 1) * windows; ++w) {
      const std::vector<double> real = samples.reals(static_cast<std::int64_t>(w));
      for (std::size_t i = 0; i < elements; ++i) {
        const double error = real[i] - scale * (outputs[w * elements + i] - zero);
        sum += error * error;
      }
    }
    scores[s] = sum / static_cast<double>(windows * elements);
  }
  return scores;
}

Result<Detection> detection(const std::vector<double>& scores, const std::vector<std::int32_t>& labels) {
  std::vector<bool> anomalies;
  std::transform(labels.begin(), labels.begin() + static_cast<std::ptrdiff_t>(scores.size()), std::back_inserter(anomalies),
                 [](std::int32_t label) { return label == 1; });
  const auto area = area_under_roc(scores, anomalies);
  if (!area)
    return bad_input("labels", "all samples are of one kind: there is no ROC curve", "use samples with and without anomalies");
  Detection out;
  out.metric = kAucMetric;
  out.value = *area;
  out.samples = static_cast<std::int64_t>(scores.size());
  out.anomalies = std::count(anomalies.begin(), anomalies.end(), true);
  const Interval interval = hanley_mcneil95(*area, out.anomalies, out.samples - out.anomalies);
  out.ci95 = {interval.low, interval.high};
  return out;
}

}  // namespace quartet
