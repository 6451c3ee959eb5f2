// Programs on the core in RTL and on the simulator of the same core.
#pragma once

#include <memory>
#include <string>

#include "accel/mcu/machine.hpp"
#include "accel/mcu/rtl/rtl_cpu.hpp"
#include "accel/mcu/rtl/rtl_run.hpp"

namespace quartet::test {

inline constexpr std::uint64_t kCycleLimit = 20'000'000;

/// A plug-in of these tests by name; the test fails when it cannot be loaded.
[[nodiscard]] std::shared_ptr<const rtl::Plugin> plugin_of(const std::string& name);
[[nodiscard]] const mcu::Core& core_of_rtl();

/// `image` on a plug-in, loaded and not yet run; nullptr, and a failed test, when that is not possible.
[[nodiscard]] std::unique_ptr<mcu::RtlCpu> cpu_with(const std::string& plugin, const mcu::ElfImage& image, mcu::RtlCpuOptions options = {});
[[nodiscard]] std::unique_ptr<mcu::Machine> simulator_with(const mcu::ElfImage& image, mcu::MachineOptions options = {});

/// The same exit, time, instructions, registers and RAM on both, after their runs.
void expect_equal(const mcu::RtlCpu& rtl, const mcu::Machine& simulator, const std::string& what);

}  // namespace quartet::test
