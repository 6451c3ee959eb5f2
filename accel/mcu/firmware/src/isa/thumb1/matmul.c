/* Two patches against two channels. The four sums live in high registers, which ADD reaches; loads and products need
   low ones: per tap 4 loads of 2 cycles, 4 products, 4 additions and 1 move. */
#include "scratch.h"

void q_matmul_shifts(const struct q_layer *l, const int8_t *patches, int32_t distance, int32_t pixels, void *out);

#define TAP(i)                 \
  "movs r5, #" #i "\n\t"       \
  "ldrsb r2, [%[x], r5]\n\t"   \
  "ldrsb r3, [%[w], r5]\n\t"   \
  "movs r6, r2\n\t"            \
  "muls r6, r3, r6\n\t"        \
  "add %[s0], r6\n\t"          \
  "ldrsb r4, [%[y], r5]\n\t"   \
  "muls r3, r4, r3\n\t"        \
  "add %[t0], r3\n\t"          \
  "adds r5, #4\n\t"            \
  "ldrsb r3, [%[w], r5]\n\t"   \
  "muls r2, r3, r2\n\t"        \
  "add %[s1], r2\n\t"          \
  "muls r3, r4, r3\n\t"        \
  "add %[t1], r3\n\t"

Q_INLINE void block(enum q_finish way, const struct q_layer *l, struct q_limits limits, const int8_t *x, const int8_t *y, int two,
                    const int8_t *w, const struct q_channel *c, void *out, int32_t index, int both) {
  int32_t s0 = c[0].bias, s1 = c[1].bias, t0 = s0, t1 = s1;
  const int8_t *const end = x + 4 * l->depth_words;
  __asm__ volatile(
      "1:\n\t" TAP(0) TAP(1) TAP(2) TAP(3)
      "adds %[x], #4\n\t"
      "adds %[y], #4\n\t"
      "adds %[w], #8\n\t"
      "cmp %[x], %[end]\n\t"
      "bne 1b\n\t"
      : [x] "+l"(x), [y] "+l"(y), [w] "+l"(w), [s0] "+h"(s0), [s1] "+h"(s1), [t0] "+h"(t0), [t1] "+h"(t1)
      : [end] "h"(end)
      : "r2", "r3", "r4", "r5", "r6", "cc", "memory");
  q_finish(way, l, limits, &c[0], s0, out, index);
  if (two) q_finish(way, l, limits, &c[0], t0, out, index + l->out_c);
  if (!both) return;
  q_finish(way, l, limits, &c[1], s1, out, index + 1);
  if (two) q_finish(way, l, limits, &c[1], t1, out, index + 1 + l->out_c);
}

Q_INLINE void all_blocks(enum q_finish way, const struct q_layer *l, const int8_t *x, int32_t distance, int two,
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
    block(way, l, limits, x, x + distance, two, bytes, c, out, o, o + 1 < l->out_c);
    w += words * (int32_t)bits / 2;
  }
}

void q_matmul(const struct q_layer *l, const void *patches, int32_t distance, int32_t pixels, void *out) {
  if (l->weight_kind == Q_SHIFTS) {
    q_matmul_shifts(l, patches, distance, pixels, out);
    return;
  }
  const int two = pixels == 2;
  if (!two) distance = 0;
  switch (q_finish_of(l)) {
    case Q_FULL: all_blocks(Q_FULL, l, patches, distance, two, out); break;
    case Q_CLAMPED: all_blocks(Q_CLAMPED, l, patches, distance, two, out); break;
    default: all_blocks(Q_CALLED, l, patches, distance, two, out); break;
  }
}
