// Functional inference on one core: images/s of the golden interpreter, int32 inputs and outputs included.
#include <benchmark/benchmark.h>

#include <filesystem>
#include <string>

#include "frontends/model/import.hpp"
#include "sim/base/files.hpp"
#include "sim/base/philox.hpp"
#include "tests/bench/synthetic_networks.hpp"
#include "workloads/golden/interpreter.hpp"

namespace quartet::bench {
namespace {

using Isa = Interpreter::Isa;

constexpr double kKwsBar = 2700.0;  // images/s that XNNPACK-WASM reaches: docs/architecture.md, speed budget
constexpr double kVwwBar = 1650.0;  // the same
constexpr double kMacBar = 6.0e9;   // MAC/s: 20 M accelerator cycles/s of up to 300 MAC

Values random_input(const Network& network) {
  const Tensor& tensor = network.tensor(network.inputs.at(0));
  Values values;
  for (std::int64_t i = 0; i < tensor.elements(); ++i) {
    values.push_back(static_cast<std::int32_t>(philox4x32(2, 0, static_cast<std::uint64_t>(i))[0] % 256) -
                     128);
  }
  return values;
}

void infer(benchmark::State& state, const Network& network, Interpreter::Options options, double bar) {
  auto interpreter = Interpreter::create(network, options);
  if (!interpreter) return state.SkipWithError(interpreter.error().text().c_str());
  const std::vector<Values> input{random_input(network)};
  for (auto _ : state) {
    if (!interpreter->run(input)) return state.SkipWithError("the inference failed");
    benchmark::DoNotOptimize(argmax(interpreter->tensor(network.logits())));
  }
  state.SetItemsProcessed(state.iterations());
  if (bar > 0.0) state.counters["bar"] = bar;
}

void infer_model(benchmark::State& state, const std::string& model, Isa isa, double bar) {
  const auto root = data_root();
  const std::filesystem::path path = root ? *root / "models" / model : std::filesystem::path();
  if (!root || !std::filesystem::exists(path)) {
    return state.SkipWithError(("skipped: needs models/" + model + " below the data root").c_str());
  }
  const auto network = import_model(path);
  if (!network) return state.SkipWithError(network.error().text().c_str());
  infer(state, *network, {Rounding::double_rounding, isa}, bar);
}

/// One layer through run_layer, as the hardware models call it.
void layer_macs(benchmark::State& state, const Network& network, Isa isa, double bar) {
  auto interpreter = Interpreter::create(network, {Rounding::double_rounding, isa});
  if (!interpreter) return state.SkipWithError(interpreter.error().text().c_str());
  const std::vector<Values> input{random_input(network)};
  for (auto _ : state) {
    auto output = interpreter->run_layer(0, input);
    if (!output) return state.SkipWithError("the layer failed");
    benchmark::DoNotOptimize(output->data());
  }
  state.SetItemsProcessed(state.iterations() * network.macs());
  if (bar > 0.0) state.counters["bar"] = bar;
}

struct Set {
  const char* suffix;
  Isa isa;
};
constexpr Set kSets[] = {{"avx512_vnni", Isa::avx512_vnni}, {"avx2", Isa::avx2}, {"portable", Isa::portable}};

const bool kRegistered = [] {
  using benchmark::RegisterBenchmark;
  RegisterBenchmark("kws_images_per_s__bar_2700", [](benchmark::State& s) {
    infer_model(s, "kws_ref_model.tflite", Isa::automatic, kKwsBar);
  });
  RegisterBenchmark("vww_images_per_s__bar_1650", [](benchmark::State& s) {
    infer_model(s, "vww_96_int8.tflite", Isa::automatic, kVwwBar);
  });
  RegisterBenchmark("conv3x3_macs_per_s__bar_6e9",
                    [](benchmark::State& s) { layer_macs(s, convolution_3x3(), Isa::automatic, kMacBar); });
  for (const Set& set : kSets) {
    const std::string suffix = std::string("/") + set.suffix;
    const Isa isa = set.isa;
    RegisterBenchmark(("kws_images_per_s" + suffix).c_str(),
                      [isa](benchmark::State& s) { infer_model(s, "kws_ref_model.tflite", isa, 0); });
    RegisterBenchmark(("vww_images_per_s" + suffix).c_str(),
                      [isa](benchmark::State& s) { infer_model(s, "vww_96_int8.tflite", isa, 0); });
    RegisterBenchmark(("ds_cnn_images_per_s" + suffix).c_str(), [isa](benchmark::State& s) {
      infer(s, ds_cnn(), {Rounding::double_rounding, isa}, kKwsBar);
    });
    RegisterBenchmark(("mobilenet_images_per_s" + suffix).c_str(), [isa](benchmark::State& s) {
      infer(s, mobilenet(), {Rounding::double_rounding, isa}, kVwwBar);
    });
    RegisterBenchmark(("conv3x3_macs_per_s" + suffix).c_str(),
                      [isa](benchmark::State& s) { layer_macs(s, convolution_3x3(), isa, 0); });
  }
  return true;
}();

}  // namespace
}  // namespace quartet::bench
