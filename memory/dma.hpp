// A DMA channel that copies words between memories: when its transfer ends, and what it takes from the banks it crosses.
#pragma once

#include <cstdint>
#include <optional>

#include "memory/striped_banks.hpp"

namespace quartet {

class Dma {
 public:
  struct Params {
    int setup_cycles = 0;    ///< from the start to the first read
    int read_cycles = 1;     ///< of one word, without conflicts
    int write_cycles = 1;
    int word_bytes = 4;
    int burst_words = 1;     ///< words between two arbitrations; the bus is free for one cycle in between
  };
  struct Transfer {
    std::uint32_t from = 0, to = 0;
    std::int64_t bytes = 0;
  };
  struct Outcome {
    std::uint64_t end_cycle = 0;         ///< the last word is written
    std::uint64_t conflict_cycles = 0;   ///< waited for a bank
    std::int64_t words = 0;
  };

  explicit Dma(Params params) : params_(params) {}

  /// `source` and `target`: the banked memories that the words come from and go to; nullptr where nothing contends. Both
  /// may be the same.
  [[nodiscard]] Outcome run(const Transfer& transfer, std::uint64_t start_cycle, StripedBanks* source,
                            StripedBanks* target) const;
  /// The word that is written in this cycle of an undisturbed transfer, cycle 0 being its start; nullopt: none is.
  [[nodiscard]] std::optional<std::int64_t> word_written_at(std::uint64_t cycle) const;
  /// Cycles without any conflict, in closed form.
  [[nodiscard]] std::uint64_t undisturbed_cycles(std::int64_t bytes) const;

 private:
  Params params_;
};

}  // namespace quartet
