#include <gtest/gtest.h>

#include <sstream>

#include "sim/base/files.hpp"
#include "sim/cli/command_line.hpp"

namespace quartet::cli {
namespace {

struct Outcome {
  int code;
  std::string out, err;
};

Outcome run(const std::vector<std::string>& words) {
  std::ostringstream out, err;
  Session session(out, err);
  const int code = run_command_line(words, session);
  return {code, out.str(), err.str()};
}

void put(std::vector<std::uint8_t>& bytes, std::size_t at, std::uint32_t value, unsigned size) {
  for (unsigned i = 0; i < size; ++i) bytes[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
}

/// An executable of one instruction at 0x80000000.
std::string program(const std::string& name, std::uint32_t instruction) {
  std::vector<std::uint8_t> bytes(88);
  const std::uint8_t magic[] = {0x7F, 'E', 'L', 'F', 1, 1, 1};
  std::copy(std::begin(magic), std::end(magic), bytes.begin());
  constexpr std::uint32_t kBase = 0x80000000, kRiscv = 243;
  put(bytes, 16, 2, 2);
  put(bytes, 18, kRiscv, 2);
  put(bytes, 24, kBase, 4);
  put(bytes, 28, 52, 4);
  put(bytes, 42, 32, 2);
  put(bytes, 44, 1, 2);
  put(bytes, 52, 1, 4);
  put(bytes, 56, 84, 4);
  put(bytes, 60, kBase, 4);
  put(bytes, 64, kBase, 4);
  put(bytes, 68, 4, 4);
  put(bytes, 72, 4, 4);
  put(bytes, 84, instruction, 4);
  const std::string file = ::testing::TempDir() + "/" + name;
  EXPECT_TRUE(write_bytes(file, bytes));
  return file;
}

constexpr std::uint32_t kLoopForever = 0x0000006F, kNothing = 0xFFFFFFFF;

}  // namespace

TEST(Iss, RunawayProgramEndsAtMaxCyclesWithExitCodeOneAndJson) {
  const Outcome r = run(
      {"iss", program("loop.elf", kLoopForever), "--core", "ibex", "--max-cycles", "1000", "--json", "-"});
  EXPECT_EQ(r.code, 1);
  EXPECT_NE(r.out.find("\"reason\": \"cycle_limit\""), std::string::npos) << r.out;
  for (const char* key : {"\"cycles\"", "\"instret\"", "\"host_seconds\"", "\"registers\"", "\"memory\""})
    EXPECT_NE(r.out.find(key), std::string::npos) << key;
}

TEST(Iss, FaultIsToldWithPcAndDisassembly) {
  const Outcome r = run({"iss", program("bad.elf", kNothing), "--core", "cv32e40p"});
  EXPECT_EQ(r.code, 1);
  EXPECT_NE(r.err.find("illegal_instruction at pc 0x80000000: .4byte 0xffffffff"), std::string::npos)
      << r.err;
}

TEST(Iss, ProgramForAnotherMachineThanTheCoreIsAnInputError) {
  const Outcome r = run({"iss", program("loop.elf", kLoopForever), "--core", "cortex-m4f"});
  EXPECT_EQ(r.code, 3);
  EXPECT_NE(r.err.find("ELF machine 243, not for Arm (40), which core cortex-m4f is"), std::string::npos) << r.err;
}

TEST(Iss, WrongCommandLinesAreUsageErrorsAndWrongFilesInputErrors) {
  const std::string file = program("loop.elf", kLoopForever);
  EXPECT_EQ(run({"iss", file}).code, 2);
  EXPECT_EQ(run({"iss", file, "--core", "ibx"}).code, 2);
  EXPECT_EQ(run({"iss", file, "--core", "ibex", "--max-cycles", "10", "--dump", "main"}).code, 2);
  EXPECT_EQ(run({"iss", file, "--core", "ibex", "--max-cycles", "10", "--dump", "main:4"}).code, 3);
  EXPECT_EQ(run({"iss", file + ".none", "--core", "ibex"}).code, 3);
}

}  // namespace quartet::cli
