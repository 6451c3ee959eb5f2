// The kinds of units, one file each; unit_kinds.hpp has their parameters and ports, docs/dataflow_units.md their equations.
#pragma once

#include "accel/dataflow/stream/unit_params.hpp"

namespace quartet::dataflow {

/// cycles = (mh/pe)·(mw/simd)·vectors (+ bubble·vectors)
[[nodiscard]] Result<UnitDesign> design_mvau(UnitParams& params);
/// cycles = channels·taps/(pe·simd)·vectors; pe is unfolded fully before simd
[[nodiscard]] Result<UnitDesign> design_vvau(UnitParams& params);
/// cf = channels/simd, B = ((kh−1)·dh·w + (kw−1)·dw + 1)·cf: cycles = B + oh·max(ow·kw·kh·cf, sw·w·cf),
/// depthwise + oh·ow·(sw−1)·(cf−1) + (sh−1)·w·cf; one row: ow·kw·cf + 2; parallel: input beats + 2
[[nodiscard]] Result<UnitDesign> design_window(UnitParams& params);
/// cycles = channels/simd·padded pixels
[[nodiscard]] Result<UnitDesign> design_padding(UnitParams& params);
/// cycles = channels·taps/pe·vectors; streaming 2-D: (w² + (w/k)²)·channels/pe a map, 1-D: ow·(k + 1)·channels/pe
[[nodiscard]] Result<UnitDesign> design_pool(UnitParams& params);
/// cycles = input beats + channels/pe
[[nodiscard]] Result<UnitDesign> design_global_pool(UnitParams& params);
/// cycles = channels/pe·pixels
[[nodiscard]] Result<UnitDesign> design_threshold(UnitParams& params);
/// cycles = channels/pe·pixels·interval
[[nodiscard]] Result<UnitDesign> design_requantize(UnitParams& params);
/// cycles = channels/pe·pixels
[[nodiscard]] Result<UnitDesign> design_add(UnitParams& params);
[[nodiscard]] Result<UnitDesign> design_duplicate(UnitParams& params);
/// cycles = output beats
[[nodiscard]] Result<UnitDesign> design_concat(UnitParams& params);
/// cycles = narrow beats
[[nodiscard]] Result<UnitDesign> design_width_converter(UnitParams& params);
/// cycles = beats
[[nodiscard]] Result<UnitDesign> design_fifo(UnitParams& params);
/// cycles = labels/pe
[[nodiscard]] Result<UnitDesign> design_label_select(UnitParams& params);

}  // namespace quartet::dataflow
