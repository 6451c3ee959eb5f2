/* Pools: taps inside the image only. A pool is channel by channel in vectors of a row's pixels. */
#include "runtime.h"

struct window {
  int32_t top, bottom, left, right; /* rows and columns of the input: [top, bottom) x [left, right), dilation 1 */
};

static struct window window_at(const struct q_layer *l, int32_t oh, int32_t ow) {
  struct window w;
  w.top = oh * l->stride_h - l->pad_top;
  w.left = ow * l->stride_w - l->pad_left;
  w.bottom = w.top + (l->kernel_h - 1) * l->dilation_h + 1;
  w.right = w.left + (l->kernel_w - 1) * l->dilation_w + 1;
  while (w.top < 0) w.top += l->dilation_h;
  while (w.left < 0) w.left += l->dilation_w;
  w.bottom = w.bottom > l->in_h ? l->in_h : w.bottom;
  w.right = w.right > l->in_w ? l->in_w : w.right;
  return w;
}

void q_max_pool(const struct q_layer *l) {
  const int8_t *input = q_arena_at(l->in);
  int8_t *out = q_arena_at(l->out);
  for (int32_t oh = 0; oh < l->out_h; ++oh) {
    for (int32_t ow = 0; ow < l->out_w; ++ow, out += l->out_c) {
      const struct window w = window_at(l, oh, ow);
      for (int32_t c = 0; c < l->out_c; ++c) {
        int32_t v = l->clamp_min;
        for (int32_t row = w.top; row < w.bottom; row += l->dilation_h) {
          const int8_t *x = input + (row * l->in_w + w.left) * l->in_c + c;
          for (int32_t column = w.left; column < w.right; column += l->dilation_w, x += l->dilation_w * l->in_c)
            v = *x > v ? *x : v;
        }
        out[c] = (int8_t)(v > l->clamp_max ? l->clamp_max : v);
      }
    }
  }
}

/* Adds four channels of a window to `sums`: words where the channels are whole words. */
static void add_four(const struct q_layer *l, const int8_t *x, int32_t rows, int32_t columns, int32_t *sums) {
  int32_t s0 = 0, s1 = 0, s2 = 0, s3 = 0;
  const int32_t step = l->dilation_w * l->in_c, line = l->dilation_h * l->in_w * l->in_c;
  if (columns * step == line) columns *= rows, rows = 1; /* whole rows lie together */
  for (; rows > 0; --rows, x += line) {
    const int8_t *p = x;
    for (int32_t k = columns; k > 0; --k, p += step) {
      const uint32_t v = *(const uint32_t *)(const void *)p;
      Q_ADD_BYTES(v, s0, s1, s2, s3);
    }
  }
  sums[0] = s0, sums[1] = s1, sums[2] = s2, sums[3] = s3;
}

static int32_t add_one(const struct q_layer *l, const int8_t *x, int32_t rows, int32_t columns) {
  int32_t sum = 0;
  for (; rows > 0; --rows, x += l->dilation_h * l->in_w * l->in_c) {
    for (int32_t k = 0; k < columns; ++k) sum += x[k * l->dilation_w * l->in_c];
  }
  return sum;
}

void q_average_pool(const struct q_layer *l) {
  const int8_t *input = q_arena_at(l->in);
  int8_t *out = q_arena_at(l->out);
  for (int32_t oh = 0; oh < l->out_h; ++oh) {
    for (int32_t ow = 0; ow < l->out_w; ++ow, out += l->out_c) {
      const struct window w = window_at(l, oh, ow);
      const int32_t rows = w.bottom > w.top ? (w.bottom - w.top + l->dilation_h - 1) / l->dilation_h : 0;
      const int32_t columns = w.right > w.left ? (w.right - w.left + l->dilation_w - 1) / l->dilation_w : 0;
      const int32_t taps = rows * columns;
      const int8_t *x = input + (w.top * l->in_w + w.left) * l->in_c;
      for (int32_t c = 0; c < l->out_c;) {
        int32_t sums[4];
        const int32_t many = (l->in_c & 3) == 0 ? 4 : 1;
        if (many == 4)
          add_four(l, x + c, rows, columns, sums);
        else
          sums[0] = add_one(l, x + c, rows, columns);
        for (int32_t i = 0; i < many; ++i, ++c) {
          const int32_t half = l->average_truncates ? 0 : sums[i] > 0 ? taps / 2 : -(taps / 2);
          out[c] = (int8_t)q_clamp(taps == 0 ? 0 : (sums[i] + half) / taps, l->clamp_min, l->clamp_max);
        }
      }
    }
  }
}
