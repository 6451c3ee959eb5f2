#include "accel/mcu/image/arena.hpp"

#include <algorithm>
#include <numeric>

namespace quartet::mcu {

namespace {

std::int64_t aligned(std::int64_t bytes) {
  return (bytes + kArenaAlignment - 1) / kArenaAlignment * kArenaAlignment;
}

bool meet(const ArenaBuffer& a, const ArenaBuffer& b) {
  return a.first <= b.last && b.first <= a.last;
}

}  // namespace

std::int64_t plan_arena(std::vector<ArenaBuffer>& buffers) {
  std::vector<std::size_t> order(buffers.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return buffers[a].bytes > buffers[b].bytes; });
  std::vector<const ArenaBuffer*> placed;  // by offset
  std::int64_t total = 0;
  for (const std::size_t i : order) {
    ArenaBuffer& buffer = buffers[i];
    std::int64_t at = 0;
    for (const ArenaBuffer* other : placed) {
      if (!meet(buffer, *other)) continue;
      if (at + buffer.bytes <= other->offset) break;
      at = std::max(at, aligned(other->offset + other->bytes));
    }
    buffer.offset = at;
    total = std::max(total, aligned(at + buffer.bytes));
    const auto place = std::upper_bound(placed.begin(), placed.end(), at,
                                        [](std::int64_t o, const ArenaBuffer* b) { return o < b->offset; });
    placed.insert(place, &buffer);
  }
  return total;
}

}  // namespace quartet::mcu
