#include "accel/dataflow/dataflow_target.hpp"

#include <fmt/format.h>

#include "accel/dataflow/dataflow.hpp"
#include "accel/dataflow/lowering.hpp"
#include "accel/dataflow/rtl/rtl_rung.hpp"
#include "accel/golden_function.hpp"

namespace quartet::dataflow {

DataflowTarget::DataflowTarget(std::string name, CostTable costs) : name_(std::move(name)), costs_(std::move(costs)) { params_.declare(set_); }

Result<void> DataflowTarget::configure(const ConfigTable& config) {
  if (auto applied = set_.apply(config, "dataflow"); !applied) return applied;
  auto rows = PowerRows::find(costs_);
  if (!rows) return pass(rows.error());
  rows_ = *rows;
  return {};
}

std::vector<std::string> DataflowTarget::trust() const {
  return {
      "cycles of each unit: FINN's published estimates; simulate streams beats through units that meet recorded RTL cycles (predicted)",
      "folding: FINN's SetFolding rule and hls4ml's reuse-factor rule (exact)",
      fmt::format("call overhead {:.4g} us, in the energy build {:.4g} us: fitted to kws_w3a3 on this board; it is no prediction of those figures",
                  params_.board.call_overhead_s * 1e6, params_.board.energy_call_overhead_s * 1e6),
      "energy: board power over the call, fitted (see the prices); fabric energy alone is not modelled unless its prices are given",
      "resources: published estimates before synthesis; flip-flops, small units and requantizers are stated assumptions (docs/dataflow.md)",
      "values: the integer network's own arithmetic; what streaming units compute beat by beat equals it in tests",
      "not modelled: input bandwidth, processor system, data mover, configuration of the device",
  };
}

Result<DataflowTarget::Built> DataflowTarget::build(const Network& network) const {
  auto pipeline = lower(network, params_);
  if (!pipeline) return pass(pipeline.error());
  auto folded = fold(*pipeline, params_);
  if (!folded) return pass(folded.error());
  return Built{std::move(*pipeline), std::move(*folded)};
}

Result<Streamed> DataflowTarget::stream(Built& built, std::size_t max_trace) const {
  Streamed out;
  Design& design = built.folded.design;
  if (params_.fifo_sizing == "estimate") {
    out.fifos.depths = design.depths;
  } else {
    const FifoSearch search{params_.fifo_sizing == "minimal", params_.simulated_samples, static_cast<std::uint64_t>(params_.fifo_search_beats)};
    auto sized = size_fifos(built.pipeline, design, search);
    if (!sized) return pass(sized.error());
    out.fifos = std::move(*sized);
    design = evaluate(built.pipeline, design.folding, params_, out.fifos.depths);
    if (auto room = check_room(design, params_); !room) return pass(room.error());
  }
  out.build = build_stream(built.pipeline, design);
  StreamOptions options;
  options.samples = params_.simulated_samples;
  options.max_trace = max_trace;
  auto result = run_events(out.build.graph, options);
  if (!result) return pass(result.error());
  if (result->deadlock) return bad_input("pipeline", result->deadlock->text(), "set dataflow.fifo_sizing to minimal");
  out.result = std::move(*result);
  return out;
}

Result<Schedule> DataflowTarget::plan(const Network& network) const {
  const auto built = build(network);
  if (!built) return pass(built.error());
  return make_schedule({network, built->pipeline, built->folded, params_, costs_, rows_});
}

Result<Simulation> DataflowTarget::simulate(const Network& network, std::span<const Values> inputs, const RunOptions& options) const {
  auto built = build(network);
  if (!built) return pass(built.error());
  auto streamed = stream(*built);
  if (!streamed) return pass(streamed.error());
  std::vector<Figure> rtl;
  if (options.rtl) {
    auto ran = lockstep::stream_with_rtl(built->pipeline, built->folded.design, params_, inputs, options, *streamed);
    if (!ran) return pass(ran.error());
    rtl = std::move(*ran);
  }
  auto values = function(network, options);
  if (!values) return pass(values.error());
  auto logits = (*values)->run(inputs, 0);
  if (!logits) return pass(logits.error());
  Simulation out{make_schedule({network, built->pipeline, built->folded, params_, costs_, rows_, &*streamed}), std::move(*logits)};
  out.schedule.figures.insert(out.schedule.figures.end(), rtl.begin(), rtl.end());
  return out;
}

Result<std::unique_ptr<IFunction>> DataflowTarget::function(const Network& network, const RunOptions& options) const {
  if (options.rtl) {
    auto built = build(network);
    if (!built) return pass(built.error());
    return lockstep::rtl_function(network, std::move(built->pipeline), std::move(built->folded.design), options);
  }
  if (const auto pipeline = lower(network, params_); !pipeline) return pass(pipeline.error());
  auto interpreter = Interpreter::create(network, {.rounding = options.rounding});
  if (!interpreter) return pass(interpreter.error());
  return std::make_unique<GoldenFunction>(std::move(*interpreter), network.logits());
}

}  // namespace quartet::dataflow

namespace quartet {
namespace {

Result<std::unique_ptr<ITarget>> create(const std::string& platform, const ConfigTable& config, CostTable costs) {
  auto target = std::make_unique<dataflow::DataflowTarget>(platform, std::move(costs));
  if (auto done = target->configure(config); !done) return pass(done.error());
  return target;
}

}  // namespace

TargetKind dataflow_target_kind() {
  return {"dataflow", "spatial dataflow on an FPGA: one streaming unit a layer (FINN and hls4ml styles)", &create};
}

}  // namespace quartet
