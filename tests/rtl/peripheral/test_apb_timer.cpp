// A peripheral in RTL on the bus of a core: programs set it up, sleep, are woken by it, in the right cycle.
#include <gtest/gtest.h>

#include <random>

#include "accel/mcu/devices/apb_timer.hpp"
#include "accel/mcu/rtl/rtl_cpu.hpp"
#include "accel/mcu/rtl/rtl_device.hpp"
#include "program.hpp"
#include "thumb_program.hpp"

namespace quartet::test {
namespace {

constexpr std::uint32_t kTimerBase = 0x50000000, kTimerBytes = 0x1000, kExternal = 11;
constexpr std::uint32_t kControl = 0, kValue = 4, kReload = 8, kStatus = 12;
constexpr std::uint32_t kTimes = kBase + 0x2000;  ///< where the handler writes when it ran

std::unique_ptr<mcu::RtlDevice> timer(const std::string& name = "timer") {
  auto plugin = rtl::find_plugin(std::string(QUARTET_TEST_RTL_DIR "/") + name + ".so");
  EXPECT_TRUE(plugin) << (plugin ? "" : plugin.error().text());
  auto device = mcu::RtlDevice::make(*plugin);
  EXPECT_TRUE(device) << (device ? "" : device.error().text());
  return std::move(*device);
}

/// Starts the timer with `reload`, sleeps, and ends when its interrupt has come three times. mcycle before the start goes to
/// kTimes, and at each interrupt to the words behind.
mcu::ElfImage sleeping_program(int reload) {
  std::vector<std::uint32_t> code{lui(5, kBase >> 12), addi(5, 5, 4 * 24), csr(1, 0, 0x305, 5), lui(6, kTimerBase >> 12),
                                  lui(7, kTimes >> 12), addi(8, 0, 1), 0x00B41413 /* slli x8, x8, 11 */, csr(2, 0, 0x304, 8),
                                  csr(6, 0, 0x300, 8), addi(9, 0, reload), store(kW, 9, 6, 8), addi(9, 0, 9), addi(12, 0, 3),
                                  csr(2, 20, 0xB00, 0), store(kW, 9, 6, 0), store(kW, 20, 7, 0), kWfi, branch(1, 11, 12, -4)};
  code = joined(code, exit_code(0));
  code.resize(24, addi(0, 0, 0));
  code = joined(code, {csr(2, 20, 0xB00, 0), addi(7, 7, 4), store(kW, 20, 7, 0), addi(11, 11, 1), addi(9, 0, 1), store(kW, 9, 6, 12), kMret});
  return image_of(code);
}

struct Times {
  std::uint32_t first, second, third;  ///< cycles from before the start to the first interrupt, and from each to the next
};
template <class Run>
Times times_of(const Run& run) {
  const auto at = [&](std::uint32_t i) { return run.word(kTimes + 4 * i).value_or(0); };
  return {at(1) - at(0), at(2) - at(1), at(3) - at(2)};
}

}  // namespace

TEST(RtlPeripheral, WakesASleepingSimulatedCoreInTheRightCycle) {
  for (const int reload : {50, 51, 1000}) {
    const auto device = timer();
    const auto core = mcu::load_core("rv32i");
    auto machine = mcu::Machine::make(*core);
    ASSERT_TRUE((*machine)->load(sleeping_program(reload), "test.elf"));
    ASSERT_TRUE((*machine)->add_device("timer", kTimerBase, kTimerBytes, *device));
    ASSERT_TRUE((*machine)->add_interrupt(kExternal, *device));
    (*machine)->run_to_end(1'000'000);
    ASSERT_EQ((*machine)->stop().reason, mcu::StopReason::exit) << mcu::describe_stop(**machine);
    EXPECT_FALSE(device->failure());
    const Times times = times_of(**machine);
    // The store begins 2 cycles behind the read of mcycle, its transfer takes 2, the count `reload`, the entry 1.
    EXPECT_EQ(times.first, 2U + 2 + static_cast<unsigned>(reload) + 1);
    EXPECT_EQ(times.second, static_cast<unsigned>(reload) + 1);
    EXPECT_EQ(times.third, times.second);
    EXPECT_GT((*machine)->sleep_cycles(), static_cast<std::uint64_t>(2 * reload));
    EXPECT_EQ(device->accesses(), 2U + 3);
  }
}

TEST(RtlPeripheral, WakesTheCoreInRtlInTheSameRhythm) {
  auto plugin = rtl::find_plugin(QUARTET_CORE_RTL);
  ASSERT_TRUE(plugin) << plugin.error().text();
  const auto device = timer();
  auto cpu = mcu::RtlCpu::make(*mcu::load_core("rv32i"), *plugin);
  ASSERT_TRUE(cpu) << cpu.error().text();
  ASSERT_TRUE((*cpu)->add_device("timer", kTimerBase, kTimerBytes, *device));
  ASSERT_TRUE((*cpu)->add_interrupt(kExternal, *device));
  ASSERT_TRUE((*cpu)->load(sleeping_program(60), "test.elf"));
  (*cpu)->run_to_end(1'000'000);
  ASSERT_EQ((*cpu)->reason(), "exit") << (*cpu)->why();
  const Times times = times_of(**cpu);
  EXPECT_EQ(times.first, 2U + 2 + 2 + 60 + 1) << "the store reaches the bus 2 cycles behind its fetch";
  EXPECT_EQ(times.second, 61U);
  EXPECT_EQ(times.third, 61U);
}

TEST(RtlPeripheral, InterruptsARunningCore) {
  // As above, but instead of sleeping the program counts.
  mcu::ElfImage image = sleeping_program(300);
  const std::uint32_t busy = addi(13, 13, 1);
  for (unsigned i = 0; i < 4; ++i) image.segments[0].bytes[4 * 16 + i] = static_cast<std::uint8_t>(busy >> (8 * i));
  const auto device = timer();
  auto machine = mcu::Machine::make(*mcu::load_core("ibex"));
  ASSERT_TRUE((*machine)->load(image, "test.elf"));
  ASSERT_TRUE((*machine)->add_device("timer", kTimerBase, kTimerBytes, *device));
  ASSERT_TRUE((*machine)->add_interrupt(kExternal, *device));
  (*machine)->run_to_end(1'000'000);
  ASSERT_EQ((*machine)->stop().reason, mcu::StopReason::exit) << mcu::describe_stop(**machine);
  EXPECT_GT((*machine)->register_value(13), 100U);
  EXPECT_LE(times_of(**machine).second, 301U + 10);
  EXPECT_GE(times_of(**machine).second, 301U - 10);
}

TEST(RtlPeripheral, WakesAnArmCoreThroughItsInterruptController) {
  // ldr r0,=0xE000E100; movs r1,#1; str r1,[r0]; ldr r2,=0x50000000; movs r1,#200; str r1,[r2,#8]; movs r4,#0; movs r1,#9;
  // str r1,[r2]; 1: wfi; cmp r4,#3; bne 1b; movs r0,#0x18; ldr r1,=0x20026; bkpt 0xab
  const Code main{0x4807, 0x2101, 0x6001, 0x4A07, 0x21C8, 0x6091, 0x2400, 0x2109, 0x6011, 0xBF30, 0x2C03,
                  0xD1FC, 0x2018, 0x4903, 0xBEAB, 0x46C0, 0xE100, 0xE000, 0x0000, 0x5000, 0x0026, 0x0002};
  const Code handler{0x3401, 0x2101, 0x60D1, 0x4770};  // adds r4,#1; movs r1,#1; str r1,[r2,#12]; bx lr
  for (const char* core : {"cortex-m0plus", "cortex-m4f"}) {
    const auto device = timer();
    const auto machine = thumb_machine(core, main, {{16, handler}});
    ASSERT_TRUE(machine->add_device("timer", kTimerBase, kTimerBytes, *device));
    ASSERT_TRUE(machine->add_interrupt(0, *device));
    machine->run_to_end(1'000'000);
    ASSERT_EQ(machine->stop().reason, mcu::StopReason::exit) << core << mcu::describe_stop(*machine);
    EXPECT_EQ(machine->register_value(4), 3U) << core;
    EXPECT_GT(machine->cycles(), 600U);
    EXPECT_LT(machine->cycles(), 700U);
    EXPECT_GT(machine->sleep_cycles(), 400U);
  }
}

TEST(RtlPeripheral, CountsAsTheModelOfTheTimerOneCycleLater) {
  std::mt19937 engine(7);
  const auto random = [&] { return static_cast<std::uint32_t>(engine()); };
  for (int round = 0; round < 20; ++round) {
    const auto device = timer();
    mcu::ApbTimer model;
    std::uint64_t now = 10 + random() % 20;
    const std::uint32_t reload = 1 + random() % 40;
    for (const auto& [offset, value] : {std::pair{kReload, reload}, {kControl, 1U}}) {
      ASSERT_TRUE(device->write(offset, 4, now, value));
      ASSERT_TRUE(model.write(offset, 4, now, value));
      now += 2 + random() % 5;
    }
    for (int i = 0; i < 30; ++i, now += 2 + random() % 30) {
      std::uint32_t rtl = 0, modelled = 0;
      ASSERT_TRUE(device->read(kValue, 4, now, rtl));
      ASSERT_TRUE(model.read(kValue, 4, now - 1, modelled));
      EXPECT_EQ(rtl, modelled) << "reload " << reload << ", cycle " << now;
    }
  }
}

TEST(RtlPeripheral, OffsetsAndSizesThatItDoesNotHaveAreBusErrors) {
  const auto device = timer();
  std::uint32_t value = 0;
  EXPECT_TRUE(device->read(kStatus, 4, 0, value));
  EXPECT_FALSE(device->read(0x10, 4, 10, value));
  EXPECT_FALSE(device->write(0x100, 4, 20, 1));
  EXPECT_FALSE(device->read(kValue, 1, 30, value));
  EXPECT_FALSE(device->failure()) << "an error response is no failure of the block";
}

TEST(RtlPeripheral, BlockThatDoesNotAnswerInTimeIsABusErrorWithItsCause) {
  const auto device = timer("silent_timer");
  std::uint32_t value = 0;
  EXPECT_FALSE(device->read(kValue, 4, 0, value));
  ASSERT_TRUE(device->failure());
  EXPECT_NE(device->failure()->text().find("pready 0"), std::string::npos) << device->failure()->text();
  EXPECT_EQ(device->next_change(0), UINT64_MAX) << "it has no interrupt";
}

TEST(RtlPeripheral, CoresRefuseInterruptsThatTheyDoNotHave) {
  const auto device = timer();
  auto riscv = mcu::Machine::make(*mcu::load_core("ibex"));
  EXPECT_FALSE((*riscv)->add_interrupt(7, *device));
  EXPECT_TRUE((*riscv)->add_interrupt(kExternal, *device));
  EXPECT_FALSE((*riscv)->add_interrupt(kExternal, *device));
  auto arm = mcu::Machine::make(*mcu::load_core("cortex-m0plus"));
  EXPECT_FALSE((*arm)->add_interrupt(32, *device));
}

TEST(RtlPeripheral, BlockWithoutRegistersIsRefusedWithItsPorts) {
  auto plugin = rtl::find_plugin(QUARTET_CORE_RTL);
  ASSERT_TRUE(plugin);
  const auto device = mcu::RtlDevice::make(*plugin);
  ASSERT_FALSE(device);
  EXPECT_NE(device.error().text().find("registers"), std::string::npos) << device.error().text();
  EXPECT_NE(device.error().text().find("mem_valid"), std::string::npos);
}

}  // namespace quartet::test
