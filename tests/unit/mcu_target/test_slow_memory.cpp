// RISC-V cores wait for a memory that does not answer at once, as Arm cores do.
#include <gtest/gtest.h>

#include "accel/mcu/target/slow_flash.hpp"
#include "tests/unit/riscv/program.hpp"

namespace quartet::test {
namespace {

constexpr std::uint32_t kSlowBase = 0x20000000, kSlowBytes = 4096;

/// Counts what it is asked for; every read waits `wait` cycles.
class CountingMemory final : public mcu::ISlowMemory {
 public:
  explicit CountingMemory(std::uint32_t wait) : wait_(wait) {}
  Access read(std::uint32_t, std::uint64_t now, std::uint8_t*) override {
    ++reads;
    last_now = now;
    return {wait_, nullptr};
  }
  std::uint32_t fetch(std::uint32_t, std::uint32_t, std::uint64_t, std::uint32_t) override { return 0; }
  [[nodiscard]] const std::uint64_t& fetch_changes() const override { return changes_; }
  int reads = 0;
  std::uint64_t last_now = 0;

 private:
  std::uint32_t wait_;
  std::uint64_t changes_ = 0;
};

std::unique_ptr<mcu::Machine> machine(const std::string& core, const std::vector<std::uint32_t>& code,
                                      mcu::ISlowMemory* slow) {
  mcu::MachineOptions options;
  options.memories = {{"ram", kBase, 1 << 20, nullptr}, {"slow", kSlowBase, kSlowBytes, slow}};
  auto made = machine_with(core, code, options);
  made->run_to_end(1'000'000);
  EXPECT_EQ(made->stop().reason, mcu::StopReason::exit);
  return made;
}

/// Ten rounds of three aligned loads of each width and, where the hardware splits them, a misaligned one.
std::vector<std::uint32_t> loads(bool misaligned) {
  std::vector<std::uint32_t> code{lui(6, kSlowBase >> 12), addi(5, 0, 10), load(kW, 8, 6, 8), load(kH, 9, 6, 6), load(kB, 10, 6, 3)};
  if (misaligned) code.push_back(load(kW, 11, 6, 2));
  code.push_back(addi(5, 5, -1));
  code.push_back(branch(1, 5, 0, -4 * static_cast<int>(code.size() - 2)));
  return joined(code, exit_code(0));
}

}  // namespace

TEST(SlowMemory, EveryLoadOfARiscvCoreWaits) {
  for (const char* core : {"cv32e40p", "ibex", "ri5cy"}) {
    CountingMemory slow(7);
    const auto fast = machine(core, loads(true), nullptr), waits = machine(core, loads(true), &slow);
    EXPECT_EQ(slow.reads, 40) << core;
    EXPECT_EQ(waits->cycles(), fast->cycles() + 7 * 40) << core;
    EXPECT_EQ(waits->instret(), fast->instret()) << core;
  }
}

TEST(SlowMemory, PostIncrementLoadsOfXpulpWait) {
  // p.lw x8, 4(x6!)
  const std::uint32_t stepping = 4U << 20 | 6U << 15 | 2U << 12 | 8U << 7 | 0x0B;
  const std::vector<std::uint32_t> code = joined({lui(6, kSlowBase >> 12), stepping, stepping, stepping}, exit_code(0));
  CountingMemory slow(5);
  const auto fast = machine("ri5cy", code, nullptr), waits = machine("ri5cy", code, &slow);
  EXPECT_EQ(slow.reads, 3);
  EXPECT_EQ(waits->cycles(), fast->cycles() + 15);
}

TEST(SlowMemory, IsAskedAtTheCycleOfTheLoadAndNotOfItsBlock) {
  const auto asked_at = [](std::size_t instructions_before) {
    CountingMemory slow(0);
    std::vector<std::uint32_t> code{lui(6, kSlowBase >> 12)};
    code.insert(code.end(), instructions_before, addi(0, 0, 0));
    code.push_back(load(kW, 8, 6, 0));
    (void)machine("cv32e40p", joined(code, exit_code(0)), &slow);
    return slow.last_now;
  };
  EXPECT_EQ(asked_at(12), asked_at(2) + 10);
}

TEST(SlowMemory, BufferedWordsOfAFlashAreReadAtNoCost) {
  Flash::Params params;
  params.wait_states = 9;
  params.word_bytes = 16;
  params.data_lines = 1;
  mcu::SlowFlash flash(params, kSlowBase);
  const auto fast = machine("cv32e40p", loads(false), nullptr), waits = machine("cv32e40p", loads(false), &flash);
  EXPECT_EQ(waits->cycles(), fast->cycles() + 9);
  EXPECT_EQ(flash.flash().data_stalls(), 9U);
}

}  // namespace quartet::test
