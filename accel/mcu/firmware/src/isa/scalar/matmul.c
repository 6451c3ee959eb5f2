/* Two patches against four channels: per tap 6 loads, 8 products and 8 additions. */
#include "scratch.h"

void q_matmul_shifts(const struct q_layer *l, const int8_t *patches, int32_t distance, int32_t pixels, void *out);

#define TAP(i)                                                                   \
  {                                                                              \
    const int32_t a = x0[i], b = x1[i];                                          \
    const int32_t w0 = w[i], w1 = w[4 + (i)], w2 = w[8 + (i)], w3 = w[12 + (i)]; \
    s0 += a * w0, s1 += a * w1, s2 += a * w2, s3 += a * w3;                      \
    t0 += b * w0, t1 += b * w1, t2 += b * w2, t3 += b * w3;                      \
  }

Q_INLINE void block(enum q_finish way, const struct q_layer *l, struct q_limits limits, const int8_t *x0, const int8_t *x1, int two,
                    const int8_t *w, const struct q_channel *c, void *out, int32_t index, int32_t valid) {
  int32_t s0 = c[0].bias, s1 = c[1].bias, s2 = c[2].bias, s3 = c[3].bias;
  int32_t t0 = s0, t1 = s1, t2 = s2, t3 = s3;
  const int8_t *const end = x0 + 4 * l->depth_words;
  do {
    TAP(0) TAP(1) TAP(2) TAP(3)
    x0 += 4, x1 += 4, w += 16;
  } while (x0 != end);
  q_finish(way, l, limits, &c[0], s0, out, index);
  if (valid > 1) q_finish(way, l, limits, &c[1], s1, out, index + 1);
  if (valid > 2) q_finish(way, l, limits, &c[2], s2, out, index + 2);
  if (valid > 3) q_finish(way, l, limits, &c[3], s3, out, index + 3);
  if (!two) return;
  index += l->out_c;
  q_finish(way, l, limits, &c[0], t0, out, index);
  if (valid > 1) q_finish(way, l, limits, &c[1], t1, out, index + 1);
  if (valid > 2) q_finish(way, l, limits, &c[2], t2, out, index + 2);
  if (valid > 3) q_finish(way, l, limits, &c[3], t3, out, index + 3);
}

/* One patch alone goes as a pair with itself would, but its products are not done twice. */
Q_INLINE void single(enum q_finish way, const struct q_layer *l, struct q_limits limits, const int8_t *x, const int8_t *w,
                     const struct q_channel *c, void *out, int32_t index, int32_t valid) {
  int32_t s0 = c[0].bias, s1 = c[1].bias, s2 = c[2].bias, s3 = c[3].bias;
  const int8_t *const end = x + 4 * l->depth_words;
  do {
    for (int32_t i = 0; i < 4; ++i) {
      const int32_t a = x[i];
      s0 += a * w[i], s1 += a * w[4 + i], s2 += a * w[8 + i], s3 += a * w[12 + i];
    }
    x += 4, w += 16;
  } while (x != end);
  q_finish(way, l, limits, &c[0], s0, out, index);
  if (valid > 1) q_finish(way, l, limits, &c[1], s1, out, index + 1);
  if (valid > 2) q_finish(way, l, limits, &c[2], s2, out, index + 2);
  if (valid > 3) q_finish(way, l, limits, &c[3], s3, out, index + 3);
}

Q_INLINE void all_blocks(enum q_finish way, const struct q_layer *l, const int8_t *x, int32_t distance, int32_t pixels,
                         void *out) {
  const struct q_limits limits = q_limits_of(l);
  const struct q_channel *c = q_image_at(l->channels);
  const int8_t *w = q_image_at(l->weights);
  const uint32_t bits = l->weight_kind;
  const int32_t words = l->depth_words * Q_BLOCK;
  for (int32_t o = 0; o < l->out_c; o += Q_BLOCK, c += Q_BLOCK) {
    const int8_t *bytes = w;
    if (bits != Q_W8) {
      bytes = q_scratch_weights(l);
      q_unpack(w, words, bits, q_scratch_weights(l));
    }
    const int32_t valid = l->out_c - o;
    if (pixels == 2)
      block(way, l, limits, x, x + distance, 1, bytes, c, out, o, valid);
    else
      single(way, l, limits, x, bytes, c, out, o, valid);
    w += words * (int32_t)bits / 2;
  }
}

void q_matmul(const struct q_layer *l, const void *patches, int32_t distance, int32_t pixels, void *out) {
  if (l->weight_kind == Q_SHIFTS) {
    q_matmul_shifts(l, patches, distance, pixels, out);
    return;
  }
  switch (q_finish_of(l)) {
    case Q_FULL: all_blocks(Q_FULL, l, patches, distance, pixels, out); break;
    case Q_CLAMPED: all_blocks(Q_CLAMPED, l, patches, distance, pixels, out); break;
    default: all_blocks(Q_CALLED, l, patches, distance, pixels, out); break;
  }
}
