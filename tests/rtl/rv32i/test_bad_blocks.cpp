// Blocks that hang, break their protocol, or are no core at all: each ends with an error that says what and where.
#include <gtest/gtest.h>

#include "cpu_fixture.hpp"
#include "program.hpp"

namespace quartet::test {
namespace {

const std::vector<std::uint32_t> kDividesByZero{addi(5, 0, 7), op(1, 4, 6, 5, 0)};

}  // namespace

TEST(BadCore, HangEndsWithinTheWatchdogsCyclesAndNamesThePort) {
  const auto cpu = cpu_with("hangs", image_of(joined(kDividesByZero, exit_code(0))));
  cpu->run_to_end(kCycleLimit);
  EXPECT_EQ(cpu->reason(), "hang");
  EXPECT_GE(cpu->cycles(), 300U) << "the declared watchdog";
  EXPECT_LE(cpu->cycles(), 310U);
  for (const char* expected : {"300 cycles", "bus (valid_ready)", "asks for nothing", "mem_valid 0"})
    EXPECT_NE(cpu->why().find(expected), std::string::npos) << cpu->why();
}

TEST(BadCore, WatchdogCanBeSetForARun) {
  mcu::RtlCpuOptions options;
  options.watchdog_cycles = 50;
  const auto cpu = cpu_with("hangs", image_of(joined(kDividesByZero, exit_code(0))), options);
  cpu->run_to_end(kCycleLimit);
  EXPECT_EQ(cpu->reason(), "hang");
  EXPECT_LE(cpu->cycles(), 60U);
}

TEST(BadCore, RequestThatFallsBeforeItsAnswerBreaksTheProtocol) {
  const mcu::ElfImage image = image_of(joined({lui(5, 0x80002), store(kW, 5, 5, 0)}, exit_code(0)));
  const auto at_once = cpu_with("hangs", image);
  at_once->run_to_end(1000);
  EXPECT_EQ(at_once->reason(), "exit") << at_once->why();
  mcu::RtlCpuOptions options;
  options.memory.grant_wait = 2;
  const auto cpu = cpu_with("hangs", image, options);
  cpu->run_to_end(1000);
  EXPECT_EQ(cpu->reason(), "protocol");
  EXPECT_NE(cpu->why().find("mem_valid fell before mem_ready"), std::string::npos) << cpu->why();
}

TEST(BadCore, ShowsNoCountsThatItDoesNotHave) {
  const auto cpu = cpu_with("hangs", image_of(exit_code(0)));
  cpu->run_to_end(1000);
  EXPECT_EQ(cpu->reason(), "exit");
  EXPECT_FALSE(cpu->instret());
  EXPECT_FALSE(cpu->pc());
  EXPECT_TRUE(cpu->registers().empty());
}

TEST(BadCore, CoreOfAnotherArchitectureAndProgramForAnotherMachineAreRefused) {
  const auto arm = mcu::load_core("cortex-m4f");
  ASSERT_TRUE(arm);
  const auto made = mcu::RtlCpu::make(*arm, plugin_of("sound_core"));
  ASSERT_FALSE(made);
  EXPECT_NE(made.error().text().find("RISC-V"), std::string::npos);
  auto image = image_of(exit_code(0));
  image.machine = mcu::kMachineArm;
  auto cpu = mcu::RtlCpu::make(core_of_rtl(), plugin_of("sound_core"));
  ASSERT_TRUE(cpu);
  EXPECT_FALSE((*cpu)->load(image, "arm.elf"));
}

TEST(BadCore, ProgramOutsideTheRamIsRefused) {
  auto image = image_of(exit_code(0));
  image.segments[0].load_address = 0x1000;
  auto cpu = mcu::RtlCpu::make(core_of_rtl(), plugin_of("sound_core"));
  ASSERT_TRUE(cpu);
  const auto loaded = (*cpu)->load(image, "low.elf");
  ASSERT_FALSE(loaded);
  EXPECT_NE(loaded.error().text().find("RAM"), std::string::npos);
}

}  // namespace quartet::test
