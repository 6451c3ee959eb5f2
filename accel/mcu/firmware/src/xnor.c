/* Binary layers: 32 products of +1 and -1 are one exclusive-or and a count of ones. */
#include "scratch.h"

/* Bits of a patch, 1 for +1; taps outside the image do not count, so they are masked out. */
static void pack_patch(const struct q_layer *l, const int8_t *input, int32_t oh, int32_t ow, uint32_t *bits,
                       uint32_t *mask) {
  uint32_t b = 0, m = 0, at = 0;
  for (int32_t kh = 0; kh < l->kernel_h; ++kh) {
    const int32_t row = oh * l->stride_h - l->pad_top + kh * l->dilation_h;
    for (int32_t kw = 0; kw < l->kernel_w; ++kw) {
      const int32_t column = ow * l->stride_w - l->pad_left + kw * l->dilation_w;
      const int inside = row >= 0 && row < l->in_h && column >= 0 && column < l->in_w;
      const int8_t *x = input + (row * l->in_w + column) * l->in_c;
      for (int32_t c = 0; c < l->in_c; ++c) {
        if (inside) m |= 1u << at, b |= (uint32_t)(x[c] > 0) << at;
        if (++at < 32) continue;
        *bits++ = b, *mask++ = m;
        at = b = m = 0;
      }
    }
  }
  if (at != 0) *bits = b, *mask = m;
}

void q_xnor(const struct q_layer *l) {
  const struct q_channel *channels = q_image_at(l->channels);
  const int8_t *input = q_arena_at(l->in);
  uint8_t *out = q_arena_at(l->out);
  uint32_t *const bits = (uint32_t *)(void *)q_scratch_patches(l);
  uint32_t *const mask = bits + l->depth_words;
  const enum q_finish way = q_finish_of(l);
  const struct q_limits limits = q_limits_of(l);
  for (int32_t oh = 0; oh < l->out_h; ++oh) {
    for (int32_t ow = 0; ow < l->out_w; ++ow) {
      pack_patch(l, input, oh, ow, bits, mask);
      int32_t counted = 0;
      for (int32_t i = 0; i < l->depth_words; ++i) counted += q_popcount(mask[i]);
      const uint32_t *w = q_image_at(l->weights);
      for (int32_t o = 0; o < l->out_c; ++o) {
        int32_t differ = 0;
        for (int32_t i = 0; i < l->depth_words; ++i) differ += q_popcount((bits[i] ^ *w++) & mask[i]);
        const int32_t a = channels[o].bias + counted - 2 * differ;
        if (way == Q_CALLED)
          q_finish_called(l, &channels[o], a, out, o);
        else
          q_finish(Q_CLAMPED, l, limits, &channels[o], a, out, o);
      }
      out += l->out_words ? 4 * l->out_c : l->out_c;
    }
  }
}
