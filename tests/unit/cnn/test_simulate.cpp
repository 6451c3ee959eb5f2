#include <gtest/gtest.h>

#include "accel/cnn/simulate.hpp"
#include "tests/unit/cnn/network_builder.hpp"
#include "tests/unit/cnn/platform_params.hpp"
#include "workloads/golden/interpreter.hpp"

namespace quartet::test {
namespace {

Network residual() {
  NetworkBuilder b;
  const TensorId x = b.input({12, 12, 4});
  TensorId y = b.conv("conv2d", x, 4, {.relu = true, .bias = true});
  y = b.eltwise("sub", {y, x});
  y = b.conv("conv2d", y, 70, {.weight_bits = 4});
  y = b.pool("average_pool", y, {3, 3}, {3, 3});
  y = b.conv("conv2d", y, 5, {.kernel = {1, 1}, .padding = {}});
  y = b.flatten(y, FlattenOrder::chw);
  return b.finish(b.linear(y, 7, true));
}

}  // namespace

TEST(SimulatedArray, ComputesWhatTheInterpreterComputesFromTheBytesInItsMemories) {
  const Network network = residual();
  const cnn::Params params = platform_params("max78000");
  const auto program = cnn::lower(network, params);
  ASSERT_TRUE(program.has_value()) << program.error().text();
  const auto inputs = NetworkBuilder::random_inputs(network, 11);
  const auto run = cnn::simulate(network, *program, params, inputs, Rounding::double_rounding);
  ASSERT_TRUE(run.has_value()) << run.error().text();
  auto interpreter = Interpreter::create(network, {.keep_all = true});
  ASSERT_TRUE(interpreter && interpreter->run(inputs));
  for (std::size_t i = 0; i < program->layers.size(); ++i) {
    EXPECT_EQ(run->outputs[i], interpreter->tensor(program->layers[i].output)) << program->layers[i].name;
  }
  EXPECT_EQ(run->result, interpreter->tensor(network.logits()));
}

TEST(SimulatedArray, RunsAgainAndAgainInOneProcessWithTheSameResult) {
  const Network network = residual();
  const cnn::Params params = platform_params("max78000");
  const auto program = cnn::lower(network, params);
  ASSERT_TRUE(program.has_value());
  const auto inputs = NetworkBuilder::random_inputs(network, 11);
  const auto first = cnn::simulate(network, *program, params, inputs, Rounding::double_rounding);
  ASSERT_TRUE(first.has_value());
  for (int i = 0; i < 5; ++i) {
    const auto again = cnn::simulate(network, *program, params, inputs, Rounding::double_rounding);
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(again->result, first->result);
    EXPECT_EQ(again->layer_cycles, first->layer_cycles);
  }
}

TEST(SimulatedArray, RefusesInputsThatAreNotTheNetworks) {
  const Network network = residual();
  const cnn::Params params = platform_params("max78000");
  const auto program = cnn::lower(network, params);
  ASSERT_TRUE(program.has_value());
  auto inputs = NetworkBuilder::random_inputs(network, 11);
  inputs[0][3] = 128;
  auto run = cnn::simulate(network, *program, params, inputs, Rounding::double_rounding);
  ASSERT_FALSE(run.has_value());
  EXPECT_EQ(run.error().code, ErrorCode::bad_input);
  inputs[0].pop_back();
  EXPECT_FALSE(cnn::simulate(network, *program, params, inputs, Rounding::double_rounding).has_value());
  EXPECT_FALSE(cnn::simulate(network, *program, params, {}, Rounding::double_rounding).has_value());
}

TEST(SimulatedArray, StreamedRowsGiveTheSameValuesAsARoundThroughTheDataMemory) {
  NetworkBuilder b;
  TensorId x = b.input({24, 20, 3});
  x = b.conv("conv2d", x, 8, {.relu = true});
  x = b.pool("max_pool", x, {2, 2}, {2, 2});
  x = b.conv("conv2d", x, 8, {});
  const Network network = b.finish(x);
  const auto inputs = NetworkBuilder::random_inputs(network, 4);
  cnn::Params params = platform_params("max78000");
  const auto plain = cnn::lower(network, params);
  ASSERT_TRUE(plain.has_value());
  EXPECT_FALSE(plain->streams());
  params.fifo = "on";
  const auto streaming = cnn::lower(network, params);
  ASSERT_TRUE(streaming.has_value()) << streaming.error().text();
  EXPECT_TRUE(streaming->streams());
  const auto a = cnn::simulate(network, *plain, params, inputs, Rounding::double_rounding);
  const auto c = cnn::simulate(network, *streaming, params, inputs, Rounding::double_rounding);
  ASSERT_TRUE(a && c);
  EXPECT_EQ(a->result, c->result);
  EXPECT_EQ(c->input_load, 0U);
}

}  // namespace quartet::test
