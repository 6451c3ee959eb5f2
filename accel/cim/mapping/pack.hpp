// Placing blocks side by side in the arrays.
#pragma once

#include <vector>

#include "accel/cim/mapping/block.hpp"

namespace quartet::cim {

/// Places `blocks` (pointers into the caller's lists, each not larger than an array) by a skyline: tall ones
/// first, each where its MVM needs the fewest conversions in turn, then lowest, then leftmost. Returns the
/// arrays used, or 0 when they do not fit `arrays` arrays. Same blocks, same places.
[[nodiscard]] int pack_blocks(std::vector<Block*> blocks, const ArrayParams& params, int arrays);

}  // namespace quartet::cim
