// What happened, without prices: counts of events and seconds in power states, by layer.
#pragma once

#include <vector>

#include "sim/energy/cost_table.hpp"

namespace quartet {

/// When an entry is paid.
enum class ActivityPhase {
  inference,  ///< once per inference
  once        ///< once per power-up (weight load, boot)
};

inline constexpr int kNoLayer = -1;
inline constexpr int kNoStretch = -1;

/// `count` events of `row`, or seconds when the row is a power. layer: index into the schedule's layers, or kNoLayer.
/// stretch: index into the schedule's phases, or kNoStretch where the machine does not tell them apart.
struct ActivityEntry {
  int layer = kNoLayer;
  RowId row = 0;
  double count = 0.0;
  ActivityPhase phase = ActivityPhase::inference;
  int stretch = kNoStretch;
};

using Activity = std::vector<ActivityEntry>;

}  // namespace quartet
