// The streaming units: beats/s of both back ends on pipelines of a realistic shape, beside what the kernel does in events.
#include <benchmark/benchmark.h>

#include <systemc>

#include "accel/dataflow/stream/stream_graph.hpp"
#include "sim/kernel/fresh_kernel.hpp"

namespace quartet::bench {
namespace {
using namespace dataflow;

// docs/architecture.md, speed budget, one core.
constexpr double kBeatsBar = 20e6;

/// A chain that grows at its end; every edge has a FIFO of `depth`.
class Chain {
 public:
  Chain(std::string name, std::int64_t depth) : depth_(depth) { graph_.name = std::move(name); }
  /// Beats of `bits` at the end so far, as many a sample as the next unit takes.
  void put(UnitSpec unit) {
    const auto ports = ports_of(unit).value();
    if (width_ != 0) {
      for (UnitSpec& dwc : width_converters("dwc" + std::to_string(graph_.units.size()), width_, ports.front().width_bits, beats_)) append(std::move(dwc));
    }
    append(std::move(unit));
  }
  StreamGraph finish() {
    graph_.sinks.push_back({"sink", {last_, ""}, always(), 0});
    return std::move(graph_);
  }

 private:
  void append(UnitSpec unit) {
    const auto ports = ports_of(unit).value();
    const PortRef in{unit.name, "in"};
    if (last_.empty()) graph_.sources.push_back({"source", in, always(), depth_, nullptr});
    else graph_.edges.push_back({{last_, ""}, in, depth_, ""});
    last_ = unit.name;
    width_ = ports.back().width_bits;
    beats_ = ports.back().beats_per_sample;
    graph_.units.push_back(std::move(unit));
  }
  StreamGraph graph_;
  std::string last_;
  std::int64_t depth_, width_ = 0, beats_ = 0;
};

UnitSpec matrix(const std::string& name, std::int64_t mw, std::int64_t mh, std::int64_t pe, std::int64_t simd, std::int64_t vectors, std::int64_t abits) {
  return {name, "mvau", {{"mw", mw}, {"mh", mh}, {"pe", pe}, {"simd", simd}, {"abits", abits}, {"wbits", 3}, {"accbits", 16}, {"vectors", vectors}}, "lut", {}};
}

UnitSpec thresholds(const std::string& name, std::int64_t channels, std::int64_t pe, std::int64_t pixels) {
  return {name, "threshold", {{"channels", channels}, {"pe", pe}, {"pixels", pixels}, {"bits", 16}, {"out_bits", 3}}, "", {}};
}

/// Four dense layers 490-256-256-256-12 at 200 k samples/s and 100 MHz, folded as the published keyword design.
StreamGraph dense_pipeline(std::int64_t depth) {
  Chain c("dense", depth);
  c.put(matrix("m0", 490, 256, 32, 10, 1, 8));
  c.put(thresholds("t0", 256, 32, 1));
  c.put(matrix("m1", 256, 256, 32, 8, 1, 3));
  c.put(thresholds("t1", 256, 32, 1));
  c.put(matrix("m2", 256, 256, 32, 8, 1, 3));
  c.put(thresholds("t2", 256, 32, 1));
  c.put(matrix("m3", 256, 12, 1, 8, 1, 3));
  return c.finish();
}

/// Three convolutions 3×3 on 32×32 with a border, thresholds and a pool in between.
StreamGraph conv_pipeline(std::int64_t depth) {
  Chain c("conv", depth);
  std::int64_t size = 32;
  std::int64_t channels = 4;
  for (int i = 0; i < 3; ++i) {
    const std::string n = std::to_string(i);
    const std::int64_t out = 16;
    const std::int64_t pixels = size * size;
    c.put({"pad" + n, "padding", {{"channels", channels}, {"simd", channels}, {"bits", 3}, {"h", size}, {"w", size}, {"top", 1}, {"bottom", 1}, {"left", 1}, {"right", 1}}, "", {}});
    c.put({"window" + n, "window", {{"channels", channels}, {"simd", channels}, {"bits", 3}, {"h", size + 2}, {"w", size + 2}, {"kh", 3}, {"kw", 3}}, "default", {}});
    c.put(matrix("m" + n, channels * 9, out, out, channels, pixels, 3));
    c.put(thresholds("t" + n, out, out, pixels));
    if (i == 1) {
      c.put({"pool_window", "window", {{"channels", out}, {"simd", out}, {"bits", 3}, {"h", size}, {"w", size}, {"kh", 2}, {"kw", 2}, {"sh", 2}, {"sw", 2}, {"depthwise", 1}}, "default", {}});
      size /= 2;
      c.put({"pool", "pool", {{"channels", out}, {"taps", 4}, {"pe", out}, {"vectors", size * size}, {"bits", 3}, {"out_bits", 3}}, "window", {}});
    }
    channels = out;
  }
  return c.finish();
}

using Run = Result<StreamResult> (*)(const StreamGraph&, const StreamOptions&);

void run_pipeline(benchmark::State& state, const StreamGraph& graph, std::int64_t samples, Run run) {
  StreamOptions options;
  options.samples = samples;
  std::uint64_t beats = 0;
  std::uint64_t cycles = 0;
  for (auto _ : state) {
    const auto r = run(graph, options);
    if (!r || r->deadlock) {
      state.SkipWithError("the pipeline does not run");
      return;
    }
    beats += r->beats;
    cycles += r->cycles;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(beats));
  state.counters["cycles/s"] = benchmark::Counter(static_cast<double>(cycles), benchmark::Counter::kIsRate);
  if (run == &run_events) state.counters["bar"] = kBeatsBar;
}

void dataflow_dense_events(benchmark::State& state) { run_pipeline(state, dense_pipeline(state.range(0)), 500, run_events); }
void dataflow_conv_events(benchmark::State& state) { run_pipeline(state, conv_pipeline(state.range(0)), 20, run_events); }
void dataflow_dense_stepped(benchmark::State& state) { run_pipeline(state, dense_pipeline(state.range(0)), 50, run_stepped); }
void dataflow_conv_stepped(benchmark::State& state) { run_pipeline(state, conv_pipeline(state.range(0)), 2, run_stepped); }
BENCHMARK(dataflow_dense_events)->Name("dataflow, dense pipeline, events, FIFO depth__bar_20M")->Arg(2)->Arg(32)->Arg(256);
BENCHMARK(dataflow_conv_events)->Name("dataflow, conv pipeline, events, FIFO depth__bar_20M")->Arg(2)->Arg(32)->Arg(256);
BENCHMARK(dataflow_dense_stepped)->Name("dataflow, dense pipeline, stepped, FIFO depth")->Arg(32);
BENCHMARK(dataflow_conv_stepped)->Name("dataflow, conv pipeline, stepped, FIFO depth")->Arg(32);

/// A method that is woken again and again: what the kernel itself can do.
class Ticker : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(Ticker);
  Ticker(const sc_core::sc_module_name& name, std::int64_t wakes) : sc_module(name), left_(wakes) { SC_METHOD(tick); }

 private:
  void tick() {
    if (--left_ > 0) next_trigger(1, sc_core::SC_NS);
  }
  std::int64_t left_;
};

void kernel_events(benchmark::State& state) {
  constexpr std::int64_t kWakes = 1'000'000;
  for (auto _ : state) {
    (void)run_in_fresh_kernel([&]() -> Result<void> {
      Ticker ticker("ticker", kWakes);
      sc_core::sc_start();
      return {};
    });
  }
  state.SetItemsProcessed(state.iterations() * kWakes);
}
BENCHMARK(kernel_events)->Name("SystemC kernel, timed method activations");

}  // namespace
}  // namespace quartet::bench
