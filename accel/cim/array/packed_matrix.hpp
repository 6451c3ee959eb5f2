// A matrix in the order in which the inner loops read it, and the products with batches of inputs.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "accel/cim/vector/instruction_set.hpp"

namespace quartet::cim {

/// rows × columns floats as panels of kPanel columns; missing columns are 0.
class PackedMatrix {
 public:
  PackedMatrix() = default;
  PackedMatrix(int rows, int columns);

  void set(std::span<const float> row_major);
  [[nodiscard]] std::vector<float> row_major() const;

  [[nodiscard]] int rows() const { return rows_; }
  [[nodiscard]] int padded_columns() const { return panels_ * static_cast<int>(kPanel); }
  [[nodiscard]] bool empty() const { return data_.empty(); }
  /// rows × kPanel.
  [[nodiscard]] const float* panel(int index) const {
    return data_.data() + std::int64_t{index} * rows_ * kPanel;
  }

 private:
  int rows_ = 0, columns_ = 0, panels_ = 0;
  std::vector<float> data_;
};

/// sums (batch × padded columns) = x (batch × rows) · matrix.
struct Product {
  const PackedMatrix* matrix;
  const float* x;
  double* sums;
};

/// Several products of one shape. Sums are made in runs of at most `run` rows (float32 within a run, double
/// across); with integers whose products are at most 2^24 / run they are exact. The result depends on nothing
/// else.
void multiply(std::span<const Product> products, int batch, int run, const Loops& loops);

}  // namespace quartet::cim
