// SRAM in banks, with a DMA that writes words beside the core: loads and fetches of the core wait a cycle where both want one
// bank. Stores do not (a write buffer is assumed), and the DMA never waits: for the core the worst case.
#pragma once

#include <cstdint>

#include "accel/mcu/engine/slow_memory.hpp"
#include "memory/dma.hpp"
#include "memory/striped_banks.hpp"

namespace quartet::mcu {

class BankedSram final : public ISlowMemory {
 public:
  BankedSram(StripedBanks::Params banks, Dma::Params dma, std::uint32_t base, std::uint32_t bytes)
      : banks_(banks), dma_(dma), base_(base), bytes_(bytes) {}

  /// From cycle `now` on the DMA writes `bytes` to [to, to + bytes).
  void begin_transfer(std::uint32_t to, std::int64_t bytes, std::uint64_t now);

  Access read(std::uint32_t address, std::uint64_t now, std::uint8_t* host) override;
  std::uint32_t fetch(std::uint32_t first, std::uint32_t end, std::uint64_t now, std::uint32_t cycles) override;
  /// Does not stand still while words come.
  [[nodiscard]] const std::uint64_t& fetch_changes() const override {
    if (busy_) ++changes_;
    return changes_;
  }

  /// Cycles that the core has waited.
  [[nodiscard]] std::uint64_t conflict_cycles() const { return conflicts_; }

 private:
  [[nodiscard]] bool meets(std::uint32_t address, std::uint64_t now) const;
  [[nodiscard]] bool is_over(std::uint64_t now);

  StripedBanks banks_;
  Dma dma_;
  std::uint32_t base_, bytes_;
  std::uint32_t to_ = 0;
  std::int64_t words_ = 0;
  std::uint64_t begin_ = 0, end_ = 0;  ///< of the transfer, in cycles
  bool busy_ = false;
  mutable std::uint64_t changes_ = 0;
  std::uint64_t conflicts_ = 0;
  Window all_;  ///< empty while words come: nothing is read without a look at the banks
};

}  // namespace quartet::mcu
