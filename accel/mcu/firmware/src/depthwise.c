/* Depthwise convolutions: pointers to the taps of an output pixel, padding replaced by a row of zero points. */
#include "scratch.h"

void q_depthwise(const struct q_layer *l) {
#if Q_HAS_KERNEL_ROWS
  if (l->weight_kind == Q_KERNEL_ROWS) {
    q_depthwise_rows(l);
    return;
  }
#endif
  const int8_t *input = q_arena_at(l->in);
  int8_t *out = q_arena_at(l->out);
  int8_t *const zeros = q_arena_at(l->scratch);
  const int8_t **const taps = (const int8_t **)(void *)(zeros + ((l->in_c + 3) & ~3));
  q_fill(zeros, l->in_zero, (uint32_t)l->in_c);
  for (int32_t oh = 0; oh < l->out_h; ++oh) {
    for (int32_t ow = 0; ow < l->out_w; ++ow, out += l->out_c) {
      const int32_t left = ow * l->stride_w - l->pad_left;
      const int8_t **tap = taps;
      int32_t row = oh * l->stride_h - l->pad_top;
      for (int32_t kh = 0; kh < l->kernel_h; ++kh, row += l->dilation_h) {
        const int row_inside = row >= 0 && row < l->in_h;
        int32_t column = left;
        const int8_t *x = input + (row * l->in_w + column) * l->in_c;
        for (int32_t kw = 0; kw < l->kernel_w; ++kw) {
          *tap++ = row_inside && column >= 0 && column < l->in_w ? x : zeros;
          column += l->dilation_w;
          x += l->dilation_w * l->in_c;
        }
      }
      q_depthwise_pixel(l, taps, out);
    }
  }
}

/* Any grouping: weights [out_c][taps][in_c / groups] as int8. Plain loops. */
void q_grouped(const struct q_layer *l) {
  const struct q_channel *channels = q_image_at(l->channels);
  const int8_t *input = q_arena_at(l->in);
  uint8_t *out = q_arena_at(l->out);
  const int32_t group_in = l->in_c / l->groups, group_out = l->out_c / l->groups;
  const int32_t taps = l->kernel_h * l->kernel_w;
  for (int32_t oh = 0; oh < l->out_h; ++oh) {
    for (int32_t ow = 0; ow < l->out_w; ++ow, out += l->out_words ? 4 * l->out_c : l->out_c) {
      for (int32_t o = 0; o < l->out_c; ++o) {
        const int8_t *w = (const int8_t *)q_image_at(l->weights) + o * taps * group_in;
        int32_t a = channels[o].bias;
        for (int32_t t = 0; t < taps; ++t, w += group_in) {
          const int32_t row = oh * l->stride_h - l->pad_top + t / l->kernel_w * l->dilation_h;
          const int32_t column = ow * l->stride_w - l->pad_left + t % l->kernel_w * l->dilation_w;
          const int inside = row >= 0 && row < l->in_h && column >= 0 && column < l->in_w;
          const int8_t *x = input + (row * l->in_w + column) * l->in_c + o / group_out * group_in;
          for (int32_t i = 0; i < group_in; ++i) a += (inside ? x[i] : l->in_zero) * w[i];
        }
        q_finish_called(l, &channels[o], a, out, o);
      }
    }
  }
}
