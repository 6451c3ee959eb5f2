#include <gtest/gtest.h>

#include "accel/cim/timing/cycle_model.hpp"
#include "tests/unit/cim_machine/machines.hpp"

namespace quartet::test {
namespace {

TEST(ConversionTime, IsHalfTheLevelsAndTwoCycles) {
  cim::Params params;
  for (const auto& [bits, cycles] : {std::pair{4, 10u}, {5, 18u}, {6, 34u}, {8, 130u}, {10, 514u}}) {
    params.analog.activation_bits = bits;
    EXPECT_EQ(cim::conversion_cycles(params), cycles) << bits;
  }
  params.analog.activation_bits = 4;
  params.analog.adc_bits = 8;
  EXPECT_EQ(cim::conversion_cycles(params), 130u);
  params.analog.adc_bits = 4, params.analog.dac_bits = 9;  // eight bits of magnitude take as long
  EXPECT_EQ(cim::conversion_cycles(params), 130u);
}

TEST(MvmPipeline, EqualMvmsTakeTheSumOfTheStagesAndThenTheSlowestOne) {
  for (const auto& [load, convert, digital] :
       {std::tuple{3u, 10u, 2u}, {10u, 3u, 2u}, {2u, 3u, 10u}, {5u, 5u, 5u}}) {
    cim::MvmPipeline pipeline;
    for (std::uint64_t n = 1; n <= 20; ++n) {
      pipeline.issue({load, convert, digital});
      EXPECT_EQ(pipeline.finished(), load + convert + digital + (n - 1) * std::max({load, convert, digital}))
          << n;
    }
  }
}

TEST(MvmPipeline, AStageKeepsItsMvmUntilTheNextIsFree) {
  cim::MvmPipeline pipeline;
  pipeline.issue({1, 1, 10});  // digital from 2 to 12
  pipeline.issue({1, 1, 1});   // converted at 3, waits; digital from 12 to 13
  pipeline.issue({1, 9, 1});   // loaded at 3; the ADC registers are free at 12: converted at 21
  EXPECT_EQ(pipeline.finished(), 22u);
}

TEST(LayerCycles, OfOneBlockIsSetupAndPositionsTimesConversion) {
  NetworkBuilder b;
  const Network network =
      b.finish(b.conv("conv2d", b.input({10, 10, 4}), 20, {}));  // 100 positions of 36 x 20
  const cim::Params params;
  const auto mapping = cim::map_network(network, params);
  ASSERT_TRUE(mapping);
  const auto cycles = cim::layer_cycles(mapping->layers[0], params);
  EXPECT_EQ(cycles.mvms, 2 + 100 * 130 + 2);  // 36 bytes at 32 a cycle; 20 conversions at 16 a cycle
  EXPECT_EQ(cycles.total(), 16 + cycles.mvms);
  EXPECT_EQ(cim::layer_bound(mapping->layers[0], params), "conversion");
}

TEST(LayerCycles, DigitalLayersOfTheirOwnTakeAPass) {
  NetworkBuilder b;
  const TensorId x = b.conv("conv2d", b.input({10, 10, 4}), 20, {});
  const TensorId y = b.conv("conv2d", x, 20, {});
  const Network network = b.finish(b.eltwise("add", {x, y}));
  const cim::Params params;
  const auto mapping = cim::map_network(network, params);
  ASSERT_TRUE(mapping);
  EXPECT_EQ(cim::layer_cycles(mapping->layers[0], params).digital_pass, 0u);
  EXPECT_EQ(cim::layer_cycles(mapping->layers[1], params).digital_pass, 125u);  // 2,000 elements, 16 a cycle
}

TEST(LayerBound, NamesTheSlowestStage) {
  NetworkBuilder b;
  const Network network = b.finish(b.linear(b.input({1000}), 100, true));
  cim::Params params;
  params.periphery.sram_bytes_per_cycle = 1;
  EXPECT_EQ(cim::layer_bound(cim::map_network(network, params)->layers[0], params), "activation sram");
  params = {};
  params.periphery.digital_lanes = 1;
  params.analog.activation_bits = 4;
  EXPECT_EQ(cim::layer_bound(cim::map_network(network, params)->layers[0], params), "digital unit");
}

}  // namespace
}  // namespace quartet::test
