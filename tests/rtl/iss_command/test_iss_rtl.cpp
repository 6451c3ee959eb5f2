// quartet iss --rtl: the report of a core in RTL beside that of the simulator, and how each mistake ends.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "program.hpp"
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
  if (bytes.size() < at + size) bytes.resize(at + size);
  for (unsigned i = 0; i < size; ++i) bytes[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
}

/// An executable without symbols: `code` at the start of RAM.
std::string program(const std::string& name, const std::vector<std::uint32_t>& code) {
  constexpr std::uint32_t kRiscv = 243, kHeader = 52, kCode = 84;
  std::vector<std::uint8_t> bytes{0x7F, 'E', 'L', 'F', 1, 1, 1};
  const auto size = static_cast<std::uint32_t>(4 * code.size());
  put(bytes, 16, 2, 2);
  put(bytes, 18, kRiscv, 2);
  put(bytes, 24, test::kBase, 4);
  put(bytes, 28, kHeader, 4);
  put(bytes, 42, 32, 2);
  put(bytes, 44, 1, 2);
  for (const auto& [at, value] : {std::pair{52U, 1U}, {56U, kCode}, {60U, test::kBase}, {64U, test::kBase}, {68U, size}, {72U, size}})
    put(bytes, at, value, 4);
  put(bytes, kCode - 1, 0, 1);
  for (std::size_t i = 0; i < code.size(); ++i) put(bytes, kCode + 4 * i, code[i], 4);
  const std::string file = ::testing::TempDir() + "/" + name;
  EXPECT_TRUE(write_bytes(file, bytes));
  return file;
}

/// Adds up 1 to 10 in x10, then calls the environment: no handler.
std::string adding_program() {
  using namespace test;
  return program("adding.elf", {addi(5, 0, 10), op(0, 0, 10, 10, 5), addi(5, 5, -1), branch(1, 5, 0, -8), addi(17, 0, 7), kEcall});
}

}  // namespace

TEST(IssRtl, JsonHasTheSimulatorsValuesUnderTheSameKeys) {
  const std::string file = adding_program();
  const Outcome rtl = run({"iss", file, "--rtl", QUARTET_CORE_RTL, "--lockstep", "--json", "-"});
  const Outcome simulator = run({"iss", file, "--core", "rv32i", "--json", "-"});
  EXPECT_EQ(rtl.code, 1) << rtl.err;
  auto left = nlohmann::json::parse(rtl.out), right = nlohmann::json::parse(simulator.out);
  EXPECT_EQ(left.at("registers").at("x10"), 55);
  EXPECT_EQ(left.at("exit").at("reason"), "environment_call");
  EXPECT_EQ(left.at("exit").at("code"), 7);
  for (const char* key : {"registers", "instret", "pc", "serial", "memory"}) EXPECT_EQ(left.at(key), right.at(key)) << key;
  for (const auto& [key, value] : right.items()) EXPECT_TRUE(left.contains(key)) << key;
}

TEST(IssRtl, CoreNameWithPrefixIsThePlugin) {
  const Outcome r = run({"iss", adding_program(), "--core", std::string("rtl:") + QUARTET_CORE_RTL, "--json", "-"});
  EXPECT_EQ(nlohmann::json::parse(r.out).at("core"), "rtl:rv32i");
}

TEST(IssRtl, RecordedProgramHasTheSimulatorsSignature) {
  const auto root = data_root();
  const auto file = root ? *root / "goldens" / "riscv" / "elf" / "fc_i8.rv.elf" : std::filesystem::path();
  if (!root || !std::filesystem::exists(file)) GTEST_SKIP() << "needs a recorded program below the data root";
  const std::string rtl_words = ::testing::TempDir() + "/rtl.sig", words = ::testing::TempDir() + "/iss.sig";
  const Outcome rtl = run({"iss", file.string(), "--rtl", QUARTET_CORE_RTL, "--signature", rtl_words});
  EXPECT_EQ(rtl.code, 0) << rtl.err;
  EXPECT_NE(rtl.out.find("rtl:rv32i: exit code 0"), std::string::npos) << rtl.out;
  EXPECT_EQ(run({"iss", file.string(), "--core", "rv32i", "--signature", words}).code, 0);
  EXPECT_EQ(*read_text(rtl_words), *read_text(words));
}

TEST(IssRtl, RunawayProgramEndsWithThePortState) {
  const Outcome r = run({"iss", program("loop.elf", {test::jal(0, 0)}), "--rtl", QUARTET_CORE_RTL, "--max-cycles", "1000"});
  EXPECT_EQ(r.code, 1);
  EXPECT_NE(r.err.find("cycle_limit"), std::string::npos) << r.err;
  EXPECT_NE(r.err.find("mem_valid"), std::string::npos) << r.err;
}

TEST(IssRtl, MistakesAreErrorsWithTheirRemedy) {
  const std::string file = adding_program();
  struct Case {
    std::vector<std::string> words;
    int code;
    const char* text;
  };
  const std::string core = QUARTET_CORE_RTL, timer = QUARTET_TIMER_RTL;
  for (const Case& c : {Case{{"--rtl", "no/such/plugin.so"}, 3, "no/such/plugin.so"},
                        {{"--rtl", timer}, 2, "ATTRIBUTES core=CORE"},
                        {{"--rtl", timer, "--core", "ibex"}, 3, "declares no memory interface"},
                        {{"--rtl", core, "--core", "cortex-m4f"}, 3, "RISC-V"},
                        {{"--rtl", core, "--untimed"}, 2, "does not go with a core in RTL"},
                        {{"--rtl", core, "--gdb", "0"}, 2, "does not go with a core in RTL"},
                        {{"--rtl", core, "--memory-wait", "x"}, 2, "--memory-wait"}}) {
    std::vector<std::string> words{"iss", file};
    words.insert(words.end(), c.words.begin(), c.words.end());
    const Outcome r = run(words);
    EXPECT_EQ(r.code, c.code) << c.words[1] << ' ' << r.err;
    EXPECT_NE(r.err.find(c.text), std::string::npos) << r.err;
  }
}

}  // namespace quartet::cli
