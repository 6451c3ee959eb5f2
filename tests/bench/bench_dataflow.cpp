// FPGA dataflow: design points/s of the plan rung, inferences/s and design points/s of the simulate rung, on a network with
// the shape of the published keyword spotter.
#include <benchmark/benchmark.h>

#include "accel/dataflow/dataflow_target.hpp"
#include "accel/platform.hpp"
#include "tests/unit/dataflow/networks.hpp"

namespace quartet::bench {
namespace {

// docs/architecture.md, speed budget, one core.
constexpr double kPlanBar = 20e3;
constexpr double kSimulateBar = 200;

void plan_points(benchmark::State& state) {
  auto target = load_platform("pynq-z2");
  if (!target) return state.SkipWithError(target.error().text().c_str());
  const Network network = test::kws_like();
  for (auto _ : state) {
    auto plan = (*target)->plan(network);
    if (!plan) return state.SkipWithError(plan.error().text().c_str());
    benchmark::DoNotOptimize(plan->cycles);
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["bar"] = kPlanBar;
}

/// FIFO search included.
void simulate_points(benchmark::State& state) {
  auto target = load_platform("pynq-z2");
  if (!target) return state.SkipWithError(target.error().text().c_str());
  const Network network = test::kws_like();
  const std::vector<Values> inputs{Values(490, 1)};
  for (auto _ : state) {
    if (!(*target)->simulate(network, inputs, {})) return state.SkipWithError("the simulation failed");
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["bar"] = kSimulateBar;
}

void stream_inferences(benchmark::State& state) {
  constexpr std::int64_t kFrames = 256;
  auto target = load_platform("pynq-z2");
  if (!target) return state.SkipWithError(target.error().text().c_str());
  const Network network = test::kws_like();
  const auto built = dynamic_cast<const dataflow::DataflowTarget&>(**target).build(network);
  if (!built) return state.SkipWithError(built.error().text().c_str());
  const auto stream = dataflow::build_stream(built->pipeline, built->folded.design);
  dataflow::StreamOptions options;
  options.samples = kFrames;
  for (auto _ : state) {
    if (!dataflow::run_events(stream.graph, options)) return state.SkipWithError("the simulation failed");
  }
  state.SetItemsProcessed(state.iterations() * kFrames);
}

const bool kRegistered = [] {
  benchmark::RegisterBenchmark("dataflow_plan_kws_points_per_s__bar_20e3", plan_points);
  benchmark::RegisterBenchmark("dataflow_simulate_kws_points_per_s__bar_200", simulate_points);
  benchmark::RegisterBenchmark("dataflow_stream_kws_inferences_per_s", stream_inferences);
  return true;
}();

}  // namespace
}  // namespace quartet::bench
