#include "memory/line_cache.hpp"

#include <algorithm>

namespace quartet {

LineCache::LineCache(Params params) : params_(params), lines_(static_cast<std::size_t>(std::max(params.lines, 0))) {}

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
    const Line& l = lines_[static_cast<std::size_t>(i)];
    if (l.used != 0 && l.address == line) return true;
  }
  return false;
}

LineCache::Look LineCache::look(std::uint32_t address) {
  const std::uint32_t line = line_of(address);
  const Set set = set_of(line);
  int oldest = -1;
  ++time_;
  for (int i = set.first; i < set.first + set.count; ++i) {
    Line& l = lines_[static_cast<std::size_t>(i)];
    if (l.used != 0 && l.address == line) {
      l.used = time_;
      ++hits_;
      return {true, i};
    }
    if (oldest < 0 || l.used < lines_[static_cast<std::size_t>(oldest)].used) oldest = i;
  }
  ++misses_;
  if (oldest >= 0) lines_[static_cast<std::size_t>(oldest)] = {line, time_};
  return {false, oldest};
}

void LineCache::clear() {
  std::fill(lines_.begin(), lines_.end(), Line{});
}

}  // namespace quartet
