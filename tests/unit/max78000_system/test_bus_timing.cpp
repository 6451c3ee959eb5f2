// Transfers between core and array: when they end, and how long the core waits.
#include <gtest/gtest.h>

#include "accel/mcu/system/bus_timing.hpp"
#include "tests/unit/cnn/platform_params.hpp"
#include "tests/unit/max78000_system/assembled_system.hpp"

namespace quartet::test {
namespace {

/// 100 MHz core, 50 MHz bus and array, three bus cycles a transfer.
soc::SystemParams three_bus_cycles() {
  soc::SystemParams params = system_params("max78000-system");
  params.bridge_cycles = 1;
  params.write_cycles = params.read_cycles = 2;
  return params;
}

}  // namespace

TEST(BusTiming, AReadKeepsTheCoreWaitingUntilItsLastBusCycle) {
  soc::BusTiming even(three_bus_cycles(), platform_params("max78000"));
  const auto at_edge = even.read(10);
  EXPECT_EQ(at_edge.end_ps, 160'000U);  // 10 cycles of 10 ns, three of 20 ns
  EXPECT_EQ(at_edge.wait_cycles, 5U);   // six cycles, one of which is the instruction's own
  soc::BusTiming odd(three_bus_cycles(), platform_params("max78000"));
  const auto between = odd.read(11);
  EXPECT_EQ(between.end_ps, 180'000U);  // from the edge at 120 ns
  EXPECT_EQ(between.wait_cycles, 6U);
}

TEST(BusTiming, AStoreWaitsOnlyForTheStoreBeforeIt) {
  soc::BusTiming bus(three_bus_cycles(), platform_params("max78000"));
  EXPECT_EQ(bus.write(10).wait_cycles, 0U);
  const auto second = bus.write(11);
  EXPECT_EQ(second.wait_cycles, 5U);  // the first ends in cycle 16
  EXPECT_EQ(second.end_ps, 220'000U);
  EXPECT_EQ(bus.write(22).wait_cycles, 0U);
}

TEST(BusTiming, AReadBehindAStoreWaitsForBoth) {
  soc::BusTiming bus(three_bus_cycles(), platform_params("max78000"));
  (void)bus.write(10);
  const auto read = bus.read(11);
  EXPECT_EQ(read.end_ps, 220'000U);
  EXPECT_EQ(read.wait_cycles, 10U);  // cycles 11 to 21
}

TEST(BusTiming, WithoutAWriteBufferAStoreTakesAsLongAsARead) {
  soc::SystemParams params = three_bus_cycles();
  params.write_buffer = false;
  soc::BusTiming bus(params, platform_params("max78000"));
  EXPECT_EQ(bus.write(10).wait_cycles, 5U);
}

TEST(BusTiming, AWakingCoreRunsAfterItsWakeUpTimeInWholeCycles) {
  soc::SystemParams params = three_bus_cycles();
  params.wakeup_s = 33e-9;
  const soc::BusTiming bus(params, platform_params("max78000"));
  EXPECT_EQ(bus.wake_cycle(100'000), 14U);  // 133 ns
  EXPECT_EQ(bus.array_edge(100'001), 120'000U);
  EXPECT_EQ(bus.array_edge(100'000), 100'000U);
}

}  // namespace quartet::test
