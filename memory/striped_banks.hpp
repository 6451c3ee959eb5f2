// SRAM in banks that several masters reach at once: consecutive words lie in consecutive banks, and a bank serves one access
// a cycle.
#pragma once

#include <cstdint>
#include <vector>

namespace quartet {

class StripedBanks {
 public:
  struct Params {
    int banks = 4;       ///< a power of two
    int word_bytes = 4;  ///< width of a stripe, a power of two
  };
  explicit StripedBanks(Params params);

  /// An access to `address` at `cycle`, which must not go back from call to call. Returns how many cycles it waits: until
  /// its bank has served everyone who asked before. Within one cycle the order of the calls is the priority.
  std::uint32_t access(std::uint32_t address, std::uint64_t cycle);

  [[nodiscard]] int bank_of(std::uint32_t address) const;
  [[nodiscard]] std::int64_t accesses() const { return accesses_; }
  [[nodiscard]] std::uint64_t conflict_cycles() const { return conflict_cycles_; }

 private:
  Params params_;
  std::vector<std::uint64_t> free_at_;  ///< first cycle at which the bank is free
  std::int64_t accesses_ = 0;
  std::uint64_t conflict_cycles_ = 0;
};

}  // namespace quartet
