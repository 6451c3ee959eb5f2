// Time, activity and figures of one inference, from the cycles of each mapped layer: shared by plan and
// simulate.
#pragma once

#include <vector>

#include "accel/cim/timing/cycle_model.hpp"
#include "accel/target.hpp"

namespace quartet::cim {

/// The rows of the cost table that this machine counts.
struct CostRows {
  struct Law {
    RowId fixed = 0;        ///< per cell and MVM
    RowId integration = 0;  ///< per cell and second of conversion
  };
  Law kws, vww;
  RowId program_device = 0;

  [[nodiscard]] static Result<CostRows> find(const CostTable& table);
  [[nodiscard]] const Law& law(const Params& params) const {
    return params.energy_calibration == "vww" ? vww : kws;
  }
};

[[nodiscard]] Schedule make_schedule(const Network& network, const Mapping& mapping, const Params& params,
                                     const CostRows& rows, const CostTable& costs,
                                     const std::vector<std::uint64_t>& layer_cycles,
                                     const PhaseCycles& phases);

}  // namespace quartet::cim
