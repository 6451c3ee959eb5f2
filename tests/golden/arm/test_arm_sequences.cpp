// Random Thumb-2 sequences: registers, flags, floating-point registers and memory word for word.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "accel/mcu/machine.hpp"
#include "sim/base/files.hpp"
#include "tests/support/golden_report.hpp"

namespace quartet::test {
namespace {

constexpr std::uint64_t kCycleLimit = 10'000'000;
constexpr std::uint32_t kCoreRegisters = 13, kFirstFloat = 15;

std::uint32_t hex(const nlohmann::json& text) {
  return static_cast<std::uint32_t>(std::stoul(text.get<std::string>(), nullptr, 16));
}

/// Word of the mailbox that holds a register: r0 to r12, APSR, FPSCR, s0 to s31.
std::uint32_t mailbox_word(const std::string& name) {
  if (name == "apsr") return kCoreRegisters;
  if (name == "fpscr") return kCoreRegisters + 1;
  const auto number = static_cast<std::uint32_t>(std::stoul(name.substr(1)));
  return name[0] == 's' ? kFirstFloat + number : number;
}

/// What of the final state is not as expected.
std::string differences(const mcu::Machine& machine, const mcu::ElfImage& image,
                        const nlohmann::json& expected) {
  const auto mailbox = image.symbol("mailbox"), buffer = image.symbol("sbuf");
  if (!mailbox || !buffer) return "no mailbox or sbuf";
  std::string text;
  const auto compare = [&](const std::string& what, std::uint32_t address, std::uint32_t want) {
    const std::uint32_t got = machine.word(address).value_or(0);
    if (got != want) text += fmt::format("  {}: {:08x}, expected {:08x}\n", what, got, want);
  };
  for (const auto& [name, value] : expected.at("regs").items())
    compare(name, *mailbox + 4 * mailbox_word(name), hex(value));
  std::uint32_t i = 0;
  for (const auto& value : expected.at("mem")) {
    compare(fmt::format("sbuf[{}]", i), *buffer + 4 * i, hex(value));
    ++i;
  }
  return text;
}

struct Total {
  std::int64_t count = 0, differ = 0;
};

struct Mode {
  const char* name;
  bool timed;
  std::uint32_t native_after;
};

void run_sequence(const nlohmann::json& sequence, const std::filesystem::path& folder, const Mode& mode,
                  std::map<std::string, Total>& totals) {
  const std::filesystem::path elf = folder / sequence.at("elf").get<std::string>();
  const auto bytes = read_bytes(elf);
  ASSERT_TRUE(bytes) << bytes.error().text();
  const auto image = mcu::read_elf(*bytes, elf.string());
  ASSERT_TRUE(image) << image.error().text();
  const auto core = mcu::load_core("cortex-m4f");
  ASSERT_TRUE(core) << core.error().text();
  mcu::MachineOptions options;
  options.timed = mode.timed;
  options.native_after = mode.native_after;
  const auto machine = mcu::Machine::make(*core, options);
  ASSERT_TRUE(machine) << machine.error().text();
  const auto loaded = (*machine)->load(*image, elf.string());
  ASSERT_TRUE(loaded) << loaded.error().text();
  (*machine)->run_to_end(kCycleLimit);
  EXPECT_EQ((*machine)->stop().reason, mcu::StopReason::exit) << elf << '\n' << mcu::describe_stop(**machine);
  EXPECT_EQ((*machine)->stop().code, 0U) << elf;
  const std::string text = differences(**machine, *image, sequence);
  EXPECT_EQ(text, "") << elf;
  const std::string name = sequence.at("name").get<std::string>();
  Total& t = totals[name.substr(0, name.rfind('_'))];
  ++t.count;
  t.differ += text.empty() ? 0 : 1;
}

TEST(ArmSequences, LeaveTheExpectedState) {
  QUARTET_DATA_OR_SKIP(folder, "goldens/arm/seq");
  std::ifstream in(folder / "expected.json");
  const auto expected = nlohmann::json::parse(in);
  // As blocks of ops, and as host code from the first instruction on.
  for (const Mode& mode : {Mode{"", true, 0}, Mode{" untimed", false, 0}, Mode{" native", true, 1}}) {
    std::map<std::string, Total> totals;
    for (const auto& sequence : expected.at("sequences")) {
      run_sequence(sequence, folder, mode, totals);
      if (HasFatalFailure()) return;
    }
    ASSERT_FALSE(totals.empty());
    for (const auto& [kind, t] : totals)
      report_golden("arm/seq/" + kind + mode.name, t.count, t.differ);
  }
}

}  // namespace
}  // namespace quartet::test
