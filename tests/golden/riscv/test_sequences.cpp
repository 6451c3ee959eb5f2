// Random sequences: registers and memory word for word, cycles within 1 % in total.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "accel/mcu/core.hpp"
#include "accel/mcu/machine.hpp"
#include "sim/base/files.hpp"
#include "tests/support/golden_report.hpp"

namespace quartet::test {
namespace {

constexpr double kTotalBar = 0.01;
constexpr std::uint64_t kCycleLimit = 1'000'000;

/// Our core for a name of the set.
std::string core_for_sequence(const std::string& rtl) {
  static const std::map<std::string, std::string> kCores{{"cv32e40p", "cv32e40p"},
                                                         {"ibex_rv32mfast", "ibex"}};
  return kCores.contains(rtl) ? kCores.at(rtl) : "";
}

std::uint32_t hex(const nlohmann::json& text) {
  return static_cast<std::uint32_t>(std::stoul(text.get<std::string>(), nullptr, 16));
}

/// Words of the final state that are not as expected.
int state_differences(const mcu::Machine& machine, const mcu::ElfImage& image,
                      const nlohmann::json& expected) {
  const std::uint32_t base = image.symbol("begin_signature").value_or(0);
  int differ = 0;
  for (const auto& [name, value] : expected.at("regs").items()) {
    const auto number = static_cast<std::uint32_t>(std::stoul(name.substr(1)));
    if (machine.word(base + 4 * number) != hex(value)) ++differ;
  }
  const auto offset = expected.at("mem_symbol_offset").get<std::uint32_t>();
  std::uint32_t i = 0;
  for (const auto& value : expected.at("mem")) {
    if (machine.word(base + offset + 4 * i++) != hex(value)) ++differ;
  }
  return differ;
}

struct Total {
  std::int64_t ours = 0, rtl = 0, exact = 0, count = 0, differ = 0;
};

void run_sequence(const nlohmann::json& sequence, const std::filesystem::path& folder, std::uint32_t native_after,
                  std::map<std::string, Total>& totals) {
  const std::filesystem::path elf = folder / sequence.at("elf").get<std::string>();
  const auto bytes = read_bytes(elf);
  ASSERT_TRUE(bytes) << bytes.error().text();
  const auto image = mcu::read_elf(*bytes, elf.string());
  ASSERT_TRUE(image) << image.error().text();
  for (const auto& [rtl, cycles] : sequence.at("cycles_reset_to_exit").items()) {
    const std::string name = core_for_sequence(rtl);
    ASSERT_NE(name, "") << "no core of ours stands for " << rtl;
    const auto core = mcu::load_core(name);
    ASSERT_TRUE(core) << core.error().text();
    mcu::MachineOptions options;
    options.native_after = native_after;
    auto machine = mcu::Machine::make(*core, options);
    ASSERT_TRUE(machine) << machine.error().text();
    ASSERT_TRUE((*machine)->load(*image, elf.string()));
    (*machine)->run_to_end(kCycleLimit);
    EXPECT_EQ((*machine)->stop().reason, mcu::StopReason::exit) << elf << '\n'
                                                                << mcu::describe_stop(**machine);
    const int differ = state_differences(**machine, *image, sequence);
    EXPECT_EQ(differ, 0) << name << ' ' << elf;
    Total& t = totals[name];
    const auto ours = static_cast<std::int64_t>((*machine)->cycles());
    t.ours += ours;
    t.rtl += cycles.get<std::int64_t>();
    t.exact += ours == cycles.get<std::int64_t>() ? 1 : 0;
    ++t.count;
    t.differ += differ != 0 ? 1 : 0;
  }
}

// As blocks of ops, and as host code from the first instruction on.
TEST(RandomSequences, LeaveTheExpectedStateInTheExpectedTime) {
  QUARTET_DATA_OR_SKIP(folder, "goldens/riscv/seq");
  std::ifstream in(folder / "expected.json");
  const auto expected = nlohmann::json::parse(in);
  for (const std::uint32_t native_after : {0U, 1U}) {
    std::map<std::string, Total> totals;
    for (const auto& sequence : expected.at("sequences")) {
      run_sequence(sequence, folder, native_after, totals);
      if (HasFatalFailure()) return;
    }
    ASSERT_FALSE(totals.empty());
    for (const auto& [name, t] : totals) {
      const double error = static_cast<double>(t.ours) / static_cast<double>(t.rtl) - 1;
      std::cout << fmt::format("  {:<15} {} sequences, {} cycles, RTL {} ({:+.2f} %), {} exact\n", name, t.count, t.ours,
                               t.rtl, 100 * error, t.exact);
      report_golden("riscv/seq/" + name + (native_after != 0 ? " native" : ""), t.count, t.differ);
      EXPECT_LE(std::abs(error), kTotalBar) << name;
    }
  }
}

}  // namespace
}  // namespace quartet::test
