#include <gtest/gtest.h>

#include <vector>

#include "memory/dma.hpp"
#include "memory/striped_banks.hpp"

namespace quartet::test {

TEST(StripedBanks, TwoMastersOnDifferentBanksDoNotWait) {
  StripedBanks sram({.banks = 4, .word_bytes = 4});
  EXPECT_EQ(sram.access(0x0, 10), 0U);
  EXPECT_EQ(sram.access(0x4, 10), 0U);
  EXPECT_EQ(sram.access(0x8, 10), 0U);
  EXPECT_EQ(sram.conflict_cycles(), 0U);
}

TEST(StripedBanks, TheSecondMasterOnABankWaitsOneCycle) {
  StripedBanks sram({.banks = 4, .word_bytes = 4});
  EXPECT_EQ(sram.access(0x0, 10), 0U);
  EXPECT_EQ(sram.access(0x10, 10), 1U);
  EXPECT_EQ(sram.access(0x20, 10), 2U);
  EXPECT_EQ(sram.access(0x30, 13), 0U);
}

TEST(StripedBanks, TwoEqualStreamsThatStartTogetherFallIntoStepAfterOneWait) {
  StripedBanks sram({.banks = 4, .word_bytes = 4});
  std::uint64_t a = 0, b = 0;
  for (std::uint32_t i = 0; i < 64; ++i) {
    a += sram.access(4 * i, a) + 1;
    b += sram.access(4 * i, b) + 1;
  }
  EXPECT_EQ(a, 64U);
  EXPECT_EQ(b, 65U);
}

TEST(Dma, TakesTheClosedFormWhereNothingContends) {
  for (const std::int64_t bytes : {0, 1, 4, 5, 64, 1000}) {
    const Dma dma({.setup_cycles = 7, .read_cycles = 2, .write_cycles = 1, .word_bytes = 4, .burst_words = 4});
    const Dma::Outcome outcome = dma.run({.from = 0, .to = 0x1000, .bytes = bytes}, 100, nullptr, nullptr);
    EXPECT_EQ(outcome.end_cycle, 100 + dma.undisturbed_cycles(bytes)) << bytes;
    EXPECT_EQ(outcome.conflict_cycles, 0U);
  }
}

TEST(Dma, WaitsForABankThatAnotherMasterHolds) {
  StripedBanks sram({.banks = 1, .word_bytes = 4});
  const Dma dma({.setup_cycles = 0, .read_cycles = 1, .write_cycles = 1, .word_bytes = 4, .burst_words = 1000});
  EXPECT_EQ(sram.access(0, 0), 0U);  // the core is first in cycle 0
  const Dma::Outcome outcome = dma.run({.from = 0, .to = 0x1000, .bytes = 4}, 0, &sram, nullptr);
  EXPECT_EQ(outcome.conflict_cycles, 1U);
  EXPECT_EQ(outcome.end_cycle, 3U);
}

TEST(Dma, WordWrittenAtIsTheAccessThatTheSteppedTransferMakes) {
  for (const int burst : {1, 3, 1000}) {
    const Dma dma({.setup_cycles = 5, .read_cycles = 2, .write_cycles = 1, .word_bytes = 4, .burst_words = burst});
    std::uint64_t at = 5;
    std::vector<std::int64_t> expected(200, -1);
    for (std::int64_t i = 0; i < 40; ++i) {
      if (i > 0 && i % burst == 0) ++at;
      expected[static_cast<std::size_t>(at + 2)] = i;
      at += 3;
    }
    for (std::uint64_t cycle = 0; cycle < at; ++cycle)
      EXPECT_EQ(dma.word_written_at(cycle).value_or(-1), expected[static_cast<std::size_t>(cycle)]) << burst << " " << cycle;
    EXPECT_EQ(dma.undisturbed_cycles(160), at);
  }
}

}  // namespace quartet::test
