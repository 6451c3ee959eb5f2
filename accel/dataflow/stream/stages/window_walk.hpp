// The order in which a sliding window reads a frame, and what it has done with. Elements are beats of the input (simd lanes).
//
//   cf = channels/simd; element of pixel (y, x), channel block c: (y·w + x)·cf + c
//   order of reads: output row, output column, kernel row, kernel column, channel block; depthwise: … channel block, kernel row,
//   kernel column. A read element before both the next read and the start of the next window (depthwise: of the next channel
//   block) may be overwritten.
//   buffer = ((kh−1)·dh·w + (kw−1)·dw + 1)·cf + max(0, (sw−1) − kh·kw, (sh−1)·w − kh·kw)·cf
// Source: finn-rtllib swg_template_default with its generator (get_buffer_depth, address increments).
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>

namespace quartet::dataflow::stream {

struct WindowShape {
  std::int64_t h = 1, w = 1, kh = 1, kw = 1, sh = 1, sw = 1, dh = 1, dw = 1;
  std::int64_t cf = 1;  ///< channel blocks
  bool depthwise = false;

  [[nodiscard]] std::int64_t out_h() const { return (h - (kh - 1) * dh - 1) / sh + 1; }
  [[nodiscard]] std::int64_t out_w() const { return (w - (kw - 1) * dw - 1) / sw + 1; }
  [[nodiscard]] std::int64_t frame() const { return h * w * cf; }
  [[nodiscard]] std::int64_t window_elements() const { return ((kh - 1) * dh * w + (kw - 1) * dw + 1) * cf; }
  [[nodiscard]] std::int64_t buffer() const {
    return window_elements() + std::max({std::int64_t{0}, (sw - 1) - kh * kw, (sh - 1) * w - kh * kw}) * cf;
  }
  [[nodiscard]] std::int64_t reads() const { return out_h() * out_w() * kh * kw * cf; }
};

class WindowWalk {
 public:
  static constexpr std::int64_t kAll = std::numeric_limits<std::int64_t>::max() / 2;

  explicit WindowWalk(const WindowShape& s) {
    const Loop block{s.cf, 1, 0, 0};
    const Loop kernel_x{s.kw, s.dw * s.cf, 0, 0};
    const Loop kernel_y{s.kh, s.dh * s.w * s.cf, 0, 0};
    const bool by_block = s.depthwise && s.cf > 1;
    loops_ = {block, kernel_x, kernel_y, {s.out_w(), s.sw * s.cf, 0, 0}, {s.out_h(), s.sh * s.w * s.cf, 0, 0}};
    if (by_block) loops_ = {kernel_x, kernel_y, block, loops_[3], loops_[4]};
    // Reads between two that move the release: of a channel block, or of a window.
    first_outer_ = by_block ? 2 : 3;
    std::int64_t inner_span = 0;
    for (Loop& l : loops_) {
      l.step = l.stride - inner_span;
      inner_span += (l.count - 1) * l.stride;
    }
    next_start_ = start_of_next();
  }
  /// The element that the next read takes.
  [[nodiscard]] std::int64_t element() const { return element_; }
  /// Elements below this may be overwritten.
  [[nodiscard]] std::int64_t released() const { return released_; }
  [[nodiscard]] bool done() const { return released_ == kAll; }

  void advance() {
    std::size_t level = 0;
    while (level < loops_.size() && ++loops_[level].at == loops_[level].count) loops_[level++].at = 0;
    if (level == loops_.size()) {
      released_ = kAll;
      return;
    }
    element_ += loops_[level].step;
    // Until its first read, a window is itself what may not be overwritten.
    released_ = std::max(released_, level >= first_outer_ ? element_ : std::min(next_start_, element_));
    if (level >= first_outer_) next_start_ = start_of_next();
  }

 private:
  struct Loop {
    std::int64_t count = 1, stride = 0, at = 0;
    std::int64_t step = 0;  ///< from the last element of the inner loops to the first of the next turn
  };

  /// Where the block or window after the present one begins.
  [[nodiscard]] std::int64_t start_of_next() const {
    std::int64_t start = 0;
    std::size_t level = first_outer_;
    for (std::size_t l = first_outer_; l < loops_.size(); ++l) start += loops_[l].at * loops_[l].stride;
    for (; level < loops_.size() && loops_[level].at + 1 == loops_[level].count; ++level) start -= loops_[level].at * loops_[level].stride;
    return level == loops_.size() ? kAll - 1 : start + loops_[level].stride;
  }

  std::array<Loop, 5> loops_;
  std::size_t first_outer_ = 3;
  std::int64_t element_ = 0, next_start_ = 0, released_ = 0;
};

}  // namespace quartet::dataflow::stream
