#include <memory>

#include "sim/explore/search/surrogate.hpp"

namespace quartet {

PriorMean plan_prior(const SweepSpec& spec) {
  if (spec.fidelity != "simulate") return {};
  auto plan = std::make_shared<SweepSpec>(spec);
  plan->fidelity = "plan";
  plan->samples = 0;  // accuracy costs as much as on the other rung
  plan->accuracy_command.clear();
  plan->figures.clear();  // they need not be the same figures
  auto made = PointRunner::create(*plan);
  if (!made) return {};
  auto runner = std::make_shared<PointRunner>(std::move(*made));
  return [plan, runner](const PointValues& values) {
    const PointResult result = runner->run(values);
    Prior prior;
    prior.possible = !result.metrics.empty();
    const auto metric = [&](std::size_t m) { return m < result.metrics.size() ? result.metrics[m] : std::nullopt; };
    for (const Objective& o : plan->objectives) {
      const auto value = metric(o.metric);
      prior.objectives.push_back(value && o.goal == Goal::maximum ? std::optional<double>(-*value) : value);
    }
    for (const Bound& b : plan->bounds) prior.bounded.push_back(metric(b.metric));
    return prior;
  };
}

}  // namespace quartet
