// The input of a convolution with its border, in the form that the inner loops read.
#pragma once

#include <cstdint>
#include <vector>

#include "workloads/golden/fast/inner_loops.hpp"
#include "workloads/golden/geometry.hpp"

namespace quartet::golden {

/// Rows of pixels; with `phases` > 1 the columns of a row are sorted by their index modulo `phases`, so that
/// a strided window reads successive pixels. Every pixel has in_c · `replicas` elements (each channel
/// repeated). The border and the gaps of a stretched input hold the zero point and are written once.
class PaddedImage {
 public:
  PaddedImage(const Geometry& geometry, const InnerLoops& loops, int phases, int replicas,
              std::int32_t zero_point);

  /// Bytes that such an image takes.
  [[nodiscard]] static std::int64_t bytes(const Geometry& geometry, const InnerLoops& loops, int phases,
                                          int replicas);

  void fill(const std::int8_t* input);

  [[nodiscard]] const std::uint8_t* data() const { return data_.data(); }
  /// Byte offset of a pixel; may be added up: offset(r, c) + offset of a tap, as long as the phase does not
  /// wrap.
  [[nodiscard]] std::int64_t offset(int row, int column) const {
    return row * row_bytes_ +
           ((column % phases_) * std::int64_t{phase_width_} + column / phases_) * pixel_bytes_;
  }

 private:
  void fill_row(const std::int8_t* input, int row);

  Geometry g_;
  const InnerLoops* loops_;
  int phases_, replicas_;
  std::int32_t zero_point_;
  int rows_, columns_, phase_width_;
  std::int64_t pixel_bytes_, row_bytes_;
  std::vector<std::int8_t> replicated_;  // one input pixel row with repeated channels
  std::vector<std::uint8_t> data_;
};

}  // namespace quartet::golden
