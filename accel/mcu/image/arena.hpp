// Where activations lie: buffers that are never needed at once may share memory.
#pragma once

#include <cstdint>
#include <vector>

namespace quartet::mcu {

struct ArenaBuffer {
  std::int64_t bytes = 0;
  int first = 0, last = 0;   ///< layers that need it, both included
  std::int64_t offset = -1;  ///< result
};

inline constexpr std::int64_t kArenaAlignment = 16;

/// Sets every offset (a multiple of kArenaAlignment); returns the bytes of the whole arena. Largest buffer first, each at the
/// lowest place that is free as long as it lives.
std::int64_t plan_arena(std::vector<ArenaBuffer>& buffers);

}  // namespace quartet::mcu
