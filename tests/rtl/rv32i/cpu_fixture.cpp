#include "cpu_fixture.hpp"

#include <gtest/gtest.h>

namespace quartet::test {

std::shared_ptr<const rtl::Plugin> plugin_of(const std::string& name) {
  auto plugin = rtl::find_plugin(std::string(QUARTET_TEST_RTL_DIR "/") + name + ".so");
  EXPECT_TRUE(plugin) << (plugin ? "" : plugin.error().text());
  return plugin ? *plugin : nullptr;
}

const mcu::Core& core_of_rtl() {
  static const auto core = mcu::load_core("rv32i");
  EXPECT_TRUE(core) << (core ? "" : core.error().text());
  return *core;
}

std::unique_ptr<mcu::RtlCpu> cpu_with(const std::string& plugin, const mcu::ElfImage& image, mcu::RtlCpuOptions options) {
  auto cpu = mcu::RtlCpu::make(core_of_rtl(), plugin_of(plugin), std::move(options));
  EXPECT_TRUE(cpu) << (cpu ? "" : cpu.error().text());
  if (!cpu) return nullptr;
  const auto loaded = (*cpu)->load(image, "test.elf");
  EXPECT_TRUE(loaded) << (loaded ? "" : loaded.error().text());
  return std::move(*cpu);
}

std::unique_ptr<mcu::Machine> simulator_with(const mcu::ElfImage& image, mcu::MachineOptions options) {
  auto machine = mcu::Machine::make(core_of_rtl(), std::move(options));
  EXPECT_TRUE(machine && (*machine)->load(image, "test.elf"));
  return std::move(*machine);
}

void expect_equal(const mcu::RtlCpu& rtl, const mcu::Machine& simulator, const std::string& what) {
  EXPECT_EQ(rtl.reason(), to_string(simulator.stop().reason)) << what << ": " << rtl.why();
  EXPECT_EQ(rtl.stop().code, simulator.stop().code) << what;
  EXPECT_EQ(rtl.cycles(), simulator.cycles()) << what;
  EXPECT_EQ(rtl.instret(), simulator.instret()) << what;
  EXPECT_EQ(rtl.serial_text(), simulator.serial_text()) << what;
  const auto registers = rtl.registers();
  ASSERT_EQ(registers.size(), simulator.register_count()) << what;
  for (unsigned i = 0; i < registers.size(); ++i) {
    EXPECT_EQ(registers[i].key, simulator.register_key(i)) << what;
    EXPECT_EQ(registers[i].value, simulator.register_value(i)) << what << ' ' << registers[i].key;
  }
}

}  // namespace quartet::test
