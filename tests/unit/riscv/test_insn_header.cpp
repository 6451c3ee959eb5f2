// The firmware's header of .insn macros: compiled with the cross compiler and run on the core of its encoding.
#include <gtest/gtest.h>

#include <cstdlib>
#include <numeric>

#include "accel/mcu/elf/elf32.hpp"
#include "accel/mcu/machine.hpp"
#include "sim/base/files.hpp"

namespace quartet::test {
namespace {

constexpr std::uint64_t kLimit = 1'000'000;

/// The words that the program leaves in `results`; empty: it did not run.
std::vector<std::uint32_t> results_of(const std::string& core_name, const std::string& options) {
  const std::string folder = ::testing::TempDir(), elf = folder + "/quartet_insn_" + core_name + ".elf";
  const std::string root = resource_root().string();
  const std::string command = "riscv64-unknown-elf-gcc -march=rv32imc -misa-spec=2.2 -mabi=ilp32 -O2 -ffreestanding "
                              "-nostdlib -mno-relax -Wl,-N,--no-warn-rwx-segments,-Ttext=0x80000000,-estart -I'" + root +
                              "/accel/mcu/firmware/include' " + options + " '" + root +
                              "/tests/unit/riscv/insn_header.c' -o '" + elf + "'";
  if (std::system(command.c_str()) != 0) return ADD_FAILURE() << command, std::vector<std::uint32_t>{};
  const auto bytes = read_bytes(elf);
  const auto image = mcu::read_elf(*bytes, elf);
  const auto core = mcu::load_core(core_name);
  EXPECT_TRUE(image && core);
  const auto machine = mcu::Machine::make(*core);
  EXPECT_TRUE((*machine)->load(*image, elf));
  (*machine)->run_to_end(kLimit);
  EXPECT_EQ((*machine)->stop().reason, mcu::StopReason::exit) << mcu::describe_stop(**machine);
  std::vector<std::uint32_t> words;
  for (std::uint32_t i = 0; i < 64; ++i) words.push_back((*machine)->word(*image->symbol("results") + 4 * i).value_or(0));
  return words;
}

bool has_compiler() {
  return std::system("riscv64-unknown-elf-gcc --version > /dev/null 2>&1") == 0;
}

constexpr std::uint32_t kA = 0xF1E2D3C4, kB = 0x05162738, kC = 0x81828384;

int byte(std::uint32_t word, int i, bool with_sign) {
  const int value = static_cast<int>(word >> (8 * i) & 255);
  return with_sign && value > 127 ? value - 256 : value;
}
int dot_b(std::uint32_t a, std::uint32_t b, bool a_signed, bool b_signed) {
  int sum = 0;
  for (int i = 0; i < 4; ++i) sum += byte(a, i, a_signed) * byte(b, i, b_signed);
  return sum;
}
int dot_narrow(std::uint32_t a, std::uint32_t b, int bits, bool a_signed) {
  const auto element = [&](std::uint32_t word, int i, bool with_sign) {
    const int value = static_cast<int>(word >> (bits * i) & ((1U << bits) - 1));
    return with_sign && value >= 1 << (bits - 1) ? value - (1 << bits) : value;
  };
  int sum = 0;
  for (int i = 0; i < 32 / bits; ++i) sum += element(a, i, a_signed) * element(b, i, true);
  return sum;
}

std::vector<std::uint32_t> expected_common() {
  const auto u = [](std::int64_t v) { return static_cast<std::uint32_t>(v); };
  int loop = 0;
  for (int i = 0; i < 64; ++i) loop += static_cast<std::int8_t>(3 * i - 70) * static_cast<std::int8_t>(5 * i + 11);
  const int half_dot = static_cast<std::int16_t>(0xD3C4) * static_cast<std::int16_t>(0x8384) +
                       static_cast<std::int16_t>(0xF1E2) * static_cast<std::int16_t>(0x8182);
  const int half_scalar = (static_cast<std::int16_t>(0xD3C4) + static_cast<std::int16_t>(0xF1E2)) *
                          static_cast<std::int16_t>(0x8384);
  return {0xFFFFFFC4, 0xD3, 0xFFFFF1E2, kB, 0xD3C4, kB, 11, kA, (kC & 0xFF) << 16 | (kB & 0xFFFF), kC + kA * kB,
          kC - kA * kB, kA, kB, 0 - kA, 17, u(-128), 255, u(-128), 0x3C, 0x3C, 0xF138D3C4, 0xD3C42738, 0x8182C438,
          0xC4388384, 0xC4D3E2F1, 0x382716C4, 0xF6F8FAFC, 0x05162738, u(dot_b(kA, kB, false, false)),
          u(dot_b(kA, kC, false, true)), u(half_dot), kB + u(dot_b(kA, kC, false, false)),
          kB + u(dot_b(kA, kC, false, true)), kB + u(dot_b(kA, kC, true, true)), kB + u(half_scalar), u(loop), 1503};
}

void expect_begins_with(const std::vector<std::uint32_t>& results, const std::vector<std::uint32_t>& expected) {
  ASSERT_GE(results.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(results[i], expected[i]) << "result " << i;
}

}  // namespace

TEST(InsnHeader, EncodesBothDialectsAndTheirRelatives) {
  if (!has_compiler()) GTEST_SKIP() << "needs riscv64-unknown-elf-gcc";
  const auto common = expected_common();
  expect_begins_with(results_of("cv32e40p", "-DQUARTET_XCOREV"), common);
  expect_begins_with(results_of("ri5cy", ""), common);
  auto nn = common;
  for (const int sum : {dot_narrow(kA, kC, 4, true), dot_narrow(kA, kC, 2, false), dot_narrow(kA, kB, 4, false)})
    nn.push_back(kB + static_cast<std::uint32_t>(sum));
  expect_begins_with(results_of("ri5cy-nn", "-DTEST_NN"), nn);
  auto mpic = common;
  int first = 0, second = 0;
  for (int i = 0; i < 4; ++i) {
    const auto weight = [](int k) {
      const int value = static_cast<int>(kC >> (4 * k) & 15);
      return value > 7 ? value - 16 : value;
    };
    first += byte(kA, i, false) * weight(i);
    second += byte(kB, i, false) * weight(4 + i);
  }
  mpic.push_back(static_cast<std::uint32_t>(first));
  mpic.push_back(static_cast<std::uint32_t>(first + second));
  expect_begins_with(results_of("mpic", "-DTEST_MPIC"), mpic);
}

}  // namespace quartet::test
