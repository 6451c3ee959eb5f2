// A rectangle of cells that holds a part of a layer's matrix: what one MVM drives.
#pragma once

#include <cstdint>
#include <vector>

#include "accel/cim/mapping/analog_layer.hpp"
#include "accel/cim/params.hpp"

namespace quartet::cim {

/// `groups` neighbouring groups on a diagonal (one for a dense layer). Its input is the im2col vector of the
/// channels of these groups, out of which it takes rows [first_row, first_row + rows); its outputs are the
/// layer's output channels [first_output, first_output + columns). Layers with more rows than the array are
/// split: the partial sums of blocks with the same outputs are added after the ADC.
struct Block {
  int first_group = 0, groups = 1;
  int first_row = 0, rows = 0;
  int first_output = 0, columns = 0;
  int array = 0, row = 0, column = 0;  ///< where its first cell lies

  [[nodiscard]] std::int64_t cells() const { return std::int64_t{rows} * columns; }
};

/// Cuts a layer into blocks that fit the array; not placed yet. Order: outputs, then rows. At most `most` of
/// them.
[[nodiscard]] std::vector<Block> cut_layer(const AnalogLayer& layer, const ArrayParams& array,
                                           std::size_t most = 1 << 16);

/// Cells of a block that belong to a weight; the others are structural zeros off the diagonal.
[[nodiscard]] std::int64_t useful_cells(const Block& block);

/// Weight codes of the block, row-major rows × columns, 0 off the diagonal.
[[nodiscard]] std::vector<float> block_codes(const AnalogLayer& layer, const Block& block,
                                             const Values& weights);

/// How many conversions in turn the busiest ADC makes for one MVM of the block.
[[nodiscard]] int mux_phases(const Block& block, const ArrayParams& array);

}  // namespace quartet::cim
