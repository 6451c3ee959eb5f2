#include "memory/line_cache.hpp"

#include <algorithm>

namespace quartet {

LineCache::LineCache(Params params) : params_(params), lines_(static_cast<std::size_t>(std::max(params.lines, 0))), hints_(kHints) {}

LineCache::Set LineCache::set_of(std::uint32_t line) const {
  if (params_.ways <= 0 || params_.ways >= params_.lines) return {0, params_.lines};
  const int sets = params_.lines / params_.ways;
  const auto index =
      static_cast<int>(line / static_cast<std::uint32_t>(params_.line_bytes) % static_cast<std::uint32_t>(sets));
  return {index * params_.ways, params_.ways};
}

bool LineCache::holds(std::uint32_t address) const {
  const std::uint32_t line = line_of(address);
  const Set set = set_of(line);
  for (int i = set.first; i < set.first + set.count; ++i) {
    if (is(i, line)) return true;
  }
  return false;
}

LineCache::Look LineCache::look(std::uint32_t address) {
  const std::uint32_t line = line_of(address);
  ++time_;
  if (lines_.empty()) {
    ++misses_;
    return {};
  }
  std::uint16_t& guess = hint(line);
  if (is(guess, line)) {
    lines_[guess].used = time_;
    ++hits_;
    return {true, guess};
  }
  const Set set = set_of(line);
  int oldest = -1;
  for (int i = set.first; i < set.first + set.count; ++i) {
    Line& l = lines_[static_cast<std::size_t>(i)];
    if (is(i, line)) {
      l.used = time_;
      ++hits_;
      guess = static_cast<std::uint16_t>(i);
      return {true, i};
    }
    if (oldest < 0 || l.used < lines_[static_cast<std::size_t>(oldest)].used) oldest = i;
  }
  ++misses_;
  lines_[static_cast<std::size_t>(oldest)] = {line, time_};
  guess = static_cast<std::uint16_t>(oldest);
  return {false, oldest};
}

void LineCache::clear() {
  std::fill(lines_.begin(), lines_.end(), Line{});
}

}  // namespace quartet
