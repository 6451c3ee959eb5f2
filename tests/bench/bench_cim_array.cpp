// The analog array on one core: MVM/s of a 512 × 512 block with converters and effects, and devices/s of
// programming with one drift step. Each label gives what the machine could do at most: multiply-accumulates
// of the inner loop on data in the first cache, or bytes of weights from wherever they lie.
#include <benchmark/benchmark.h>

#include <fmt/format.h>

#include <chrono>
#include <cstring>
#include <string>
#include <vector>

#include "accel/cim/array/forward.hpp"
#include "sim/base/philox.hpp"

namespace quartet::bench {
namespace {

using namespace cim;

// docs/architecture.md, speed budget, one core.
constexpr double kPlainBar = 150e3, kNoiseBar = 60e3, kIrDropBar = 30e3, kSingleBar = 15e3;
constexpr double kDevicesBar = 1e6 / 0.15;  // 1 M devices in 0.15 s
constexpr int kSide = 512;

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Multiply-accumulates/s of the inner loop when everything is in the first cache; the best of several short
/// runs.
double mac_roof() {
  constexpr std::int64_t kRows = 192, kInputs = 8;
  const std::vector<float> x(kRows * kInputs, 0.5f), panel(kRows * kPanel, 0.25f);
  std::vector<double> sums(kInputs * kPanel, 0.0);
  double best = 0;
  for (int attempt = 0; attempt < 20; ++attempt) {
    const double start = now();
    constexpr int kRepeats = 400;
    for (int i = 0; i < kRepeats; ++i)
      loops().panel({x.data(), kRows, panel.data(), sums.data(), kPanel, kRows, kRows, kInputs});
    benchmark::DoNotOptimize(sums.data());
    best = std::max(best, kRepeats * static_cast<double>(kRows * kInputs * kPanel) / (now() - start));
  }
  return best;
}

/// Bytes/s of reading memory of the size of the weights again and again.
double read_roof() {
  const std::vector<char> data(static_cast<std::size_t>(kSide) * kSide * sizeof(float), 1);
  double best = 0;
  for (int attempt = 0; attempt < 20; ++attempt) {
    const double start = now();
    for (int i = 0; i < 10; ++i) benchmark::DoNotOptimize(std::memchr(data.data(), 2, data.size()));
    best = std::max(best, 10.0 * static_cast<double>(data.size()) / (now() - start));
  }
  return best;
}

std::vector<float> random_codes(std::size_t count, std::uint64_t stream) {
  std::vector<float> codes(count);
  for (std::size_t i = 0; i < count; ++i)
    codes[i] = static_cast<float>(philox4x32(5, stream, i)[0] % 255) - 127.0f;
  return codes;
}

void mvm(benchmark::State& state, const Nonidealities& effects, int batch, double products, double bar) {
  const auto device = load_device_model("pcm-like");
  if (!device) return state.SkipWithError(device.error().text().c_str());
  auto array = AnalogArray::create({.rows = kSide, .columns = kSide, .device = *device, .effects = effects});
  if (!array) return state.SkipWithError(array.error().text().c_str());
  const std::vector<float> weights = random_codes(static_cast<std::size_t>(kSide) * kSide, 1);
  const WeightBlock block{.rows = kSide, .columns = kSide, .full_scale = 127, .weights = weights};
  if (!array->program({&block, 1}) || !array->set_time(86400))
    return state.SkipWithError("programming failed");
  const Forward forward{.dac = *pwm_dac(8, 127), .adc = *oscillator_adc(8, 20), .full_scale_input = 127};
  const std::vector<float> inputs = random_codes(static_cast<std::size_t>(batch) * kSide, 2);
  std::vector<double> outputs(static_cast<std::size_t>(batch) * kSide);
  ConversionCounts counts;
  std::uint64_t number = 0;
  for (auto _ : state) {
    if (!forward.run(*array, 0, inputs, batch, number, outputs, counts))
      return state.SkipWithError("the MVM failed");
    number += static_cast<std::uint64_t>(batch);
    benchmark::DoNotOptimize(outputs.data());
  }
  state.SetItemsProcessed(state.iterations() * batch);
  state.counters["bar"] = bar;
  const double cells = static_cast<double>(kSide) * kSide;
  state.SetLabel(
      batch > 1 ? fmt::format("limit {:.3g} MVM/s by multiply-accumulates", mac_roof() / cells / products)
                : fmt::format("limit {:.3g} MVM/s by reading weights",
                              read_roof() / cells / sizeof(float) / products));
}

void program_and_drift(benchmark::State& state) {
  const auto device = load_device_model("pcm-like");
  if (!device) return state.SkipWithError(device.error().text().c_str());
  constexpr std::size_t kDevices = 1'000'000;
  std::vector<float> targets(kDevices), g(kDevices);
  for (std::size_t i = 0; i < kDevices; ++i) targets[i] = static_cast<float>(25.0 * uniform01(1, 1, i));
  std::uint64_t seed = 0;
  for (auto _ : state) {
    const DevicePopulation devices(*device, {}, {++seed}, 0, targets, loops());
    devices.read(86400, 0, g);
    benchmark::DoNotOptimize(g.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kDevices));
  state.counters["bar"] = kDevicesBar;
}

Nonidealities with(bool Nonidealities::*a, bool Nonidealities::*b = nullptr) {
  Nonidealities effects;
  effects.*a = true;
  if (b != nullptr) effects.*b = true;
  return effects;
}

const bool kRegistered = [] {
  using benchmark::RegisterBenchmark;
  RegisterBenchmark("cim_mvm_512_batch100_per_s__bar_150e3",
                    [](benchmark::State& s) { mvm(s, {}, 100, 1, kPlainBar); });
  RegisterBenchmark("cim_mvm_512_batch100_read_noise_per_s__bar_60e3",
                    [](benchmark::State& s) { mvm(s, with(&Nonidealities::mvm_noise), 100, 2, kNoiseBar); });
  RegisterBenchmark("cim_mvm_512_batch100_ir_drop_per_s__bar_30e3",
                    [](benchmark::State& s) { mvm(s, with(&Nonidealities::ir_drop), 100, 3, kIrDropBar); });
  RegisterBenchmark("cim_mvm_512_batch100_noise_and_ir_drop_per_s__bar_30e3", [](benchmark::State& s) {
    mvm(s, with(&Nonidealities::mvm_noise, &Nonidealities::ir_drop), 100, 4, kIrDropBar);
  });
  RegisterBenchmark("cim_mvm_512_batch1_per_s__bar_15e3",
                    [](benchmark::State& s) { mvm(s, {}, 1, 1, kSingleBar); });
  RegisterBenchmark("cim_mvm_512_batch1_read_noise_per_s__bar_15e3",
                    [](benchmark::State& s) { mvm(s, with(&Nonidealities::mvm_noise), 1, 2, kSingleBar); });
  RegisterBenchmark("cim_program_and_drift_devices_per_s__bar_6.7e6", program_and_drift);
  return true;
}();

}  // namespace
}  // namespace quartet::bench
