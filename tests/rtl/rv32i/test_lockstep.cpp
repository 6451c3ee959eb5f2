// Lockstep: equal cores stay equal; a planted bug is found at its instruction, with both values and a wave.
#include <gtest/gtest.h>

#include <fstream>

#include "cpu_fixture.hpp"
#include "program.hpp"
#include "sim/base/files.hpp"

namespace quartet::test {
namespace {

mcu::RtlRunRequest request_for(const std::string& plugin, const mcu::ElfImage& image) {
  mcu::RtlRunRequest request{core_of_rtl(), plugin_of(plugin), image, "test.elf"};
  request.limit = kCycleLimit;
  request.lockstep = true;
  return request;
}

/// -16 >> 2 arithmetically, in x10, behind ten other instructions.
std::vector<std::uint32_t> shifting_program() {
  std::vector<std::uint32_t> code{addi(5, 0, -16), addi(6, 0, 2)};
  for (int i = 0; i < 8; ++i) code.push_back(addi(7, 7, 1));
  code.push_back(op(0x20, 5, 10, 5, 6));
  return joined(code, exit_code(0));
}

}  // namespace

TEST(Lockstep, FindsNothingInTheSoundCoreOnAProgramWithInterruptsCountersAndDevices) {
  std::vector<std::uint32_t> code{lui(5, kBase >> 12), addi(5, 5, 4 * 18), csr(1, 0, 0x305, 5), lui(6, 0x2004000 >> 12),
                                  store(kW, 0, 6, 4), addi(7, 0, 250), store(kW, 7, 6, 0), addi(8, 0, 0x80), csr(2, 0, 0x304, 8),
                                  csr(6, 0, 0x300, 8), csr(2, 20, 0xB00, 0), lui(9, 0x200C), load(kW, 21, 9, -8), addi(10, 10, 1),
                                  branch(0, 11, 0, -4)};
  code = joined(code, exit_code(0));
  ASSERT_EQ(code.size(), 18U);
  code = joined(code, {addi(11, 0, 1), csr(3, 0, 0x304, 8), kMret});
  const mcu::ElfImage image = image_of(code);
  const auto run = mcu::run_rtl_program(request_for("sound_core", image));
  ASSERT_TRUE(run) << run.error().text();
  EXPECT_EQ(run->cpu->reason(), "exit") << run->cpu->why();
  EXPECT_FALSE(run->difference) << run->difference->text();
  EXPECT_EQ(run->compared, run->cpu->instret());
}

TEST(Lockstep, FindsNothingInARecordedProgram) {
  const auto root = data_root();
  const auto file = root ? *root / "goldens" / "riscv" / "elf" / "divmod.rv.elf" : std::filesystem::path();
  if (!root || !std::filesystem::exists(file)) GTEST_SKIP() << "needs a recorded program below the data root";
  const auto bytes = read_bytes(file);
  const auto image = mcu::read_elf(*bytes, file.string());
  ASSERT_TRUE(image);
  const auto run = mcu::run_rtl_program(request_for("sound_core", *image));
  ASSERT_TRUE(run) << run.error().text();
  EXPECT_EQ(run->cpu->reason(), "exit") << run->cpu->why();
  EXPECT_GT(run->compared.value_or(0), 1000U);
}

TEST(Lockstep, FindsThePlantedBugAtItsInstructionWithBothValuesAndAWave) {
  const mcu::ElfImage image = image_of(shifting_program());
  auto request = request_for("wrong_shift", image);
  request.wave = std::filesystem::path(::testing::TempDir()) / "wrong_shift.fst";
  std::filesystem::remove(request.wave);
  const auto run = mcu::run_rtl_program(request);
  ASSERT_TRUE(run) << run.error().text();
  EXPECT_EQ(run->cpu->reason(), "difference");
  EXPECT_EQ(run->compared, 10U);
  const std::string text = run->cpu->why();
  // Ten instructions of 2 cycles, then the fetch and the execution of the shift.
  for (const char* expected : {"cycle 21, instruction 11", "register a0", "0x80000028: sra a0,t0,t1: 0x3ffffffc",
                               "0x80000028: sra a0,t0,t1: 0xfffffffc"})
    EXPECT_NE(text.find(expected), std::string::npos) << expected << " is not in\n" << text;
  ASSERT_TRUE(run->wave);
  EXPECT_EQ(run->wave->first, 0U);
  EXPECT_GT(std::filesystem::file_size(request.wave), 100U);
  std::filesystem::remove(request.wave);
}

TEST(Lockstep, WithoutItThePlantedBugShowsOnlyInTheResult) {
  const auto cpu = cpu_with("wrong_shift", image_of(shifting_program()));
  cpu->run_to_end(1000);
  EXPECT_EQ(cpu->reason(), "exit");
  EXPECT_EQ(cpu->registers().at(10).value, 0x3FFFFFFCU);
}

TEST(Lockstep, RefusesACoreThatDoesNotShowItsInstructions) {
  const mcu::ElfImage image = image_of(shifting_program());
  const auto run = mcu::run_rtl_program(request_for("hangs", image));
  ASSERT_FALSE(run);
  EXPECT_NE(run.error().text().find("retire_valid"), std::string::npos) << run.error().text();
}

}  // namespace quartet::test
