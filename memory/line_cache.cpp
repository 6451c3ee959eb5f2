#include "memory/line_cache.hpp"

#include <algorithm>

namespace quartet {

LineCache::LineCache(Params params) : params_(params) {
  clear();
}

void LineCache::clear() {
  const int lines = std::max(params_.lines, 0);
  const int ways = params_.ways <= 0 || params_.ways >= lines ? lines : params_.ways;
  lines_.assign(static_cast<std::size_t>(lines), Line{});
  sets_.assign(lines == 0 ? 0 : static_cast<std::size_t>(lines / ways), Set{});
  buckets_.assign(kBuckets, Bucket{});
  // An empty line counts as older than the empty ones behind it.
  for (std::size_t s = 0; s < sets_.size(); ++s) {
    const int first = static_cast<int>(s) * ways, last = first + ways - 1;
    sets_[s] = {first, last};
    for (int i = first; i <= last; ++i) {
      lines_[static_cast<std::size_t>(i)].older = i > first ? i - 1 : -1;
      lines_[static_cast<std::size_t>(i)].newer = i < last ? i + 1 : -1;
    }
  }
}

std::size_t LineCache::set_of(std::uint32_t line) const {
  return line / static_cast<std::uint32_t>(params_.line_bytes) % sets_.size();
}

int LineCache::find(std::uint32_t line) const {
  const std::size_t place = bucket_of(line);
  const Bucket& b = buckets_[place];
  if (b.lines == 0) return -1;
  if (is(b.last, line)) return b.last;
  // The only one of its bucket is another line.
  if (b.lines == 1 && bucket_of(lines_[static_cast<std::size_t>(b.last)].address) == place) return -1;
  for (int i = sets_[set_of(line)].newest; i >= 0; i = lines_[static_cast<std::size_t>(i)].older) {
    if (is(i, line)) return i;
  }
  return -1;
}

bool LineCache::holds(std::uint32_t address) const {
  return find(line_of(address)) >= 0;
}

void LineCache::make_newest(Set& set, int slot) {
  if (set.newest == slot) return;
  Line& line = lines_[static_cast<std::size_t>(slot)];
  // It has a newer one: it is not the newest.
  lines_[static_cast<std::size_t>(line.newer)].older = line.older;
  if (line.older >= 0)
    lines_[static_cast<std::size_t>(line.older)].newer = line.newer;
  else
    set.oldest = line.newer;
  line.older = set.newest;
  line.newer = -1;
  lines_[static_cast<std::size_t>(set.newest)].newer = slot;
  set.newest = slot;
}

LineCache::Look LineCache::look(std::uint32_t address) {
  const std::uint32_t line = line_of(address);
  if (lines_.empty()) {
    ++misses_;
    return {};
  }
  Set& set = sets_[set_of(line)];
  Bucket& b = buckets_[bucket_of(line)];
  const int found = find(line);
  if (found >= 0) {
    ++hits_;
    b.last = found;
    make_newest(set, found);
    return {true, found};
  }
  ++misses_;
  const int slot = set.oldest;
  Line& l = lines_[static_cast<std::size_t>(slot)];
  if (l.filled) --buckets_[bucket_of(l.address)].lines;
  l.address = line;
  l.filled = true;
  ++b.lines;
  b.last = slot;
  make_newest(set, slot);
  return {false, slot};
}

}  // namespace quartet
