#include "accel/mcu/iss/arm/disassemble.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "accel/mcu/iss/arm/decoder.hpp"
#include "sim/base/files.hpp"
#include "sim/base/philox.hpp"

namespace quartet::mcu::arm {
namespace {

const Decoder& full() {
  static const auto made = Decoder::make("armv7e-m_fpv4", "test");
  return *made;
}

std::string text(std::uint32_t raw, std::uint32_t pc = 0, std::uint8_t context = 0) {
  return disassemble(full().decode_word(raw, pc, context));
}

constexpr std::uint32_t kCount = 60000;

/// Random encodings, half of them of 32 bits. IT is left out: what it does to the names behind it is another
/// test.
std::vector<std::uint8_t> random_code() {
  std::vector<std::uint8_t> bytes;
  const auto put = [&](std::uint32_t half) {
    bytes.push_back(static_cast<std::uint8_t>(half));
    bytes.push_back(static_cast<std::uint8_t>(half >> 8));
  };
  for (std::uint32_t i = 0; i < kCount; ++i) {
    const auto random = philox4x32(7, 0, i);
    const std::uint32_t first = i % 4 == 0 ? random[0] & 0xFFFF : 0xE800 | (random[0] & 0x17FF);
    if (first >> 8 == 0xBF && (first & 15) != 0) continue;
    put(first);
    // Fields that must be all ones or zero are met more often than by chance.
    std::uint32_t second = random[1] & 0xFFFF;
    if ((random[2] & 1) != 0) second |= 0xF000;
    if ((random[2] & 6) == 6) second &= 0xFF0F;
    if ((random[2] & 24) == 24) second = (second & 0xF0FF) | 0x0A00;
    if (is_wide(first)) put(second);
  }
  put(0xBF00);
  return bytes;
}

/// The instruction of "  4:\tf8d1 0064\tldr.w\tr0, [r1, #100]\t@ 0x64", without comments and symbols.
std::string objdump_text(std::string line) {
  line = line.substr(line.find('\t', line.find('\t') + 1) + 1);
  for (const char* tail : {"\t@", " @", " <", "\t;"}) line = line.substr(0, line.find(tail));
  while (!line.empty() && (line.back() == ' ' || line.back() == '\t')) line.pop_back();
  return line;
}

/// Where objdump says something else on purpose: APSR is called CPSR, and a few hints and constants have
/// other names.
bool is_named_otherwise(const std::string& ours) {
  for (const char* name : {"msr", "mrs", "vmrs", "nop", "dbg"}) {
    if (ours.rfind(name, 0) == 0) return true;
  }
  return ours.find("dsb") == 0 || ours.find("dmb") == 0 || ours.find("isb") == 0 || ours.find("cps") == 0;
}

}  // namespace

TEST(ArmDisassemble, WritesInstructionsAsObjdumpDoes) {
  EXPECT_EQ(text(0x00C8), "lsls\tr0, r1, #3");
  EXPECT_EQ(text(0xB503), "push\t{r0, r1, lr}");
  EXPECT_EQ(text(0xE7FE, 0x54), "b.n\t0x54");
  EXPECT_EQ(text(0xF7FFFFFE, 0x56), "bl\t0x56");
  EXPECT_EQ(text(0xBEAB), "bkpt\t0x00ab");
  EXPECT_EQ(text(0xEA0100C2), "and.w\tr0, r1, r2, lsl #3");
  EXPECT_EQ(text(0xEA4F0031), "mov.w\tr0, r1, rrx");
  EXPECT_EQ(text(0xF04F20FF), "mov.w\tr0, #4278255360");
  EXPECT_EQ(text(0xF85F0008), "ldr.w\tr0, [pc, #-8]");
  EXPECT_EQ(text(0xE8BD8110), "ldmia.w\tsp!, {r4, r8, pc}");
  EXPECT_EQ(text(0xE9620102), "strd\tr0, r1, [r2, #-8]!");
  EXPECT_EQ(text(0xECB00A04), "vldmia\tr0!, {s0-s3}");
  EXPECT_EQ(text(0xEE30 << 16 | 0x0A81), "vadd.f32\ts0, s1, s2");
  EXPECT_EQ(text(0xDE00 | 3), "udf\t#3");
  EXPECT_EQ(text(0xF3808811), "msr\tBASEPRI, r0");
  EXPECT_EQ(text(0xFFFFFFFF), ".word\t0xffffffff");
}

TEST(ArmDisassemble, WritesTheConditionOfAnItBlock) {
  EXPECT_EQ(text(0xBF1C), "itt\tne");
  EXPECT_EQ(text(0xBFCA), "itet\tgt");
  EXPECT_EQ(text(0xBF04), "itt\teq");
  constexpr std::uint8_t kNe = 0x18, kLe = 0xD8;
  EXPECT_EQ(text(0x18B2, 0, kNe), "addne\tr2, r6, r2");
  EXPECT_EQ(text(0xEE300A81, 0, kLe), "vaddle.f32\ts0, s1, s2");
  EXPECT_EQ(text(0xEB010002, 0, kNe), "addne.w\tr0, r1, r2");
}

// What we decode, objdump names and writes alike.
TEST(ArmDisassemble, AgreesWithObjdumpOnRandomEncodings) {
  const std::string folder = ::testing::TempDir();
  const std::string binary = folder + "/quartet_random_thumb.bin",
                    listing = folder + "/quartet_random_thumb.txt";
  ASSERT_TRUE(write_bytes(binary, random_code()));
  const std::string command = "arm-none-eabi-objdump -b binary -m armv7e-m -M force-thumb -D " + binary +
                              " > " + listing + " 2>/dev/null";
  if (std::system(command.c_str()) != 0)
    GTEST_SKIP() << "needs arm-none-eabi-objdump (Debian: gcc-arm-none-eabi)";
  std::ifstream in(listing);
  int compared = 0;
  for (std::string line; std::getline(in, line);) {
    std::uint32_t pc = 0, first = 0, second = 0;
    std::array<char, 8> halves{};
    if (std::sscanf(line.c_str(), " %x:\t%4[0-9a-f]", &pc, halves.data()) != 2) continue;
    first = static_cast<std::uint32_t>(std::strtoul(halves.data(), nullptr, 16));
    if (is_wide(first) && std::sscanf(line.c_str(), " %*x:\t%*x %4[0-9a-f]", halves.data()) != 1) continue;
    second = static_cast<std::uint32_t>(std::strtoul(halves.data(), nullptr, 16));
    const Decoded d = full().decode_word(is_wide(first) ? first << 16 | second : first, pc);
    if (d.what->name == "undefined") continue;
    const std::string ours = disassemble(d);
    if (is_named_otherwise(ours)) continue;
    EXPECT_EQ(ours, objdump_text(line)) << line;
    ++compared;
  }
  EXPECT_GT(compared, static_cast<int>(kCount) / 4);
}

}  // namespace quartet::mcu::arm
