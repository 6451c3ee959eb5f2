// Flash as a core sees it: wait states, a prefetch buffer for instructions, and caches or line buffers in front. Covers
// embedded flash with an accelerator (ART of the STM32L4) and serial flash behind one cache (XIP of the RP2040).
#pragma once

#include <cstdint>

#include "memory/line_cache.hpp"

namespace quartet {

class Flash {
 public:
  struct Params {
    int wait_states = 0;      ///< cycles beyond the first for a flash word that no buffer holds
    int word_bytes = 8;       ///< what one flash access delivers; also the unit of the caches
    bool prefetch = false;    ///< the next word is read while the core executes this one
    int instruction_lines = 1, instruction_ways = 0;  ///< 1: a line buffer
    int data_lines = 1, data_ways = 0;
    bool unified = false;     ///< instructions and data share the instruction cache
  };
  explicit Flash(Params params);

  struct Data {
    std::uint32_t extra_cycles = 0;
    int slot = -1;           ///< where the word now lies, in the data buffer; −1: it is not kept
    std::uint32_t line = 0;  ///< its first address
  };
  /// A data access that lies within one flash word, at cycle `now`.
  Data read(std::uint32_t address, std::uint64_t now);
  /// Extra cycles for the instructions [first, end) that take `cycles` otherwise. Words are asked for evenly over that time.
  std::uint32_t fetch(std::uint32_t first, std::uint32_t end, std::uint64_t now, std::uint32_t cycles);
  /// Grows with every miss: as long as it stands, what was found in a buffer is still there.
  [[nodiscard]] const std::uint64_t& changes() const { return changes_; }
  /// Data slots: with a unified cache, slots of that cache.
  [[nodiscard]] int data_slots() const;

  [[nodiscard]] const Params& params() const { return params_; }
  [[nodiscard]] std::uint64_t fetch_stalls() const { return fetch_stalls_; }  ///< cycles
  [[nodiscard]] std::uint64_t data_stalls() const { return data_stalls_; }    ///< cycles
  [[nodiscard]] const LineCache& instruction_cache() const { return instructions_; }
  [[nodiscard]] const LineCache& data_cache() const { return params_.unified ? instructions_ : data_; }

 private:
  [[nodiscard]] std::uint32_t wait(std::uint32_t line, std::uint64_t now);

  Params params_;
  LineCache instructions_, data_;
  std::uint64_t changes_ = 0;
  std::uint64_t busy_until_ = 0;         ///< of the flash array
  std::uint32_t prefetched_ = 1;         ///< line of the prefetch buffer; odd: none
  std::uint64_t prefetched_at_ = 0;      ///< cycle at which it is there
  std::uint64_t fetch_stalls_ = 0, data_stalls_ = 0;
};

}  // namespace quartet
