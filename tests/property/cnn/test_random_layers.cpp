// Random legal layers: the plan's closed form equals the cycles that the simulated array measures, and its
// values equal the interpreter's.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "accel/cnn/cycle_model.hpp"
#include "accel/cnn/schedule.hpp"
#include "accel/cnn/simulate.hpp"
#include "tests/unit/cnn/network_builder.hpp"
#include "tests/unit/cnn/platform_params.hpp"
#include "workloads/golden/interpreter.hpp"

namespace quartet::test {
namespace {

/// Lowers, simulates and compares everything.
void expect_agreement(const Network& network, const cnn::Params& params, Rounding rounding,
                      std::uint64_t seed) {
  const auto program = cnn::lower(network, params);
  RC_ASSERT(program.has_value());
  const auto inputs = NetworkBuilder::random_inputs(network, seed);
  const auto run = cnn::simulate(network, *program, params, inputs, rounding);
  RC_ASSERT(run.has_value());
  for (std::size_t i = 0; i < program->layers.size(); ++i) {
    RC_ASSERT(run->layer_cycles[i] == cnn::layer_cycles(program->layers[i], params).total());
  }
  const cnn::PhaseCycles phases = cnn::phase_cycles(network, *program, params);
  RC_ASSERT(run->weight_load == phases.weight_load);
  RC_ASSERT(run->input_load == phases.input_load);
  RC_ASSERT(run->read_out == phases.read_out);
  auto interpreter = Interpreter::create(network, {.rounding = rounding});
  RC_ASSERT(interpreter.has_value());
  RC_ASSERT(interpreter->run(inputs).has_value());
  RC_ASSERT(run->result == interpreter->tensor(network.logits()));
}

int pick(int low, int high) {
  return *rc::gen::inRange(low, high + 1);
}

}  // namespace

RC_GTEST_PROP(RandomNativeLayers, PlanEqualsSimulateAndValuesEqualTheInterpreters, ()) {
  static const cnn::Params params = platform_params("max78000");
  const auto seed = static_cast<std::uint64_t>(pick(1, 1 << 20));
  NetworkBuilder b(false, seed);
  const int operands = pick(1, 3);
  const int side = pick(4, 12), columns = pick(4, 12), channels = pick(1, 150);
  std::vector<TensorId> sources;
  for (int i = 0; i < operands; ++i) sources.push_back(b.input({side, columns, channels}));
  const bool pools = pick(0, 1) == 1;
  const bool pool_first = pick(0, 1) == 1;
  const int window = pick(1, 3), stride = pick(1, 2);
  const char* kind = pick(0, 1) == 1 ? "max_pool" : "average_pool";
  if (pools && pool_first) {
    for (TensorId& id : sources)
      id = b.pool(kind, id, {window, pick(0, 9) == 0 ? window : window}, {stride, stride});
  }
  TensorId x = operands > 1 ? b.eltwise(pick(0, 1) == 1 ? "add" : "xor", sources) : sources[0];
  if (pools && !pool_first) x = b.pool(kind, x, {window, window}, {stride, stride});
  const int kernel = pick(0, 2) == 0 ? 1 : 3;
  const int pad = kernel == 1 ? 0 : pick(0, 2);
  const int bits = 1 << pick(0, 3);
  const int smallest = pools ? ((std::min(side, columns) - window) / stride + 1) : std::min(side, columns);
  RC_PRE(smallest + 2 * pad >= kernel);
  x = b.conv("conv2d", x, pick(1, 140),
             {.kernel = {kernel, kernel},
              .padding = {pad, pad, pad, pad},
              .weight_bits = bits,
              .relu = pick(0, 1) == 1,
              .bias = pick(0, 1) == 1});
  expect_agreement(b.finish(x), params, Rounding::double_rounding, seed);
}

RC_GTEST_PROP(RandomSequenceLayers, PlanEqualsSimulateAndValuesEqualTheInterpreters, ()) {
  static const cnn::Params params = platform_params("max78000");
  const auto seed = static_cast<std::uint64_t>(pick(1, 1 << 20));
  NetworkBuilder b(false, seed);
  const int kernel = pick(1, 9);
  const int dilation = kernel == 1 || kernel > 3 ? 1 : pick(1, 12);
  const int extent = (kernel - 1) * dilation + 1;
  TensorId x = b.input({pick(extent, extent + 60), 1, pick(1, 130)});
  const int pad = dilation > 4 ? 0 : pick(0, 2);
  x = b.conv("conv1d", x, pick(1, 70),
             {.kernel = {kernel, 1},
              .dilation = {dilation, 1},
              .padding = {pad, 0, pad, 0},
              .weight_bits = 1 << pick(0, 3)});
  expect_agreement(b.finish(x), params, Rounding::double_rounding, seed);
}

RC_GTEST_PROP(RandomExtendedLayers, PlanEqualsSimulateAndValuesEqualTheInterpretersInBothRoundings, ()) {
  static const cnn::Params params = platform_params("cnn-int8");
  const auto seed = static_cast<std::uint64_t>(pick(1, 1 << 20));
  NetworkBuilder b(true, seed);
  const int channels = pick(1, 140);
  TensorId x = b.input({pick(6, 20), pick(6, 20), channels});
  const bool depthwise = pick(0, 1) == 1;
  const Size2 kernel{pick(1, 6), pick(1, 6)};
  const Padding padding{pick(0, 3), pick(0, 3), pick(0, 3), pick(0, 3)};
  const ConvOptions options{.kernel = kernel,
                            .stride = {pick(1, 3), pick(1, 3)},
                            .padding = padding,
                            .bias = true,
                            .depthwise = depthwise};
  x = b.conv(depthwise ? "depthwise_conv2d" : "conv2d", x, depthwise ? channels : pick(1, 140), options);
  x = b.conv("conv2d", x, pick(1, 20), {.kernel = {1, 1}, .padding = {}});
  expect_agreement(b.finish(x), params,
                   pick(0, 1) == 1 ? Rounding::double_rounding : Rounding::single_rounding, seed);
}

}  // namespace quartet::test
