/* Depthwise 3x3 on every pixel, two channels at a time: a column of three rows becomes one word a channel, and serves
   the three outputs that it touches. Padding: a row and a column of zero points. */
#include "runtime.h"

/* Bytes of pv.shuffle2.b: 0-3 of the first operand, 4-7 of the second. */
#define ROWS_0_1 0x05010400u /* channel 0 of both, channel 1 of both */
#define CHANNEL_0 0x04040100u
#define CHANNEL_1 0x05050302u

struct column {
  int32_t a, b; /* channel 0, channel 1 */
};
struct rows {
  const int8_t *r0, *r1, *r2;
};

Q_INLINE struct column next_column(struct rows *rows, int32_t step, uint32_t rows_0_1, uint32_t channel_0,
                                   uint32_t channel_1) {
  const uint32_t x0 = xp_lhu_post_reg(rows->r0, step), x1 = xp_lhu_post_reg(rows->r1, step);
  const uint32_t x2 = xp_lhu_post_reg(rows->r2, step);
  const int32_t both = xp_shuffle2_b(x0, x1, rows_0_1);
  const struct column c = {xp_shuffle2_b(both, x2, channel_0), xp_shuffle2_b(both, x2, channel_1)};
  return c;
}

struct pair {
  int32_t bias, q, k, m; /* of one channel */
};

Q_INLINE int32_t output(enum q_finish way, struct q_limits limits, const struct pair *c, int32_t a) {
  const int32_t v = q_scale(a, c->q, c->k, c->m, limits.sign_mask);
  if (way == Q_FULL) return xp_clip(v, 8);
  const int32_t at_least = xp_max(v, limits.low);
  return xp_min(at_least, limits.high);
}

#define DOTS(acc, w) xp_sdotsp_b(xp_sdotsp_b(xp_sdotsp_b(acc, left.w, w##0), middle.w, w##1), right.w, w##2)

Q_INLINE void two_channels(enum q_finish way, const struct q_layer *l, struct q_limits limits, const int8_t *input,
                           const int8_t *zeros, const int32_t *w, const struct q_channel *c, int8_t *out) {
  const int32_t a0 = w[0], a1 = w[1], a2 = w[2], b0 = w[3], b1 = w[4], b2 = w[5];
  const struct pair p = {c[0].bias, c[0].q, c[0].c, c[0].m}, q = {c[1].bias, c[1].q, c[1].c, c[1].m};
  const int32_t step = l->in_c, width = l->in_w, height = l->in_h, line = width * step;
  const uint32_t rows_0_1 = ROWS_0_1, channel_0 = CHANNEL_0, channel_1 = CHANNEL_1;
  const int32_t zero = (l->in_zero & 0xFF) * 0x010101;
  for (int32_t row = 0; row < height; ++row, input += line) {
    struct rows rows = {row > 0 ? input - line : zeros, input, row + 1 < height ? input + line : zeros};
    struct column left = {zero, zero};
    struct column middle = next_column(&rows, step, rows_0_1, channel_0, channel_1);
    for (int32_t x = width; x > 0; --x) {
      struct column right = {zero, zero};
      if (x > 1) right = next_column(&rows, step, rows_0_1, channel_0, channel_1);
      const int32_t s = DOTS(p.bias, a), t = DOTS(q.bias, b);
      if (way == Q_CALLED) {
        q_finish_called(l, c, s, out, 0);
        q_finish_called(l, c + 1, t, out, 1);
      } else {
        out[0] = (int8_t)output(way, limits, &p, s);
        out[1] = (int8_t)output(way, limits, &q, t);
      }
      out += step;
      left = middle, middle = right;
    }
  }
}

Q_INLINE void all(enum q_finish way, const struct q_layer *l) {
  const struct q_limits limits = q_limits_of(l);
  const int8_t *input = q_arena_at(l->in);
  int8_t *zeros = q_arena_at(l->scratch), *out = q_arena_at(l->out);
  const int32_t *w = q_image_at(l->weights);
  const struct q_channel *c = q_image_at(l->channels);
  const int32_t channels = l->in_c;
  q_fill(zeros, l->in_zero, (uint32_t)(l->in_w * channels));
  for (int32_t at = 0; at < channels; at += 2, w += 6, c += 2)
    two_channels(way, l, limits, input + at, zeros + at, w, c, out + at);
}

void q_depthwise_columns(const struct q_layer *l) {
  switch (q_finish_of(l)) {
    case Q_FULL: all(Q_FULL, l); break;
    case Q_CLAMPED: all(Q_CLAMPED, l); break;
    default: all(Q_CALLED, l); break;
  }
}
