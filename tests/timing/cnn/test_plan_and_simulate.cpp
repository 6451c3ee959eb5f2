// Where nothing contends the two rungs give the same cycles; where something does, the simulate rung shows
// it.
#include <gtest/gtest.h>

#include "accel/cnn/cycle_model.hpp"
#include "accel/cnn/schedule.hpp"
#include "accel/cnn/simulate.hpp"
#include "tests/unit/cnn/network_builder.hpp"
#include "tests/unit/cnn/platform_params.hpp"

namespace quartet::test {
namespace {

Network two_layers() {
  NetworkBuilder b;
  TensorId x = b.input({20, 20, 3});
  x = b.conv("conv2d", x, 16, {.relu = true, .bias = true});
  x = b.pool("max_pool", x, {2, 2}, {2, 2});
  x = b.conv("conv2d", x, 8, {});
  x = b.flatten(x, FlattenOrder::chw);
  return b.finish(b.linear(x, 10, true));
}

cnn::Measured run(const Network& network, const cnn::Program& program, const cnn::Params& params) {
  const auto m = cnn::simulate(network, program, params, NetworkBuilder::random_inputs(network, 5),
                               Rounding::double_rounding);
  EXPECT_TRUE(m.has_value()) << (m ? "" : m.error().text());
  return m ? *m : cnn::Measured{};
}

std::uint64_t sum(const std::vector<std::uint64_t>& v) {
  std::uint64_t s = 0;
  for (const std::uint64_t x : v) s += x;
  return s;
}

}  // namespace

TEST(PlanAndSimulate, AgreeInEveryLayerAndEveryPhaseWhenNothingContends) {
  for (const char* platform : {"max78000", "max78002"}) {
    const cnn::Params params = platform_params(platform);
    const Network network = two_layers();
    const auto program = cnn::lower(network, params);
    ASSERT_TRUE(program.has_value()) << program.error().text();
    const cnn::Measured m = run(network, *program, params);
    for (std::size_t i = 0; i < program->layers.size(); ++i) {
      EXPECT_EQ(m.layer_cycles[i], cnn::layer_cycles(program->layers[i], params).total())
          << program->layers[i].name;
    }
    const cnn::PhaseCycles phases = cnn::phase_cycles(network, *program, params);
    EXPECT_EQ(m.weight_load, phases.weight_load);
    EXPECT_EQ(m.input_load, phases.input_load);
    EXPECT_EQ(m.start, phases.start);
    EXPECT_EQ(m.interrupt, phases.interrupt);
    EXPECT_EQ(m.read_out, phases.read_out);
  }
}

TEST(InputLoad, TakesItsBusCyclesForEveryWord) {
  const cnn::Params params = platform_params("max78000");
  const Network network = two_layers();
  const auto program = cnn::lower(network, params);
  ASSERT_TRUE(program.has_value());
  // Three channels share one instance: a word a pixel.
  EXPECT_EQ(program->input_words(network), 400);
  EXPECT_EQ(cnn::phase_cycles(network, *program, params).input_load, 5380U);  // 400 · 13.45
}

TEST(OverlappedLoad, CostsTheLayersCyclesOnlyWhereBothNeedTheSamePort) {
  cnn::Params params = platform_params("max78000");
  const Network network = two_layers();
  const auto alone = cnn::lower(network, params);
  ASSERT_TRUE(alone.has_value());
  const cnn::Measured before = run(network, *alone, params);
  params.overlap_load = true;
  const auto program = cnn::lower(network, params);
  ASSERT_TRUE(program.has_value()) << program.error().text();
  const cnn::Measured after = run(network, *program, params);
  EXPECT_EQ(before.conflicts, 0U);
  EXPECT_GT(after.conflicts, 0U);
  EXPECT_LE(after.conflicts, static_cast<std::uint64_t>(program->input_words(network)));
  EXPECT_EQ(sum(after.layer_cycles), sum(before.layer_cycles) + after.conflicts);
  EXPECT_EQ(after.result, before.result);
}

TEST(Streaming, WaitsForTheHostWhereTheBusIsSlowAndTheHostWaitsWhereTheArrayIs) {
  NetworkBuilder b;
  TensorId x = b.input({160, 120, 3});  // 19,200 pixels: more than an instance holds
  x = b.conv("conv2d", x, 8, {});
  x = b.pool("max_pool", x, {4, 4}, {4, 4});
  x = b.conv("conv2d", x, 8, {});
  const Network network = b.finish(x);
  cnn::Params params = platform_params("max78000");
  params.input_load_apb_cycles_per_word = 40;
  auto program = cnn::lower(network, params);
  ASSERT_TRUE(program.has_value()) << program.error().text();
  ASSERT_TRUE(program->streams());
  const cnn::Measured slow_bus = run(network, *program, params);
  EXPECT_GT(slow_bus.fifo_waits, 0U);
  // The array cannot end before the last row has been written, nor much after it.
  const std::uint64_t feeding = params.bus_cycles(160 * 120, 40);
  EXPECT_GE(sum(slow_bus.layer_cycles), feeding);
  EXPECT_LE(sum(slow_bus.layer_cycles), feeding + feeding / 10);
  params.input_load_apb_cycles_per_word = 1;
  program = cnn::lower(network, params);
  ASSERT_TRUE(program.has_value());
  const cnn::Measured fast_bus = run(network, *program, params);
  EXPECT_GT(fast_bus.host_waits, 0U);
  EXPECT_LT(sum(fast_bus.layer_cycles), sum(slow_bus.layer_cycles));
  EXPECT_EQ(fast_bus.result, slow_bus.result);
}

}  // namespace quartet::test
