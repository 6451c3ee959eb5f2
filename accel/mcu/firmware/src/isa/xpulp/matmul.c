/* Four patches against four channels: per four taps 8 loads and 16 dot products of four, in a hardware loop. */
#include "matmul_loop.h"
#include "scratch.h"

void q_matmul_shifts(const struct q_layer *l, const int8_t *patches, int32_t distance, int32_t pixels, void *out);

Q_INLINE int32_t limited(enum q_finish way, struct q_limits limits, int32_t v) {
  if (way == Q_FULL) return xp_clip(v, 8);
  const int32_t at_least = xp_max(v, limits.low);
  return xp_min(at_least, limits.high);
}

/* One channel of one or four pixels: its constants are loaded once. */
Q_INLINE void finish_channel(enum q_finish way, const struct q_layer *l, struct q_limits limits, int32_t step,
                             const struct q_channel *c, int32_t a, int32_t b, int32_t d, int32_t e, int four,
                             void *out, int32_t index) {
  if (way == Q_CALLED) {
    q_finish_called(l, c, a, out, index);
    if (!four) return;
    q_finish_called(l, c, b, out, index + step);
    q_finish_called(l, c, d, out, index + 2 * step);
    q_finish_called(l, c, e, out, index + 3 * step);
    return;
  }
  const int32_t q = c->q, k = c->c, m = c->m, mask = limits.sign_mask;
  int8_t *to = (int8_t *)out + index;
  *to = (int8_t)limited(way, limits, q_scale(a, q, k, m, mask));
  if (!four) return;
  to += step;
  *to = (int8_t)limited(way, limits, q_scale(b, q, k, m, mask));
  to += step;
  *to = (int8_t)limited(way, limits, q_scale(d, q, k, m, mask));
  to += step;
  *to = (int8_t)limited(way, limits, q_scale(e, q, k, m, mask));
}

Q_INLINE void all_blocks(enum q_finish way, const struct q_layer *l, const int8_t *x, int32_t distance, int four,
                         void *out) {
  const struct q_limits limits = q_limits_of(l);
  const int32_t out_c = l->out_c, depth_words = l->depth_words;
  const struct q_channel *c = q_image_at(l->channels);
  const int8_t *w = q_image_at(l->weights);
  if (way == Q_FULL && four && l->weight_kind == Q_W8 && (out_c & 3) == 0) {
    struct q_blocks blocks = {c, out, out_c, limits.sign_mask, x, distance, w, depth_words, c + out_c, 0};
    q_all_blocks_of_four(&blocks);
    return;
  }
  const uint32_t bits = l->weight_kind;
  const int32_t words = depth_words * Q_BLOCK;
  for (int32_t o = 0; o < out_c; o += Q_BLOCK, c += Q_BLOCK) {
    const int8_t *bytes = w;
    if (bits != Q_W8) {
      bytes = q_scratch_weights(l);
      q_unpack(w, words, bits, q_scratch_weights(l));
    }
    const int32_t valid = out_c - o;
    struct q_sums s;
    if (four)
      q_products(&s, x, distance, bytes, depth_words, c);
    else
      q_products_of_one(&s, x, bytes, depth_words, c);
    finish_channel(way, l, limits, out_c, c, s.a0, s.b0, s.c0, s.d0, four, out, o);
    if (valid > 1) finish_channel(way, l, limits, out_c, c + 1, s.a1, s.b1, s.c1, s.d1, four, out, o + 1);
    if (valid > 2) finish_channel(way, l, limits, out_c, c + 2, s.a2, s.b2, s.c2, s.d2, four, out, o + 2);
    if (valid > 3) finish_channel(way, l, limits, out_c, c + 3, s.a3, s.b3, s.c3, s.d3, four, out, o + 3);
    w += words * (int32_t)bits / 2;
  }
}

static void any(const struct q_layer *l, const int8_t *x, int32_t distance, int four, void *out) {
  switch (q_finish_of(l)) {
    case Q_FULL: all_blocks(Q_FULL, l, x, distance, four, out); break;
    case Q_CLAMPED: all_blocks(Q_CLAMPED, l, x, distance, four, out); break;
    default: all_blocks(Q_CALLED, l, x, distance, four, out); break;
  }
}

/* Fewer than four patches go one by one. */
void q_matmul(const struct q_layer *l, const void *patches, int32_t distance, int32_t pixels, void *out) {
  if (l->weight_kind == Q_SHIFTS) {
    q_matmul_shifts(l, patches, distance, pixels, out);
    return;
  }
  if (pixels == 4) {
    any(l, patches, distance, 1, out);
    return;
  }
  const int8_t *x = patches;
  uint8_t *to = out;
  for (; pixels > 0; --pixels, x += distance, to += l->out_words ? 4 * l->out_c : l->out_c) any(l, x, 0, 0, to);
}
