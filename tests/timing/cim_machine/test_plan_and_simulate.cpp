// The SystemC model takes the cycles of the closed form and computes the values of the function.
#include <gtest/gtest.h>

#include "accel/cim/model/simulate.hpp"
#include "accel/platform.hpp"
#include "tests/unit/cim_machine/machines.hpp"

namespace quartet::test {
namespace {

void expect_equal(const Network& network, const cim::Params& params) {
  const auto mapping = cim::map_network(network, params);
  ASSERT_TRUE(mapping) << mapping.error().text();
  const auto inputs = NetworkBuilder::random_inputs(network, 5);
  const auto m = cim::simulate(network, *mapping, params, inputs, {});
  ASSERT_TRUE(m) << m.error().text();
  ASSERT_EQ(m->layer_cycles.size(), mapping->layers.size());
  std::uint64_t adc = 0, dac = 0;
  for (std::size_t i = 0; i < mapping->layers.size(); ++i) {
    const cim::MappedLayer& layer = mapping->layers[i];
    EXPECT_EQ(m->layer_cycles[i], cim::layer_cycles(layer, params).total()) << layer.name;
    for (const cim::Block& block : layer.blocks) {
      const std::uint64_t mvms =
          static_cast<std::uint64_t>(layer.analog.positions()) + params.analog.compensation.mvms(block.rows);
      adc += mvms * static_cast<std::uint64_t>(block.columns);
      dac += mvms * static_cast<std::uint64_t>(block.rows);
    }
  }
  EXPECT_EQ(m->adc_conversions, adc);
  EXPECT_EQ(m->dac_conversions, dac);
  const cim::PhaseCycles phases = cim::phase_cycles(network, *mapping, params);
  EXPECT_EQ(m->phases.configuration, phases.configuration);
  EXPECT_EQ(m->phases.compensation, phases.compensation);
  EXPECT_EQ(m->phases.input_load, phases.input_load);
  EXPECT_EQ(m->phases.start, phases.start);
  EXPECT_EQ(m->phases.interrupt, phases.interrupt);
  EXPECT_EQ(m->phases.read_out, phases.read_out);
  auto function = cim::CimFunction::create(network, *mapping, params, {});
  ASSERT_TRUE(function);
  EXPECT_EQ(m->logits, (*function)->run(inputs, 0).value());
}

TEST(AonCimSimulate, TakesTheCyclesOfThePlanAtEveryWidth) {
  for (const int bits : {4, 6, 8, 10}) {
    cim::Params params = noisy_params();
    params.analog.activation_bits = bits;
    expect_equal(small_network(), params);
  }
}

TEST(AonCimSimulate, TakesTheCyclesOfThePlanWhenAnyStageIsTheSlowest) {
  for (const auto& [bytes, lanes, bits] : {std::tuple{1, 16, 4}, {32, 1, 4}, {1, 1, 4}, {3, 2, 5}}) {
    cim::Params params = noisy_params();
    params.periphery.sram_bytes_per_cycle = bytes, params.periphery.digital_lanes = lanes;
    params.analog.activation_bits = bits;
    params.analog.compensation.rows_per_read = 7;
    expect_equal(small_network(), params);
  }
}

TEST(AonCimSimulate, TakesTheCyclesOfThePlanWhenLayersAreSplit) {
  cim::Params params = noisy_params();
  params.array.rows = 16, params.array.columns = 6, params.array.columns_per_adc = 2,
  params.array.arrays = 256;
  params.analog.compensation.rows_per_read = 0;
  expect_equal(small_network(), params);
  params.array.column_mux = "adjacent";
  params.analog.compensation.scope = "none";
  expect_equal(small_network(), params);
}

TEST(AonCimSimulate, ValuesStayInTheSramBetweenTheLayersOfAResidualNetwork) {
  NetworkBuilder b(true);
  const TensorId first = b.conv("conv2d", b.input({6, 5, 3}), 8, {});
  const TensorId second = b.conv("conv2d", first, 8, {});
  TensorId x = b.eltwise("add", {first, second});
  x = b.pool("average_pool", x, {2, 2}, {2, 2});
  expect_equal(b.finish(b.linear(b.flatten(x, FlattenOrder::chw), 4, false)), noisy_params());
}

TEST(AonCimSimulate, OfThePlatformIsItsPlan) {
  const auto target = load_platform("aon-cim");
  ASSERT_TRUE(target) << target.error().text();
  const Network network = small_network();
  const auto plan = (*target)->plan(network);
  ASSERT_TRUE(plan) << plan.error().text();
  const auto run = (*target)->simulate(network, NetworkBuilder::random_inputs(network, 2), {.seed = 4});
  ASSERT_TRUE(run) << run.error().text();
  EXPECT_EQ(run->schedule.cycles, plan->cycles);
  ASSERT_EQ(run->schedule.phases.size(), plan->phases.size());
  for (std::size_t i = 0; i < plan->phases.size(); ++i)
    EXPECT_EQ(run->schedule.phases[i].cycles, plan->phases[i].cycles) << plan->phases[i].name;
  EXPECT_EQ(run->schedule.figures, plan->figures);
}

}  // namespace
}  // namespace quartet::test
