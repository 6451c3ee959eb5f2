#include "sim/explore/front_check.hpp"

#include <cmath>

#include "sim/explore/workers/worker.hpp"

namespace quartet {

Result<std::vector<FrontDifference>> check_front(const SweepSpec& spec, const std::vector<StoredPoint>& front,
                                                 const std::atomic<bool>& stop) {
  SweepSpec simulated = spec;
  simulated.fidelity = "simulate";
  simulated.accuracy_command.clear();  // a network is not trained again for its time
  auto runner = PointRunner::create(simulated);
  if (!runner) return pass(runner.error());
  std::vector<FrontDifference> out;
  for (std::size_t m = 0; m < spec.metric_count(); ++m) out.push_back({spec.metric_name(m), 0, 0.0, -1});
  for (const StoredPoint& point : front) {
    if (stop.load()) break;
    const PointResult again = runner->run(values_of(spec, point));
    for (std::size_t m = 0; m < again.metrics.size(); ++m) {
      const auto plan = point.result.metrics[m], simulate = again.metrics[m];
      if (!plan || !simulate) continue;
      ++out[m].compared;
      const double scale = std::fabs(*plan);
      const double difference = *simulate == *plan ? 0.0 : std::fabs(*simulate - *plan) / (scale > 0.0 ? scale : 1.0);
      if (difference > out[m].largest || out[m].ordinal < 0) {
        out[m].largest = std::max(out[m].largest, difference);
        out[m].ordinal = point.ordinal;
      }
    }
  }
  std::erase_if(out, [](const FrontDifference& d) { return d.compared == 0; });
  return out;
}

}  // namespace quartet
