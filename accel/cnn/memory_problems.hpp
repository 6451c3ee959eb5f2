// What to say when a memory is too small: which one, needed, available, and what would fit.
#pragma once

#include "accel/cnn/memory_map.hpp"

namespace quartet::cnn {

/// `highest`: the region whose last word lies outside its instances.
[[nodiscard]] Problem data_does_not_fit(const Network& network, const DataRegion& highest,
                                        const Params& params);
/// `processor` needs `needed` words.
[[nodiscard]] Problem weights_do_not_fit(const Network& network, const std::vector<HwLayer>& layers,
                                         const MemoryMap& map, int processor, std::int64_t needed,
                                         const Params& params);

}  // namespace quartet::cnn
