#include "workloads/golden/fast/padded_image.hpp"

#include <algorithm>

namespace quartet::golden {
namespace {

/// Inner loops read whole blocks: up to one block of the widest element behind the last pixel.
constexpr std::int64_t kReadAhead = 4 * kBlock;

int rows_of(const Geometry& g) {
  return (g.out_h - 1) * g.stride.h + (g.kernel.h - 1) * g.dilation.h + 1;
}
int columns_of(const Geometry& g) {
  return (g.out_w - 1) * g.stride.w + (g.kernel.w - 1) * g.dilation.w + 1;
}
int phase_width_of(const Geometry& g, int phases) {
  return (columns_of(g) + phases - 1) / phases;
}

}  // namespace

std::int64_t PaddedImage::bytes(const Geometry& g, const InnerLoops& loops, int phases, int replicas) {
  return std::int64_t{rows_of(g)} * phase_width_of(g, phases) * phases * g.in_c * replicas *
             loops.element_bytes +
         kReadAhead;
}

PaddedImage::PaddedImage(const Geometry& geometry, const InnerLoops& loops, int phases, int replicas,
                         std::int32_t zero_point)
    : g_(geometry),
      loops_(&loops),
      phases_(phases),
      replicas_(replicas),
      zero_point_(zero_point),
      rows_(rows_of(geometry)),
      columns_(columns_of(geometry)),
      phase_width_(phase_width_of(geometry, phases)),
      pixel_bytes_(std::int64_t{geometry.in_c} * replicas * loops.element_bytes),
      row_bytes_(pixel_bytes_ * phase_width_ * phases),
      replicated_(replicas == 1 ? 0
                                : static_cast<std::size_t>(geometry.in_w) *
                                      static_cast<std::size_t>(geometry.in_c * replicas)),
      data_(static_cast<std::size_t>(bytes(geometry, loops, phases, replicas))) {
  const std::vector<std::int8_t> zero(data_.size() / static_cast<std::size_t>(loops.element_bytes),
                                      static_cast<std::int8_t>(zero_point));
  const auto count = static_cast<std::int64_t>(zero.size());
  loops.convert({zero.data(), data_.data(), 1, count, count, 0, zero_point});
}

void PaddedImage::fill(const std::int8_t* input) {
  const std::int64_t row_elements = std::int64_t{g_.in_w} * g_.in_c;
  const bool whole = g_.top == 0 && g_.left == 0 && phases_ == 1 && replicas_ == 1 &&
                     g_.stretch == Size2{1, 1} && rows_ <= g_.in_h && columns_ == g_.in_w;
  if (whole) {
    const std::int64_t count = rows_ * row_elements;
    loops_->convert({input, data_.data(), 1, count, count, 0, zero_point_});
    return;
  }
  for (int h = 0; h < g_.in_h; ++h) {
    const int row = g_.top + h * g_.stretch.h;
    if (row >= rows_) break;
    fill_row(input + h * row_elements, row);
  }
}

void PaddedImage::fill_row(const std::int8_t* input, int row) {
  const std::int64_t pixel = std::int64_t{g_.in_c} * replicas_;
  if (replicas_ != 1) {
    std::int8_t* out = replicated_.data();
    for (std::int64_t i = 0; i < std::int64_t{g_.in_w} * g_.in_c; ++i)
      out = std::fill_n(out, replicas_, input[i]);
    input = replicated_.data();
  }
  // Columns left + w·stretch for w in [0, count) lie in the image.
  const int count = std::min(g_.in_w, (columns_ - g_.left + g_.stretch.w - 1) / g_.stretch.w);
  if (phases_ == 1 && g_.stretch.w == 1) {
    if (count > 0)
      loops_->convert({input, data_.data() + offset(row, g_.left), 1, count * pixel, 0, 0, zero_point_});
    return;
  }
  // Every `period`-th pixel falls into the same phase, a fixed number of pixels further on.
  const int period = phases_;
  const std::int64_t destination_stride = std::int64_t{g_.stretch.w} * pixel_bytes_;
  for (int first = 0; first < std::min(period, count); ++first) {
    std::uint8_t* destination = data_.data() + offset(row, g_.left + first * g_.stretch.w);
    const std::int64_t runs = (count - first + period - 1) / period;
    loops_->convert(
        {input + first * pixel, destination, runs, pixel, period * pixel, destination_stride, zero_point_});
  }
}

}  // namespace quartet::golden
