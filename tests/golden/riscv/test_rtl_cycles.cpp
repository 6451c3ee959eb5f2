// Cycles of every program against the RTL of every core that we model. The bars are those of the project:
// macro programs within 1 %; micro-benchmarks exact in 95 % of cases and never off by more than 2 cycles per
// copy of their body.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>

#include "rtl_cases.hpp"
#include "sim/base/files.hpp"
#include "tests/support/golden_report.hpp"

namespace quartet::test {
namespace {

constexpr double kMacroBar = 0.01, kExactBar = 0.95;
constexpr std::uint64_t kCyclesPerCopy = 2;

/// Copies of the body of each micro-benchmark, where the set says so; else one.
std::map<std::string, std::uint64_t> read_copies(const std::filesystem::path& index) {
  std::map<std::string, std::uint64_t> copies;
  std::ifstream in(index);
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::stringstream cells(line);
    std::string name, count;
    if (std::getline(cells, name, ',') && std::getline(cells, count, ',')) copies[name] = std::stoull(count);
  }
  return copies;
}

/// `absent`: rows whose program is not in the set.
struct Tally {
  int macro = 0, micro = 0, exact = 0, differ = 0, wrong = 0, absent = 0;
  double worst_macro = 0;
  std::string worst_program;
};

class RtlCycles : public ::testing::Test {
 protected:
  void compare(const RtlCase& c, const mcu::Core& core, const std::filesystem::path& folder) {
    const std::filesystem::path elf =
        folder / "elf" / (c.program + (core.machine_csrs ? ".rv.elf" : ".rvu.elf"));
    if (!std::filesystem::exists(elf)) {
      ++tally[core.name].absent;
      return;
    }
    Tally& t = tally[core.name];
    const Measured m = run_case(core, elf);
    if (!m.ended || m.checksum != c.checksum) {
      ++t.wrong;
      ADD_FAILURE() << core.name << ' ' << c.program << ": " << (m.ended ? "another checksum" : m.why);
      return;
    }
    // minstret may be read while the instruction before is still in the pipeline.
    EXPECT_LE(std::max(m.instret, c.instret) - std::min(m.instret, c.instret), 1U)
        << core.name << ' ' << c.program;
    c.kind == "macro" ? macro(c, m, t) : micro(c, m, t);
  }

  static void macro(const RtlCase& c, const Measured& m, Tally& t) {
    const double error = std::abs(static_cast<double>(m.cycles) / static_cast<double>(c.cycles) - 1);
    ++t.macro;
    if (error >= t.worst_macro) {
      t.worst_macro = error;
      t.worst_program = c.program;
    }
    if (error > kMacroBar) ++t.differ;
    EXPECT_LE(error, kMacroBar) << c.core << ' ' << c.parameters << ' ' << c.program << ": " << m.cycles
                                << " cycles, RTL " << c.cycles;
  }

  void micro(const RtlCase& c, const Measured& m, Tally& t) {
    ++t.micro;
    const std::uint64_t off = std::max(m.cycles, c.cycles) - std::min(m.cycles, c.cycles);
    if (off == 0) {
      ++t.exact;
      return;
    }
    std::cout << "  " << t.micro << ' ' << c.core << ' ' << c.parameters << ' ' << c.program << ": "
              << m.cycles << " cycles, RTL " << c.cycles << '\n';
    const std::uint64_t n = copies.contains(c.program) ? std::max<std::uint64_t>(1, copies[c.program]) : 1;
    if (off > kCyclesPerCopy * n) ++t.differ;
    EXPECT_LE(off, kCyclesPerCopy * n) << c.core << ' ' << c.program;
  }

  std::map<std::string, Tally> tally;
  std::map<std::string, std::uint64_t> copies;
};

TEST_F(RtlCycles, AgreeWithEveryProgramOfTheGoldenSet) {
  QUARTET_DATA_OR_SKIP(folder, "goldens/riscv");
  if (const auto index = *folder_root / "programs" / "micro" / "INDEX.csv"; std::filesystem::exists(index))
    copies = read_copies(index);
  std::map<std::string, mcu::Core> cores;
  for (const RtlCase& c : read_rtl_cases(folder / "rtl_cycles.csv")) {
    const std::string name = core_for(c);
    ASSERT_NE(name, "") << "no core of ours stands for " << c.core << ' ' << c.parameters;
    if (!cores.contains(name)) {
      auto core = mcu::load_core(name);
      ASSERT_TRUE(core) << core.error().text();
      cores.emplace(name, *core);
    }
    compare(c, cores.at(name), folder);
  }
  int compared = 0;
  for (const auto& [name, t] : tally) {
    std::cout << fmt::format(
        "  {:<15} {:2} programs, worst {:.2f} % ({}); {:3} micro-benchmarks, {} exact; {} without a program\n",
        name, t.macro, 100 * t.worst_macro, t.worst_program, t.micro, t.exact, t.absent);
    report_golden("riscv/rtl_cycles/" + name, t.macro + t.micro + t.wrong, t.differ + t.wrong);
    compared += t.macro + t.micro;
    if (t.micro > 0) {
      EXPECT_GE(t.exact, kExactBar * t.micro) << name;
    }
  }
  EXPECT_GT(compared, 0);
}

}  // namespace
}  // namespace quartet::test
