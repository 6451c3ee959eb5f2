#include <gtest/gtest.h>

#include "memory/flash.hpp"

namespace quartet::test {
namespace {

constexpr int kWait = 5;
constexpr std::uint64_t kLater = 1000;  // the array is idle again

Flash::Params slow() {
  return {.wait_states = kWait, .word_bytes = 8, .instruction_lines = 4, .data_lines = 2};
}

}  // namespace

TEST(Flash, AWordCostsItsWaitStatesOnceAndThenNothing) {
  Flash flash(slow());
  EXPECT_EQ(flash.read(0x100, 0).extra_cycles, kWait);
  EXPECT_EQ(flash.read(0x104, 10).extra_cycles, 0U);
  EXPECT_EQ(flash.read(0x108, kLater).extra_cycles, kWait);
  EXPECT_EQ(flash.data_stalls(), 2U * kWait);
}

TEST(Flash, AStreamOfDataPaysTheWaitStatesForEveryWord) {
  Flash flash(slow());
  std::uint64_t now = 0, extra = 0;
  for (std::uint32_t byte = 0; byte < 256; byte += 4) {
    const std::uint32_t e = flash.read(byte, now).extra_cycles;
    extra += e;
    now += 10 + e;
  }
  EXPECT_EQ(extra, 256U / 8 * kWait);
}

TEST(Flash, AnAccessWaitsForTheOneThatIsUnderWay) {
  Flash flash(slow());
  EXPECT_EQ(flash.read(0x100, 0).extra_cycles, kWait);      // busy until 6
  EXPECT_EQ(flash.read(0x200, 4).extra_cycles, 2U + kWait);  // two cycles later
}

TEST(Flash, ALoopThatFitsTheInstructionBufferIsFreeFromItsSecondTurn) {
  Flash flash(slow());
  EXPECT_EQ(flash.fetch(0x100, 0x120, 0, 40), 4U * kWait);
  const std::uint64_t changes = flash.changes();
  EXPECT_EQ(flash.fetch(0x100, 0x120, kLater, 40), 0U);
  EXPECT_EQ(flash.changes(), changes);
}

TEST(Flash, ALoopLargerThanTheInstructionBufferNeverHits) {
  Flash flash(slow());
  for (int turn = 0; turn < 3; ++turn)
    EXPECT_EQ(flash.fetch(0x100, 0x128, kLater * static_cast<std::uint64_t>(turn), 50), 5U * kWait);
}

TEST(Flash, PrefetchHidesTheNextWordBehindTheExecutionOfThisOne) {
  Flash::Params params = slow();
  params.prefetch = true;
  Flash slow_code(params);
  // 12 cycles a word of instructions: more than the 6 of a flash access, so that only the first word is waited for.
  EXPECT_EQ(slow_code.fetch(0x100, 0x120, 0, 48), static_cast<std::uint32_t>(kWait));
  Flash fast_code(params);
  // 2 cycles a word: the remaining cycles of each access are waited for.
  const std::uint32_t waited = fast_code.fetch(0x100, 0x120, 0, 8);
  EXPECT_GT(waited, static_cast<std::uint32_t>(kWait));
  EXPECT_LT(waited, 4U * kWait);
}

TEST(Flash, AUnifiedCacheServesDataFromWhatInstructionsHaveBroughtIn) {
  Flash::Params params = slow();
  params.unified = true;
  Flash flash(params);
  (void)flash.fetch(0x100, 0x108, 0, 4);
  EXPECT_EQ(flash.read(0x104, kLater).extra_cycles, 0U);
  const std::uint64_t changes = flash.changes();
  EXPECT_EQ(flash.read(0x200, kLater).extra_cycles, kWait);
  EXPECT_GT(flash.changes(), changes) << "data evict instructions";
}

TEST(Flash, WithoutWaitStatesNothingCostsAnything) {
  Flash flash({.wait_states = 0, .word_bytes = 8, .instruction_lines = 1, .data_lines = 1});
  EXPECT_EQ(flash.read(0, 0).extra_cycles, 0U);
  EXPECT_EQ(flash.fetch(0x100, 0x180, 10, 60), 0U);
}

}  // namespace quartet::test
