// One port shared by a compute array and the bus: how many array cycles the bus takes away.
#pragma once

#include <cstdint>

namespace quartet {

/// The bus writes words in bursts of known pace; the array reports stretches of its own accesses. The bus has
/// priority: a word of the bus that meets an access of the array delays the array by one cycle. Accesses are
/// taken as spread evenly over a stretch, so a word meets one with the probability accesses ÷ cycles; the
/// expectation is accumulated exactly enough to be deterministic, and whole cycles of it are paid.
class PortArbiter {
 public:
  /// Words of the bus at `begin`, begin + pace, …; cycles of the array. A new burst begins after the last one
  /// has ended.
  void burst(std::uint64_t begin, double pace, std::int64_t words);

  /// Array cycles lost in [begin, begin + cycles), of which `accesses` need the port.
  [[nodiscard]] std::uint64_t lost(std::uint64_t begin, std::uint64_t cycles, std::int64_t accesses);

  [[nodiscard]] std::uint64_t total_lost() const { return total_; }

 private:
  [[nodiscard]] std::int64_t words_before(std::uint64_t time) const;

  std::uint64_t begin_ = 0;
  double pace_ = 1.0;
  std::int64_t words_ = 0;
  double owed_ = 0.0;
  std::uint64_t total_ = 0;
};

}  // namespace quartet
