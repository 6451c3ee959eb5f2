/* Four channels of one pixel at a time: two words widened, four products of halves. Weights: [taps][channels, padded to
   four]; word by word where the channels are whole words. */
#include "runtime.h"

#define TAP                                 \
  "ldr %[x], [%[taps]], #4\n"               \
  "ldr %[v], [%[w]]\n"                     \
  "add %[w], %[w], %[stride]\n"             \
  "ldr %[x], [%[x], %[first]]\n"            \
  "sxtb16 %[e], %[v]\n"                     \
  "sxtb16 %[v], %[v], ror #8\n"             \
  "sxtb16 %[f], %[x]\n"                     \
  "sxtb16 %[x], %[x], ror #8\n"             \
  "smlabb %[s0], %[f], %[e], %[s0]\n"       \
  "smlatt %[s2], %[f], %[e], %[s2]\n"       \
  "smlabb %[s1], %[x], %[v], %[s1]\n"       \
  "smlatt %[s3], %[x], %[v], %[s3]\n"
#define TAPS(TEXT)                                                                                                    \
  __asm__(TEXT                                                                                                        \
          : [s0] "+r"(s0), [s1] "+r"(s1), [s2] "+r"(s2), [s3] "+r"(s3), [taps] "+r"(taps), [w] "+r"(w), [x] "=&r"(x), \
            [v] "=&r"(v), [e] "=&r"(e), [f] "=&r"(f)                                                                  \
          : [stride] "r"(stride), [first] "r"(first)                                                                  \
          : "memory")

Q_INLINE void four(enum q_finish way, const struct q_layer *l, struct q_limits limits, const int8_t *const *taps, const int8_t *w,
                   const struct q_channel *c, int8_t *out, int32_t first, int32_t stride) {
  int32_t s0 = c[0].bias, s1 = c[1].bias, s2 = c[2].bias, s3 = c[3].bias;
  int32_t count = l->kernel_h * l->kernel_w;
  uint32_t x, v, e, f;
  for (; count >= 3; count -= 3) TAPS(TAP TAP TAP);
  for (; count > 0; --count) TAPS(TAP);
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
  if ((l->out_c & 3) == 0) {
    for (; at < l->out_c; at += 4) four(way, l, limits, taps, w + at, c + at, out, at, stride);
  }
  for (; at < l->out_c; ++at) one(way, l, limits, taps, w + at, c + at, out, at, stride);
}

void q_depthwise_pixel(const struct q_layer *l, const int8_t *const *taps, int8_t *out) {
  switch (q_finish_of(l)) {
    case Q_FULL: pixel(Q_FULL, l, taps, out); break;
    case Q_CLAMPED: pixel(Q_CLAMPED, l, taps, out); break;
    default: pixel(Q_CALLED, l, taps, out); break;
  }
}
