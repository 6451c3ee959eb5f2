// Where the taps of a sliding window lie: what convolutions and pools have in common.
#pragma once

#include <cstddef>

#include "workloads/golden/kernel.hpp"

namespace quartet::golden {

/// Output element (oh, ow) sees tap (kh, kw) at row oh·stride.h + kh·dilation.h − top of the stretched input,
/// columns likewise. Row r of the stretched input is row r / stretch.h of the input where that divides, else
/// it is empty (transposed convolution); stretch 1 is the plain case.
struct Geometry {
  int in_h = 1, in_w = 1, in_c = 1;
  int out_h = 1, out_w = 1, out_c = 1;
  Size2 kernel, stride, dilation, stretch;
  int top = 0, left = 0;
  int groups = 1;

  [[nodiscard]] int group_inputs() const { return in_c / groups; }
  [[nodiscard]] int group_outputs() const { return out_c / groups; }
  [[nodiscard]] int taps() const { return kernel.h * kernel.w; }
  /// Every output channel reads one input channel.
  [[nodiscard]] bool is_depthwise() const { return groups == in_c && in_c > 1; }
  /// Input row of a stretched row, −1 where there is none.
  [[nodiscard]] int source_row(int row) const { return source(row, stretch.h, in_h); }
  [[nodiscard]] int source_column(int column) const { return source(column, stretch.w, in_w); }

 private:
  [[nodiscard]] static int source(int index, int stretch, int size) {
    if (index < 0 || index % stretch != 0 || index / stretch >= size) return -1;
    return index / stretch;
  }
};

/// Calls visit(tap, input element offset) for every tap of output (oh, ow) that lies inside the image.
template <class Visit>
void for_each_tap(const Geometry& g, int oh, int ow, Visit visit) {
  for (int kh = 0; kh < g.kernel.h; ++kh) {
    const int row = g.source_row(oh * g.stride.h + kh * g.dilation.h - g.top);
    if (row < 0) continue;
    for (int kw = 0; kw < g.kernel.w; ++kw) {
      const int column = g.source_column(ow * g.stride.w + kw * g.dilation.w - g.left);
      if (column < 0) continue;
      visit(kh * g.kernel.w + kw, (static_cast<std::ptrdiff_t>(row) * g.in_w + column) * g.in_c);
    }
  }
}

/// Convolution (any groups) or pool, from the layer's attributes and the shapes of its tensors.
[[nodiscard]] Result<Geometry> window_geometry(const KernelContext& context);
/// A pool over the whole map.
[[nodiscard]] Result<Geometry> global_geometry(const KernelContext& context);
[[nodiscard]] Result<Geometry> transposed_geometry(const KernelContext& context);
/// A fully connected layer as a 1×1 convolution of one pixel.
[[nodiscard]] Result<Geometry> dense_geometry(const KernelContext& context);

}  // namespace quartet::golden
