// The CNN array: cycles/s of the simulate rung with values, and design points/s of both rungs.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>

#include "accel/platform.hpp"
#include "frontends/model/golden_json.hpp"
#include "sim/base/files.hpp"
#include "sim/base/philox.hpp"
#include "tests/bench/synthetic_networks.hpp"

namespace quartet::bench {
namespace {

// docs/architecture.md, speed budget, one core.
constexpr double kCyclesBar = 20e6;
constexpr double kPlanBar = 20e3;
constexpr double kSimulateBar = 200;

std::vector<Values> random_inputs(const Network& network) {
  std::vector<Values> inputs;
  for (const TensorId id : network.inputs) {
    Values values;
    for (std::int64_t i = 0; i < network.tensor(id).elements(); ++i) {
      values.push_back(
          static_cast<std::int32_t>(
              philox4x32(3, static_cast<std::uint64_t>(id), static_cast<std::uint64_t>(i))[0] % 256) -
          128);
    }
    inputs.push_back(std::move(values));
  }
  return inputs;
}

/// The array has no zero points, and biases in units of 128.
Network on_max78000(Network network) {
  for (Tensor& tensor : network.tensors) tensor.quantization.zero_points.clear();
  for (const Layer& layer : network.layers) {
    if (layer.bias == kNoTensor) continue;
    for (std::int32_t& b : network.tensor(layer.bias).constant) b = std::clamp(b / 128, -128, 127) * 128;
  }
  return network;
}

/// Cycles of the inference itself: weight load is simulated too and not counted.
void simulate_cycles(benchmark::State& state, const std::string& platform, const Network& network,
                     const std::vector<Values>& inputs) {
  auto target = load_platform(platform);
  if (!target) return state.SkipWithError(target.error().text().c_str());
  std::uint64_t cycles = 0;
  for (auto _ : state) {
    const auto run = (*target)->simulate(network, inputs, {});
    if (!run) return state.SkipWithError(run.error().text().c_str());
    cycles += run->schedule.cycles;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(cycles));
  state.counters["bar"] = kCyclesBar;
}

void simulate_points(benchmark::State& state) {
  auto target = load_platform("cnn-int8");
  if (!target) return state.SkipWithError(target.error().text().c_str());
  const Network network = ds_cnn();
  const std::vector<Values> inputs = random_inputs(network);
  for (auto _ : state) {
    if (!(*target)->simulate(network, inputs, {})) return state.SkipWithError("the simulation failed");
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["bar"] = kSimulateBar;
}

void plan_points(benchmark::State& state) {
  auto target = load_platform("cnn-int8");
  if (!target) return state.SkipWithError(target.error().text().c_str());
  const Network network = ds_cnn();
  for (auto _ : state) {
    auto plan = (*target)->plan(network);
    if (!plan) return state.SkipWithError(plan.error().text().c_str());
    benchmark::DoNotOptimize(plan->cycles);
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["bar"] = kPlanBar;
}

std::vector<std::filesystem::path> recorded_networks() {
  std::vector<std::filesystem::path> folders;
  const auto root = data_root();
  if (!root) return folders;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(*root / "goldens/max78000/networks", ignored))
    folders.push_back(entry.path());
  std::sort(folders.begin(), folders.end());
  return folders;
}

const bool kRegistered = [] {
  using benchmark::RegisterBenchmark;
  for (const auto& folder : recorded_networks()) {
    const std::string name = "cnn_simulate_" + folder.filename().string() + "_cycles_per_s__bar_20e6";
    RegisterBenchmark(name.c_str(), [folder](benchmark::State& s) {
      const auto golden = read_golden_network(folder);
      if (!golden) return s.SkipWithError(golden.error().text().c_str());
      simulate_cycles(s, "max78000", golden->network, golden->inputs);
    });
  }
  RegisterBenchmark("cnn_simulate_conv3x3_cycles_per_s__bar_20e6", [](benchmark::State& s) {
    const Network network = on_max78000(convolution_3x3());
    simulate_cycles(s, "max78000", network, random_inputs(network));
  });
  RegisterBenchmark("cnn_simulate_kws_points_per_s__bar_200", simulate_points);
  RegisterBenchmark("cnn_plan_kws_points_per_s__bar_20e3", plan_points);
  return true;
}();

}  // namespace
}  // namespace quartet::bench
