#include <gtest/gtest.h>

#include "accel/mcu/target/banked_sram.hpp"

namespace quartet::test {
namespace {

constexpr std::uint32_t kRam = 0x1C000000, kBytes = 4096, kTarget = kRam + 1024;
/// A word every other cycle: in cycles 1, 3, 5, …
constexpr Dma::Params kSteady{.burst_words = 1000};

}  // namespace

TEST(BankedSram, AnswersAtOnceThroughAWindowWhileNothingIsTransferred) {
  mcu::BankedSram sram({4, 4}, {}, kRam, kBytes);
  std::uint8_t host[1] = {};
  const auto access = sram.read(kRam + 8, 100, host);
  EXPECT_EQ(access.extra_cycles, 0U);
  ASSERT_NE(access.window, nullptr);
  EXPECT_EQ(access.window->span[0], kBytes);
  EXPECT_EQ(sram.fetch(kRam, kRam + 64, 100, 16), 0U);
}

TEST(BankedSram, WaitsExactlyWhereTheSteppedBanksWould) {
  for (const int banks : {1, 2, 4, 8}) {
    const Dma::Params dma{.setup_cycles = 3, .read_cycles = 1, .write_cycles = 1, .word_bytes = 4, .burst_words = 4};
    for (std::uint64_t cycle = 0; cycle < 60; ++cycle) {
      for (std::uint32_t word = 0; word < 8; ++word) {
        // The stepped model, the DMA first: word i is written when its turn comes.
        StripedBanks stepped({banks, 4});
        std::uint64_t at = 3;
        bool meets = false;
        for (std::uint32_t i = 0; i < 16; ++i) {
          if (i > 0 && i % 4 == 0) ++at;
          ++at;
          if (at == cycle) meets = stepped.bank_of(kTarget + 4 * i) == stepped.bank_of(kRam + 4 * word);
          ++at;
        }
        mcu::BankedSram sram({banks, 4}, dma, kRam, kBytes);
        std::uint8_t host[1] = {};
        sram.begin_transfer(kTarget, 64, 1000);
        EXPECT_EQ(sram.read(kRam + 4 * word, 1000 + cycle, host).extra_cycles, meets ? 1U : 0U) << banks << " " << cycle << " " << word;
        EXPECT_EQ(sram.conflict_cycles(), meets ? 1U : 0U);
      }
    }
  }
}

TEST(BankedSram, ClosesItsWindowWithATransferAndOpensItBehindIt) {
  mcu::BankedSram sram({4, 4}, kSteady, kRam, kBytes);
  std::uint8_t host[1] = {};
  mcu::Window* const window = sram.read(kRam, 0, host).window;
  sram.begin_transfer(kTarget, 40, 10);
  EXPECT_EQ(window->span[0], 0U);
  (void)sram.read(kRam, 15, host);
  EXPECT_EQ(window->span[0], 0U);
  (void)sram.read(kRam, 10 + 20, host);
  EXPECT_EQ(window->span[0], kBytes);
}

TEST(BankedSram, FetchesAreLookedAtAgainAsLongAsWordsCome) {
  mcu::BankedSram sram({1, 4}, kSteady, kRam, kBytes);
  const auto stands = [&] {
    const std::uint64_t before = sram.fetch_changes();
    return sram.fetch_changes() == before;
  };
  EXPECT_TRUE(stands());
  sram.begin_transfer(kTarget, 8, 0);
  EXPECT_FALSE(stands());
  // Two words are fetched in cycles 0 and 1, then 2 and 3; two are written in 1 and 3.
  EXPECT_EQ(sram.fetch(kRam, kRam + 8, 0, 2), 1U);
  EXPECT_EQ(sram.fetch(kRam, kRam + 8, 2, 2), 1U);
  EXPECT_EQ(sram.fetch(kRam, kRam + 8, 4, 2), 0U);
  EXPECT_TRUE(stands());
}

}  // namespace quartet::test
