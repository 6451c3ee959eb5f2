/* Four channels of one pixel at a time. Weights: [taps][channels, padded to four]. */
#include "runtime.h"

Q_INLINE void four(enum q_finish way, const struct q_layer *l, struct q_limits limits, const int8_t *const *taps, const int8_t *w,
                   const struct q_channel *c, int8_t *out, int32_t first, int32_t stride) {
  int32_t s0 = c[0].bias, s1 = c[1].bias, s2 = c[2].bias, s3 = c[3].bias;
  const int8_t *const *const end = taps + l->kernel_h * l->kernel_w;
  do {
    const int8_t *x = *taps++ + first;
    s0 += x[0] * w[0], s1 += x[1] * w[1], s2 += x[2] * w[2], s3 += x[3] * w[3];
    w += stride;
  } while (taps != end);
  q_finish(way, l, limits, &c[0], s0, out, first);
  q_finish(way, l, limits, &c[1], s1, out, first + 1);
  q_finish(way, l, limits, &c[2], s2, out, first + 2);
  q_finish(way, l, limits, &c[3], s3, out, first + 3);
}

Q_INLINE void one(enum q_finish way, const struct q_layer *l, struct q_limits limits, const int8_t *const *taps, const int8_t *w,
                  const struct q_channel *c, int8_t *out, int32_t at, int32_t stride) {
  int32_t s = c->bias;
  for (int32_t t = 0; t < l->kernel_h * l->kernel_w; ++t, w += stride) s += taps[t][at] * *w;
  q_finish(way, l, limits, c, s, out, at);
}

Q_INLINE void pixel(enum q_finish way, const struct q_layer *l, const int8_t *const *taps, int8_t *out) {
  const struct q_limits limits = q_limits_of(l);
  const struct q_channel *c = q_image_at(l->channels);
  const int8_t *w = q_image_at(l->weights);
  const int32_t stride = (l->out_c + 3) & ~3;
  int32_t at = 0;
  for (; at + 4 <= l->out_c; at += 4) four(way, l, limits, taps, w + at, c + at, out, at, stride);
  for (; at < l->out_c; ++at) one(way, l, limits, taps, w + at, c + at, out, at, stride);
}

void q_depthwise_pixel(const struct q_layer *l, const int8_t *const *taps, int8_t *out) {
  switch (q_finish_of(l)) {
    case Q_FULL: pixel(Q_FULL, l, taps, out); break;
    case Q_CLAMPED: pixel(Q_CLAMPED, l, taps, out); break;
    default: pixel(Q_CALLED, l, taps, out); break;
  }
}
