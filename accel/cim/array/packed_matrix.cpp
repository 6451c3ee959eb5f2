#include "accel/cim/array/packed_matrix.hpp"

#include <algorithm>

namespace quartet::cim {

PackedMatrix::PackedMatrix(int rows, int columns)
    : rows_(rows),
      columns_(columns),
      panels_((columns + static_cast<int>(kPanel) - 1) / static_cast<int>(kPanel)),
      data_(static_cast<std::size_t>(rows) * static_cast<std::size_t>(padded_columns()), 0.0f) {}

void PackedMatrix::set(std::span<const float> row_major) {
  for (int p = 0; p < panels_; ++p) {
    const std::int64_t first = p * kPanel;
    const std::int64_t width = std::min<std::int64_t>(kPanel, columns_ - first);
    float* out = data_.data() + std::int64_t{p} * rows_ * kPanel;
    for (int r = 0; r < rows_; ++r, out += kPanel)
      std::copy_n(row_major.data() + std::int64_t{r} * columns_ + first, width, out);
  }
}

std::vector<float> PackedMatrix::row_major() const {
  std::vector<float> out;
  out.reserve(static_cast<std::size_t>(rows_) * static_cast<std::size_t>(columns_));
  for (int r = 0; r < rows_; ++r) {
    for (int c = 0; c < columns_; ++c)
      out.push_back(panel(c / static_cast<int>(kPanel))[r * kPanel + c % kPanel]);
  }
  return out;
}

void multiply(std::span<const Product> products, int batch, int run, const Loops& loops) {
  if (products.empty()) return;
  const int rows = products[0].matrix->rows(), columns = products[0].matrix->padded_columns();
  for (int panel = 0; panel * static_cast<int>(kPanel) < columns; ++panel) {
    for (const Product& p : products)
      loops.panel({p.x, rows, p.matrix->panel(panel), p.sums + panel * kPanel, columns, rows, run, batch});
  }
}

}  // namespace quartet::cim
