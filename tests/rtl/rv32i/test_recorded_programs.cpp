// Every recorded program that the core's instruction set has: the RTL gives what the simulator of the same core gives, in
// exactly its cycles.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "cpu_fixture.hpp"
#include "sim/base/files.hpp"
#include "tests/support/golden_report.hpp"

namespace quartet::test {
namespace {

mcu::ElfImage read_image(const std::filesystem::path& file) {
  const auto bytes = read_bytes(file);
  EXPECT_TRUE(bytes) << file;
  const auto image = mcu::read_elf(*bytes, file.string());
  EXPECT_TRUE(image) << file;
  return image ? *image : mcu::ElfImage{};
}

std::vector<std::filesystem::path> programs_in(const std::filesystem::path& folder, const std::string& ending) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().filename().string().ends_with(ending)) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

int words_that_differ(const mcu::RtlCpu& rtl, const mcu::Machine& simulator, std::uint32_t first, std::uint32_t end) {
  int differ = 0;
  for (std::uint32_t at = first; at < end; at += 4) differ += rtl.word(at) != simulator.word(at) ? 1 : 0;
  return differ;
}

}  // namespace

TEST(RecordedPrograms, RunOnTheRtlAsOnTheSimulatorInTheSameCycles) {
  QUARTET_DATA_OR_SKIP(folder, "goldens/riscv/elf");
  int compared = 0, differ = 0, other = 0;
  std::uint64_t cycles = 0;
  for (const auto& file : programs_in(folder, ".rv.elf")) {
    const mcu::ElfImage image = read_image(file);
    const auto begin = image.symbol("begin_signature"), end = image.symbol("end_signature");
    ASSERT_TRUE(begin && end) << file;
    const auto simulator = simulator_with(image);
    simulator->run_to_end(kCycleLimit);
    if (simulator->stop().reason == mcu::StopReason::illegal_instruction) {
      ++other;  // of an instruction set that the core has not
      continue;
    }
    const auto rtl = cpu_with("sound_core", image);
    ASSERT_NE(rtl, nullptr);
    rtl->run_to_end(kCycleLimit);
    expect_equal(*rtl, *simulator, file.filename().string());
    const int words = words_that_differ(*rtl, *simulator, *begin, *end);
    EXPECT_EQ(words, 0) << file;
    ++compared;
    differ += words != 0 || rtl->cycles() != simulator->cycles() ? 1 : 0;
    cycles += rtl->cycles();
  }
  std::cout << "  " << compared << " programs, " << cycles << " cycles of RTL; " << other << " of other instruction sets\n";
  report_golden("riscv/elf on rv32i in RTL", compared, differ);
  EXPECT_GT(compared, 0);
}

TEST(RecordedSequences, LeaveTheExpectedStateOnTheRtl) {
  QUARTET_DATA_OR_SKIP(folder, "goldens/riscv/seq");
  std::ifstream in(folder / "expected.json");
  const auto expected = nlohmann::json::parse(in);
  const auto hex = [](const nlohmann::json& text) { return static_cast<std::uint32_t>(std::stoul(text.get<std::string>(), nullptr, 16)); };
  int compared = 0, differ = 0;
  for (const auto& sequence : expected.at("sequences")) {
    const std::string elf = sequence.at("elf").get<std::string>();
    const mcu::ElfImage image = read_image(folder / elf);
    const auto rtl = cpu_with("sound_core", image);
    ASSERT_NE(rtl, nullptr);
    rtl->run_to_end(kCycleLimit);
    EXPECT_EQ(rtl->reason(), "exit") << elf << ' ' << rtl->why();
    const std::uint32_t base = image.symbol("begin_signature").value_or(0);
    int wrong = 0;
    for (const auto& [name, value] : sequence.at("regs").items())
      wrong += rtl->word(base + 4 * static_cast<std::uint32_t>(std::stoul(name.substr(1)))) != hex(value) ? 1 : 0;
    std::uint32_t at = base + sequence.at("mem_symbol_offset").get<std::uint32_t>();
    for (const auto& value : sequence.at("mem")) {
      wrong += rtl->word(at) != hex(value) ? 1 : 0;
      at += 4;
    }
    EXPECT_EQ(wrong, 0) << elf;
    ++compared;
    differ += wrong != 0 ? 1 : 0;
  }
  report_golden("riscv/seq on rv32i in RTL", compared, differ);
  EXPECT_GT(compared, 0);
}

}  // namespace quartet::test
