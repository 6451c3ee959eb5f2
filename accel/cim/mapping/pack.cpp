#include "accel/cim/mapping/pack.hpp"

#include <algorithm>
#include <optional>
#include <tuple>

namespace quartet::cim {

namespace {

/// Rows in use of every column of one array, from row 0 upwards.
class Skyline {
 public:
  explicit Skyline(const ArrayParams& params)
      : params_(params), height_(static_cast<std::size_t>(params.columns), 0) {}

  struct Place {
    int phases, row, column;
    [[nodiscard]] auto order() const { return std::tie(phases, row, column); }
  };

  [[nodiscard]] std::optional<Place> best(const Block& block) const {
    std::optional<Place> best;
    for (const int column : candidates(block)) {
      const auto first = height_.begin() + column;
      const int row = *std::max_element(first, first + block.columns);
      if (row + block.rows > params_.rows) continue;
      Block there = block;
      there.column = column;
      const Place place{mux_phases(there, params_), row, column};
      if (!best || place.order() < best->order()) best = place;
    }
    return best;
  }

  void put(Block& block, const Place& place) {
    block.row = place.row, block.column = place.column;
    std::fill_n(height_.begin() + place.column, block.columns, place.row + block.rows);
  }

 private:
  // Where the skyline steps, where an ADC's share of columns begins, and flush right of both.
  [[nodiscard]] std::vector<int> candidates(const Block& block) const {
    std::vector<int> columns;
    const int last = params_.columns - block.columns;
    const auto add = [&](int column) {
      if (column >= 0 && column <= last) columns.push_back(column);
    };
    for (int c = 0; c < params_.columns; ++c) {
      const bool step =
          c == 0 || height_[static_cast<std::size_t>(c)] != height_[static_cast<std::size_t>(c - 1)];
      if (!step && c % params_.adcs() != 0) continue;
      add(c);
      add(c - block.columns);
    }
    add(last);
    std::sort(columns.begin(), columns.end());
    columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
    return columns;
  }

  const ArrayParams& params_;
  std::vector<int> height_;
};

}  // namespace

int pack_blocks(std::vector<Block*> blocks, const ArrayParams& params, int arrays) {
  std::stable_sort(blocks.begin(), blocks.end(), [](const Block* a, const Block* b) {
    return std::tie(b->rows, b->columns) < std::tie(a->rows, a->columns);
  });
  std::vector<Skyline> skylines;
  for (Block* block : blocks) {
    std::size_t array = 0;
    for (;; ++array) {
      if (array == skylines.size()) {
        if (static_cast<int>(array) == arrays) return 0;
        skylines.emplace_back(params);
      }
      if (const auto place = skylines[array].best(*block)) {
        block->array = static_cast<int>(array);
        skylines[array].put(*block, *place);
        break;
      }
    }
  }
  return static_cast<int>(skylines.size());
}

}  // namespace quartet::cim
