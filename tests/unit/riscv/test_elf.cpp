#include <gtest/gtest.h>

#include "accel/mcu/elf/elf32.hpp"
#include "program.hpp"

namespace quartet::test {
namespace {

void put(std::vector<std::uint8_t>& bytes, std::size_t at, std::uint32_t value, unsigned size) {
  for (unsigned i = 0; i < size; ++i) bytes[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
}

/// An executable with one segment of eight bytes in a file of 96.
std::vector<std::uint8_t> small_elf() {
  std::vector<std::uint8_t> bytes(96);
  const std::uint8_t magic[] = {0x7F, 'E', 'L', 'F', 1, 1, 1};
  std::copy(std::begin(magic), std::end(magic), bytes.begin());
  put(bytes, 16, 2, 2);
  put(bytes, 18, mcu::kMachineRiscv, 2);
  put(bytes, 24, kBase, 4);
  put(bytes, 28, 52, 4);
  put(bytes, 42, 32, 2);
  put(bytes, 44, 1, 2);
  put(bytes, 52, 1, 4);
  put(bytes, 56, 84, 4);
  put(bytes, 60, kBase, 4);
  put(bytes, 64, kBase, 4);
  put(bytes, 68, 8, 4);
  put(bytes, 72, 12, 4);
  return bytes;
}

}  // namespace

TEST(Elf, ReadsSegmentsAndEntry) {
  const auto image = mcu::read_elf(small_elf(), "a.elf");
  ASSERT_TRUE(image) << image.error().text();
  EXPECT_EQ(image->entry, kBase);
  ASSERT_EQ(image->segments.size(), 1U);
  EXPECT_EQ(image->segments[0].bytes.size(), 8U);
  EXPECT_EQ(image->segments[0].memory_bytes, 12U);
}

TEST(Elf, RefusesWhatTheFileDoesNotHold) {
  auto bytes = small_elf();
  put(bytes, 68, 4000, 4);
  put(bytes, 72, 4000, 4);
  EXPECT_FALSE(mcu::read_elf(bytes, "a.elf"));
  bytes = small_elf();
  put(bytes, 56, 0xFFFFFFF0, 4);
  EXPECT_FALSE(mcu::read_elf(bytes, "a.elf"));
  bytes = small_elf();
  put(bytes, 44, 0xFFFF, 2);
  EXPECT_FALSE(mcu::read_elf(bytes, "a.elf"));
  bytes = small_elf();
  bytes[4] = 2;
  EXPECT_FALSE(mcu::read_elf(bytes, "a.elf"));
}

TEST(Elf, ProgramThatDoesNotFitTheRamIsAnErrorWithTheRam) {
  const auto core = mcu::load_core("ibex");
  ASSERT_TRUE(core);
  const auto machine = mcu::Machine::make(*core);
  ASSERT_TRUE(machine);
  mcu::ElfImage image = image_of({addi(0, 0, 0)});
  image.segments[0].memory_bytes = 0xFFFFFFFF;
  const auto loaded = (*machine)->load(image, "a.elf");
  ASSERT_FALSE(loaded);
  EXPECT_NE(loaded.error().text().find("RAM: 16777216 bytes at 0x80000000"), std::string::npos)
      << loaded.error().text();
  image = image_of({addi(0, 0, 0)});
  image.machine = mcu::kMachineArm;
  EXPECT_FALSE((*machine)->load(image, "a.elf"));
}

TEST(Elf, FunctionsAreNamedWithTheirOffset) {
  mcu::ElfImage image;
  image.functions = {{0x100, "main"}, {0x200, "exit"}};
  EXPECT_EQ(image.function_at(0x110), "main+0x10");
  EXPECT_EQ(image.function_at(0x200), "exit");
  EXPECT_EQ(image.function_at(0x20), "");
}

}  // namespace quartet::test
