#include "memory/striped_banks.hpp"

#include <algorithm>

namespace quartet {

StripedBanks::StripedBanks(Params params)
    : params_(params), free_at_(static_cast<std::size_t>(std::max(params.banks, 1))) {}

int StripedBanks::bank_of(std::uint32_t address) const {
  const auto word = address / static_cast<std::uint32_t>(params_.word_bytes);
  return static_cast<int>(word % static_cast<std::uint32_t>(free_at_.size()));
}

std::uint32_t StripedBanks::access(std::uint32_t address, std::uint64_t cycle) {
  std::uint64_t& free_at = free_at_[static_cast<std::size_t>(bank_of(address))];
  const std::uint64_t served = std::max(free_at, cycle);
  free_at = served + 1;
  ++accesses_;
  conflict_cycles_ += served - cycle;
  return static_cast<std::uint32_t>(served - cycle);
}

}  // namespace quartet
