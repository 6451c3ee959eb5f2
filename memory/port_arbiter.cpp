#include "memory/port_arbiter.hpp"

#include <algorithm>
#include <cmath>

namespace quartet {

void PortArbiter::burst(std::uint64_t begin, double pace, std::int64_t words) {
  begin_ = begin;
  pace_ = std::max(pace, 1.0);
  words_ = words;
}

std::int64_t PortArbiter::words_before(std::uint64_t time) const {
  if (time <= begin_) return 0;
  const auto n = static_cast<std::int64_t>(std::ceil(static_cast<double>(time - begin_) / pace_));
  return std::min(n, words_);
}

std::uint64_t PortArbiter::lost(std::uint64_t begin, std::uint64_t cycles, std::int64_t accesses) {
  if (cycles == 0 || accesses <= 0) return 0;
  const std::int64_t words = words_before(begin + cycles) - words_before(begin);
  const double share = std::min(1.0, static_cast<double>(accesses) / static_cast<double>(cycles));
  owed_ += static_cast<double>(words) * share;
  const auto paid = static_cast<std::uint64_t>(owed_);
  owed_ -= static_cast<double>(paid);
  total_ += paid;
  return paid;
}

}  // namespace quartet
