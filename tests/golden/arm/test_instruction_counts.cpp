// The shared programs, cross-compiled here: checksums, and the instructions between their two readings of the
// timer.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "accel/mcu/machine.hpp"
#include "sim/base/files.hpp"
#include "tests/support/golden_report.hpp"

namespace quartet::test {
namespace {

constexpr std::uint64_t kCycleLimit = 100'000'000;
/// Result words at mailbox: magic, checksum, cycles, timer ticks.
constexpr std::uint32_t kMagic = 0x051A47E7;

struct Row {
  std::string program, reps;
  std::uint32_t checksum = 0;
  std::int64_t instructions = 0;
};

std::vector<Row> read_rows(const std::filesystem::path& csv) {
  std::vector<Row> rows;
  std::ifstream in(csv);
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::stringstream cells(line);
    Row row;
    std::string checksum, instructions;
    std::getline(cells, row.program, ',');
    std::getline(cells, row.reps, ',');
    std::getline(cells, checksum, ',');
    std::getline(cells, instructions, ',');
    if (row.program.empty()) continue;
    row.checksum = static_cast<std::uint32_t>(std::stoul(checksum, nullptr, 16));
    row.instructions = std::stoll(instructions);
    rows.push_back(row);
  }
  return rows;
}

/// The options of the recording, with its reading of timer 0; false: it does not compile.
bool compile(const std::filesystem::path& programs, const Row& row, const std::string& elf) {
  const std::string root = programs.string();
  const std::string command =
      "arm-none-eabi-gcc -mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16 -O2 -ffreestanding "
      "-nostdlib "
      "-DICOUNT -DREPS=" +
      row.reps + " -I" + root + "/common -T" + root + "/common/m4.ld " + root + "/common/m4_start.c " + root +
      "/common/main.c " + root + "/common/minilib.c " + root + "/bench/" + row.program + ".c -lgcc -o " +
      elf + " 2>&1";
  return std::system(command.c_str()) == 0;
}

}  // namespace

TEST(ArmPrograms, HaveTheRecordedChecksumsAndInstructionCounts) {
  QUARTET_DATA_OR_SKIP(csv, "goldens/arm/instruction_counts.csv");
  const std::filesystem::path programs = *csv_root / "programs";
  if (std::system("arm-none-eabi-gcc --version > /dev/null 2>&1") != 0)
    GTEST_SKIP() << "needs arm-none-eabi-gcc (Debian: gcc-arm-none-eabi), not found";
  if (!std::filesystem::exists(programs)) GTEST_SKIP() << "needs the sources programs/ below the data root";
  const auto core = mcu::load_core("cortex-m4f");
  ASSERT_TRUE(core) << core.error().text();
  std::int64_t compared = 0, differ = 0;
  for (const Row& row : read_rows(csv)) {
    const std::string elf = ::testing::TempDir() + "/quartet_arm_" + row.program + ".elf";
    ASSERT_TRUE(compile(programs, row, elf)) << row.program;
    const auto bytes = read_bytes(elf);
    ASSERT_TRUE(bytes) << bytes.error().text();
    const auto image = mcu::read_elf(*bytes, elf);
    ASSERT_TRUE(image) << image.error().text();
    // Untimed: a cycle, hence a tick of the timer, is an instruction.
    const auto machine = mcu::Machine::make(*core, {false, false});
    ASSERT_TRUE(machine && (*machine)->load(*image, elf));
    (*machine)->run_to_end(kCycleLimit);
    ASSERT_EQ((*machine)->stop().reason, mcu::StopReason::exit) << mcu::describe_stop(**machine);
    const std::uint32_t mailbox = image->symbol("mailbox").value_or(0);
    const auto word = [&](std::uint32_t i) { return (*machine)->word(mailbox + 4 * i).value_or(0); };
    EXPECT_EQ(word(0), kMagic) << row.program;
    EXPECT_EQ(word(1), row.checksum) << row.program;
    EXPECT_EQ(static_cast<std::int64_t>(word(3)), row.instructions) << row.program;
    ++compared;
    differ += word(1) == row.checksum && static_cast<std::int64_t>(word(3)) == row.instructions ? 0 : 1;
  }
  report_golden("arm/instruction_counts", compared, differ);
}

}  // namespace quartet::test
