/* Depthwise 3x3 on every pixel, one channel and one column of outputs at a time. Three neighbours of a row become one word
   and serve the three outputs above, beside and below them: a finished sum and two that have begun travel down the image.
   A hardware loop of 22 cycles an output, 12 of them requantization. Padding: a row of zero points, and a pointer that does
   not step. */
#include "runtime.h"

#define LOAD(value, pointer, step) ".insn r 0x0b, 7, 0x20, " value ", %[" pointer "], %[" step "]\n"
#define DOT(sum, word) ".insn r 0x57, 1, 0x5c, %[" sum "], t1, %[" word "]\n"
#define CLIP ".insn r 0x33, 1, 0x0a, t4, t4, x8\n"
#define LIMIT ".insn r 0x33, 6, 0x02, t4, t4, %[low]\n .insn r 0x33, 4, 0x02, t4, t4, %[high]\n"

#define COLUMN(BOUND)                                                                                              \
  __asm__ volatile(                                                                                                \
      XP_LP_BEGIN("0", "%[n]", "1f")                                                                               \
      LOAD("t1", "p0", "s0") LOAD("t2", "p1", "s1") LOAD("t3", "p2", "s2")                                         \
      ".insn r 0x57, 1, 0x70, t1, t2, t1\n"                                                                        \
      ".insn r 0x57, 1, 0x6c, t1, x0, t3\n"                                                                        \
      DOT("above", "w2")                                                                                           \
      "slli t4, %[above], 2\n srli t5, %[above], 31\n mulh t4, t4, %[q]\n"                                         \
      ".insn r 0x33, 0, 0x21, t4, t5, %[mask]\n"                                                                   \
      "add t4, t4, %[k]\n sra t4, t4, %[m]\n" BOUND                                                                \
      ".insn r 0x2b, 4, 0x00, %[step], %[out], t4\n"                                                               \
      "mv %[above], %[beside]\n" DOT("above", "w1")                                                                \
      "mv %[beside], %[bias]\n" DOT("beside", "w0")                                                                \
      "1:\n" XP_LP_END                                                                                             \
      : [p0] "+r"(p[0]), [p1] "+r"(p[1]), [p2] "+r"(p[2]), [out] "+r"(out), [above] "+r"(above),                   \
        [beside] "+r"(beside)                                                                                      \
      : [n] "r"(rows), [s0] "r"(s[0]), [s1] "r"(s[1]), [s2] "r"(s[2]), [step] "r"(out_step), [w0] "r"(w0),         \
        [w1] "r"(w1), [w2] "r"(w2), [bias] "r"(c->bias), [q] "r"(c->q), [k] "r"(c->c), [m] "r"(c->m),              \
        [mask] "r"(limits.sign_mask), [low] "r"(limits.low), [high] "r"(limits.high)                               \
      : "t1", "t2", "t3", "t4", "t5", "memory")

Q_INLINE int8_t bounded(enum q_finish way, struct q_limits limits, const struct q_channel *c, int32_t a) {
  const int32_t v = q_scale(a, c->q, c->c, c->m, limits.sign_mask);
  return (int8_t)(way == Q_FULL ? xp_clip(v, 8) : q_clamp(v, limits.low, limits.high));
}

Q_INLINE void channel(enum q_finish way, const struct q_layer *l, struct q_limits limits, const struct q_channel *stored,
                      const int32_t *weights, const int8_t *zero, const int8_t *input, int8_t *output) {
  const struct q_channel copy = {stored->bias, stored->q, stored->c, stored->m}, *const c = &copy;
  const int32_t w0 = weights[0], w1 = weights[1], w2 = weights[2], out_step = l->in_w * l->in_c;
  const int32_t zeros = (l->in_zero & 0xFF) * 0x010101, rows = l->in_h - 1, width = l->in_w, pixel = l->in_c;
  const int32_t first = xp_sdotsp_b(c->bias, zeros, w0), last = xp_dotsp_b(zeros, w2);
  for (int32_t x = 0; x < width; ++x, input += pixel, output += pixel) {
    const int8_t *p[3] = {x > 0 ? input - pixel : zero, input, x + 1 < width ? input + pixel : zero};
    const int32_t s[3] = {x > 0 ? out_step : 0, out_step, x + 1 < width ? out_step : 0};
    const int32_t word = (*p[0] & 0xFF) | (*p[1] & 0xFF) << 8 | (*p[2] & 0xFF) << 16;
    p[0] += s[0], p[1] += s[1], p[2] += s[2];
    int32_t above = xp_sdotsp_b(first, word, w1), beside = xp_sdotsp_b(c->bias, word, w0);
    int8_t *out = output;
    if (way == Q_FULL)
      COLUMN(CLIP);
    else
      COLUMN(LIMIT);
    *out = bounded(way, limits, c, above + last);
  }
}

void q_depthwise_rows(const struct q_layer *l) {
  const struct q_limits limits = q_limits_of(l);
  const int8_t *input = q_arena_at(l->in);
  int8_t *zero = q_arena_at(l->scratch), *out = q_arena_at(l->out);
  const int32_t *w = q_image_at(l->weights);
  const struct q_channel *c = q_image_at(l->channels);
  *zero = (int8_t)l->in_zero;
  const int full = q_finish_of(l) == Q_FULL;
  for (int32_t at = 0; at < l->in_c; ++at, w += 3, ++c) {
    if (full)
      channel(Q_FULL, l, limits, c, w, zero, input + at, out + at);
    else
      channel(Q_CLAMPED, l, limits, c, w, zero, input + at, out + at);
  }
}
