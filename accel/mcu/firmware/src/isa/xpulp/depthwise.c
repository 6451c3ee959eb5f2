/* Four channels of one pixel at a time. Taps in fours: four words, one a tap, are turned into four words, one a channel,
   and go through the dot product with weights that the compiler of the image has turned alike; the taps that remain are
   multiplied one by one. Weights: [group of four channels][fours of taps: a word a channel][remaining taps: a word a
   tap]; the order is that of pack_taps_by_four. */
#include "runtime.h"

/* Selectors of pv.shuffle2.b: 0-3 bytes of the first operand, 4-7 of the second. */
#define EVEN 0x06020400u /* [0] [4] [2] [6] */
#define ODD 0x07030501u  /* [1] [5] [3] [7] */

Q_INLINE int32_t byte_of(int32_t v, int i) {
  switch (i) {
    case 0: return xp_extract(v, 8, 0);
    case 1: return xp_extract(v, 8, 8);
    case 2: return xp_extract(v, 8, 16);
    default: return v >> 24;
  }
}

Q_INLINE void four(enum q_finish way, const struct q_layer *l, struct q_limits limits, const int8_t *const *taps, const int8_t **weights,
                   const struct q_channel *c, int8_t *out, int32_t first, int32_t count) {
  int32_t s0 = c[0].bias, s1 = c[1].bias, s2 = c[2].bias, s3 = c[3].bias;
  const int8_t *w = *weights;
  for (; count >= 4; count -= 4, taps += 4) {
    const int32_t a = *(const int32_t *)(const void *)(taps[0] + first);
    const int32_t b = *(const int32_t *)(const void *)(taps[1] + first);
    const int32_t d = *(const int32_t *)(const void *)(taps[2] + first);
    const int32_t e = *(const int32_t *)(const void *)(taps[3] + first);
    /* Channels 0 and 2, 1 and 3 of taps 0 and 1; of taps 2 and 3. */
    const int32_t ab_even = xp_shuffle2_b(a, b, EVEN), ab_odd = xp_shuffle2_b(a, b, ODD);
    const int32_t de_even = xp_shuffle2_b(d, e, EVEN), de_odd = xp_shuffle2_b(d, e, ODD);
    const int32_t w0 = xp_lw_post(w, 4), w1 = xp_lw_post(w, 4), w2 = xp_lw_post(w, 4), w3 = xp_lw_post(w, 4);
    s0 = xp_sdotsp_b(s0, xp_shuffle2_h(ab_even, de_even, 0x00020000u), w0);
    s2 = xp_sdotsp_b(s2, xp_shuffle2_h(ab_even, de_even, 0x00030001u), w2);
    s1 = xp_sdotsp_b(s1, xp_shuffle2_h(ab_odd, de_odd, 0x00020000u), w1);
    s3 = xp_sdotsp_b(s3, xp_shuffle2_h(ab_odd, de_odd, 0x00030001u), w3);
  }
  for (; count > 0; --count) {
    const int32_t x = *(const int32_t *)(const void *)(*taps++ + first);
    const int32_t v = xp_lw_post(w, 4);
    s0 = xp_mac(s0, byte_of(x, 0), byte_of(v, 0));
    s1 = xp_mac(s1, byte_of(x, 1), byte_of(v, 1));
    s2 = xp_mac(s2, byte_of(x, 2), byte_of(v, 2));
    s3 = xp_mac(s3, byte_of(x, 3), byte_of(v, 3));
  }
  *weights = w;
  q_finish(way, l, limits, &c[0], s0, out, first);
  q_finish(way, l, limits, &c[1], s1, out, first + 1);
  q_finish(way, l, limits, &c[2], s2, out, first + 2);
  q_finish(way, l, limits, &c[3], s3, out, first + 3);
}

/* Channels that do not fill a word: weights [taps][channels padded to four] behind the groups. */
Q_INLINE void one(enum q_finish way, const struct q_layer *l, struct q_limits limits, const int8_t *const *taps, const int8_t *w,
                  const struct q_channel *c, int8_t *out, int32_t at, int32_t count, int32_t stride) {
  int32_t s = c->bias;
  for (int32_t t = 0; t < count; ++t, w += stride) s += taps[t][at] * *w;
  q_finish(way, l, limits, c, s, out, at);
}

Q_INLINE void pixel(enum q_finish way, const struct q_layer *l, const int8_t *const *taps, int8_t *out) {
  const struct q_limits limits = q_limits_of(l);
  const struct q_channel *c = q_image_at(l->channels);
  const int8_t *w = q_image_at(l->weights);
  const int32_t count = l->kernel_h * l->kernel_w;
  const int32_t stride = (l->out_c + 3) & ~3;
  if ((l->out_c & 3) == 0) {
    for (int32_t at = 0; at < l->out_c; at += 4) four(way, l, limits, taps, &w, c + at, out, at, count);
  } else {
    for (int32_t at = 0; at < l->out_c; ++at) one(way, l, limits, taps, w + at, c + at, out, at, count, stride);
  }
}

void q_depthwise_pixel(const struct q_layer *l, const int8_t *const *taps, int8_t *out) {
  switch (q_finish_of(l)) {
    case Q_FULL: pixel(Q_FULL, l, taps, out); break;
    case Q_CLAMPED: pixel(Q_CLAMPED, l, taps, out); break;
    default: pixel(Q_CALLED, l, taps, out); break;
  }
}
