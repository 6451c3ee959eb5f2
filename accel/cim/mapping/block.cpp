#include "accel/cim/mapping/block.hpp"

#include <algorithm>

namespace quartet::cim {

namespace {

// Channel range, tap and channel of a row of the block.
struct RowOrigin {
  int tap, group, channel;  // channel within its group
};

[[nodiscard]] RowOrigin origin(const AnalogLayer& layer, const Block& block, int row) {
  const int inputs = layer.geometry.group_inputs();
  const int width = block.groups * inputs;
  const int at = block.first_row + row;
  return {at / width, block.first_group + at % width / inputs, at % width % inputs};
}

// Groups that share a diagonal block: limited by rows, by columns, and by the parameter.
[[nodiscard]] int groups_together(const AnalogLayer& layer, const ArrayParams& array) {
  const int by_rows = array.rows / std::max(layer.group_rows(), 1);
  const int by_columns = array.columns / std::max(layer.group_columns(), 1);
  const int most = std::max(1, std::min(by_rows, by_columns));
  const int wanted = array.depthwise_channels > 0 ? array.depthwise_channels : most;
  return std::clamp(wanted, 1, std::min(most, layer.geometry.groups));
}

}  // namespace

std::vector<Block> cut_layer(const AnalogLayer& layer, const ArrayParams& array, std::size_t most) {
  std::vector<Block> blocks;
  const int together = groups_together(layer, array);
  for (int group = 0; group < layer.geometry.groups; group += together) {
    const int groups = std::min(together, layer.geometry.groups - group);
    const int rows = groups * layer.group_rows();
    const int columns = groups * layer.group_columns();
    for (int column = 0; column < columns; column += array.columns) {
      for (int row = 0; row < rows; row += array.rows) {
        if (blocks.size() == most) return blocks;
        Block block;
        block.first_group = group, block.groups = groups;
        block.first_row = row, block.rows = std::min(array.rows, rows - row);
        block.first_output = group * layer.group_columns() + column;
        block.columns = std::min(array.columns, columns - column);
        blocks.push_back(block);
      }
    }
  }
  return blocks;
}

std::int64_t useful_cells(const Block& block) {
  return block.cells() / block.groups;
}

std::vector<float> block_codes(const AnalogLayer& layer, const Block& block, const Values& weights) {
  std::vector<float> codes(static_cast<std::size_t>(block.cells()), 0.0F);
  const int inputs = layer.geometry.group_inputs();
  float* cell = codes.data();
  for (int row = 0; row < block.rows; ++row) {
    const RowOrigin from = origin(layer, block, row);
    for (int column = 0; column < block.columns; ++column, ++cell) {
      const int output = block.first_output + column;
      if (output / layer.group_columns() != from.group) continue;
      const std::int64_t index =
          std::int64_t{output} * layer.group_rows() + std::int64_t{from.tap} * inputs + from.channel;
      *cell = static_cast<float>(weights[static_cast<std::size_t>(index)]);
    }
  }
  return codes;
}

int mux_phases(const Block& block, const ArrayParams& array) {
  if (array.column_mux == "adjacent") {
    // The ADC with most columns in the block: all of its own as soon as the block is wide enough.
    const int first = block.column, last = block.column + block.columns - 1;
    int most = 0;
    for (int adc = first / array.columns_per_adc; adc <= last / array.columns_per_adc; ++adc) {
      const int begin = std::max(first, adc * array.columns_per_adc);
      const int end = std::min(last, adc * array.columns_per_adc + array.columns_per_adc - 1);
      most = std::max(most, end - begin + 1);
    }
    return most;
  }
  return (block.column + block.columns - 1) / array.adcs() - block.column / array.adcs() + 1;
}

}  // namespace quartet::cim
