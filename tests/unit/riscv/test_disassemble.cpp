#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "accel/mcu/elf/elf32.hpp"
#include "accel/mcu/iss/rv32/decoder.hpp"
#include "accel/mcu/iss/rv32/disassemble.hpp"
#include "sim/base/files.hpp"
#include "sim/base/philox.hpp"

namespace quartet::mcu::rv32 {
namespace {

Decoder full() {
  return *Decoder::make("rv32imc_zicsr", "test");
}

std::string text(std::uint32_t raw, std::uint32_t pc = 0x80000000) {
  return disassemble(full().decode_word(raw, pc));
}

constexpr std::uint32_t kCount = 40000;

/// Random encodings, every opcode that we know among them, at the addresses where they stand in a flat file.
std::vector<std::uint8_t> random_code() {
  std::vector<std::uint8_t> bytes;
  for (std::uint32_t i = 0; i < kCount; ++i) {
    const auto word = philox4x32(5, 0, i)[0];
    const auto put = [&](std::uint32_t value, int size) {
      for (int k = 0; k < size; ++k) bytes.push_back(static_cast<std::uint8_t>(value >> (8 * k)));
    };
    // 0b11111 announces encodings of more than 32 bits, which objdump would read as one.
    if ((word & 31) == 31) continue;
    (word & 3) == 3 ? put(word, 4) : put(word, 2);
  }
  return bytes;
}

/// "c.addi\ta0,-3" of "  4:\t1575\tc.addi\ta0,-3 # comment", without symbols.
std::string objdump_text(std::string line) {
  line = line.substr(line.find('\t', line.find('\t') + 1) + 1);
  for (const char* tail : {" <", " #", "\t#"}) line = line.substr(0, line.find(tail));
  while (!line.empty() && (line.back() == ' ' || line.back() == '\t')) line.pop_back();
  return line;
}

}  // namespace

TEST(Disassemble, WritesInstructionsAsObjdumpDoesWithoutAliases) {
  EXPECT_EQ(text(0xFF010113), "addi\tsp,sp,-16");
  EXPECT_EQ(text(0x0800006F), "jal\tzero,0x80000080");
  EXPECT_EQ(text(0x00C12083), "lw\tra,12(sp)");
  EXPECT_EQ(text(0x05242A23), "sw\ts2,84(s0)");
  EXPECT_EQ(text(0x32001073), "csrrw\tzero,mcountinhibit,zero");
  EXPECT_EQ(text(0x8082), "c.jr\tra");
  EXPECT_EQ(text(0xFE031FE3, 0x800000D2), "bne\tt1,zero,0x800000d0");
  EXPECT_EQ(text(0x0000), ".2byte\t0x0");
}

// Where objdump names an instruction of ours, so do we, with the same operands; where we decode one, so does
// objdump.
TEST(Disassemble, AgreesWithObjdumpOnRandomEncodings) {
  const std::string folder = ::testing::TempDir();
  const std::string binary = folder + "/quartet_random_rv32.bin",
                    listing = folder + "/quartet_random_rv32.txt";
  ASSERT_TRUE(write_bytes(binary, random_code()));
  const std::string command = "riscv64-unknown-elf-objdump -b binary -m riscv:rv32 -M no-aliases -D " +
                              binary + " > " + listing + " 2>/dev/null";
  if (std::system(command.c_str()) != 0) GTEST_SKIP() << "needs riscv64-unknown-elf-objdump";
  std::ifstream in(listing);
  const Decoder decoder = full();
  int compared = 0;
  for (std::string line; std::getline(in, line);) {
    std::uint32_t pc = 0, raw = 0;
    if (std::sscanf(line.c_str(), " %x:\t%x", &pc, &raw) != 2) continue;
    const Decoded d = decoder.decode_word(raw, pc);
    if (d.what->name == "illegal") continue;
    const std::string ours = disassemble(d);
    // Control registers that we have no name for, and fences that change nothing, are not worth a comparison.
    // A compressed shift by zero is a hint that objdump names after its 64-bit form.
    const std::string theirs = objdump_text(line);
    if (ours.find("csrr") == 0 || ours.find("fence") == 0 || theirs.find("64\t") != std::string::npos)
      continue;
    EXPECT_EQ(ours, theirs) << line;
    ++compared;
  }
  EXPECT_GT(compared, static_cast<int>(kCount) / 4);
}

}  // namespace quartet::mcu::rv32
