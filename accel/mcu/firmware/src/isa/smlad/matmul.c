/* Patches are widened once for all channels: per four taps one word with taps 0 and 2 and one with taps 1 and 3, which
   is how SXTB16 splits a word of weights, so that no packing is needed. Two patches lie word beside word. */
#include "scratch.h"

void q_matmul_shifts(const struct q_layer *l, const int8_t *patches, int32_t distance, int32_t pixels, void *out);

/* Of two patches: even 0, even 1, odd 0, odd 1 for each four taps. */
static void widen(const uint32_t *x, const uint32_t *y, uint32_t *to, int32_t words) {
  for (; words > 0; --words, to += 4) {
    const uint32_t a = *x++, b = *y++;
    to[0] = q_even(a), to[1] = q_even(b), to[2] = q_odd(a), to[3] = q_odd(b);
  }
}

/* 20 cycles for 16 products: loads in groups, so that they pipeline. W: byte offset of the two words of weights. */
#define FOUR_TAPS(X, W)                       \
  "ldr %[w0], [%[w], #" #W "]\n"              \
  "ldr %[w1], [%[w], #" #W "+4]\n"            \
  "ldr %[a], [%[x], #" #X "]\n"               \
  "ldr %[b], [%[x], #" #X "+4]\n"             \
  "sxtb16 %[e0], %[w0]\n"                     \
  "sxtb16 %[e1], %[w1]\n"                     \
  "smlad %[s0], %[a], %[e0], %[s0]\n"         \
  "smlad %[s1], %[a], %[e1], %[s1]\n"         \
  "smlad %[t0], %[b], %[e0], %[t0]\n"         \
  "smlad %[t1], %[b], %[e1], %[t1]\n"         \
  "ldr %[a], [%[x], #" #X "+8]\n"             \
  "ldr %[b], [%[x], #" #X "+12]\n"            \
  "sxtb16 %[w0], %[w0], ror #8\n"             \
  "sxtb16 %[w1], %[w1], ror #8\n"             \
  "smlad %[s0], %[a], %[w0], %[s0]\n"         \
  "smlad %[s1], %[a], %[w1], %[s1]\n"         \
  "smlad %[t0], %[b], %[w0], %[t0]\n"         \
  "smlad %[t1], %[b], %[w1], %[t1]\n"
#define PRODUCTS(TEXT, XSTEP, WSTEP)                                                                             \
  __asm__(TEXT "add %[x], %[x], #" #XSTEP "\n"                                                                   \
               "add %[w], %[w], #" #WSTEP "\n"                                                                   \
          : [s0] "+r"(s0), [s1] "+r"(s1), [t0] "+r"(t0), [t1] "+r"(t1), [x] "+r"(x), [w] "+r"(w), [w0] "=&r"(w0), \
            [w1] "=&r"(w1), [e0] "=&r"(e0), [e1] "=&r"(e1), [a] "=&r"(xa), [b] "=&r"(xb)                         \
          :                                                                                                      \
          : "memory")

/* One channel of one or two pixels, whose constants are loaded once. `step`: elements between the pixels. */
Q_INLINE void finish_channel(enum q_finish way, const struct q_layer *l, struct q_limits limits,
                             const struct q_channel *c, int32_t a, int32_t b, int two, void *out, int32_t index,
                             int32_t step) {
  if (way == Q_CALLED) {
    q_finish_called(l, c, a, out, index);
    if (two) q_finish_called(l, c, b, out, index + step);
    return;
  }
  const int32_t q = c->q, k = c->c, m = c->m;
  const int32_t v = q_scale(a, q, k, m, limits.sign_mask), u = q_scale(b, q, k, m, limits.sign_mask);
  int8_t *const to = (int8_t *)out + index;
  *to = (int8_t)(way == Q_FULL ? q_clip8(v) : q_clamp(v, limits.low, limits.high));
  if (two) to[step] = (int8_t)(way == Q_FULL ? q_clip8(u) : q_clamp(u, limits.low, limits.high));
}

Q_INLINE void block(enum q_finish way, const struct q_layer *l, struct q_limits limits, const uint32_t *x, int two,
                    int32_t words, const uint32_t *w, const struct q_channel *c, void *out, int32_t index,
                    int32_t out_c, int both) {
  int32_t s0 = c[0].bias, s1 = c[1].bias, t0 = s0, t1 = s1;
  uint32_t w0, w1, e0, e1, xa, xb;
  for (; words >= 4; words -= 4)
    PRODUCTS(FOUR_TAPS(0, 0) FOUR_TAPS(16, 8) FOUR_TAPS(32, 16) FOUR_TAPS(48, 24), 64, 32);
  for (; words > 0; --words) PRODUCTS(FOUR_TAPS(0, 0), 16, 8);
  finish_channel(way, l, limits, &c[0], s0, t0, two, out, index, out_c);
  if (both) finish_channel(way, l, limits, &c[1], s1, t1, two, out, index + 1, out_c);
}

Q_INLINE void all_blocks(enum q_finish way, const struct q_layer *l, const uint32_t *x, int two, void *out) {
  const struct q_limits limits = q_limits_of(l);
  const struct q_channel *c = q_image_at(l->channels);
  const int8_t *w = q_image_at(l->weights);
  const uint32_t bits = l->weight_kind;
  const int32_t depth_words = l->depth_words, words = depth_words * Q_BLOCK, out_c = l->out_c;
  for (int32_t o = 0; o < out_c; o += Q_BLOCK, c += Q_BLOCK) {
    const void *bytes = w;
    if (bits != Q_W8) {
      bytes = q_scratch_weights(l);
      q_unpack(w, words, bits, q_scratch_weights(l));
    }
    if (o + 1 < out_c)
      block(way, l, limits, x, two, depth_words, bytes, c, out, o, out_c, 1);
    else
      block(way, l, limits, x, two, depth_words, bytes, c, out, o, out_c, 0);
    w += words * (int32_t)bits / 2;
  }
}

static void pair(const struct q_layer *l, const uint32_t *x, void *out) {
  switch (q_finish_of(l)) {
    case Q_FULL: all_blocks(Q_FULL, l, x, 1, out); break;
    case Q_CLAMPED: all_blocks(Q_CLAMPED, l, x, 1, out); break;
    default: all_blocks(Q_CALLED, l, x, 1, out); break;
  }
}

static void single(const struct q_layer *l, const uint32_t *x, void *out) {
  if (q_finish_of(l) == Q_CALLED)
    all_blocks(Q_CALLED, l, x, 0, out);
  else
    all_blocks(Q_CLAMPED, l, x, 0, out);
}

void q_matmul(const struct q_layer *l, const void *patches, int32_t distance, int32_t pixels, void *out) {
  if (l->weight_kind == Q_SHIFTS) {
    q_matmul_shifts(l, patches, distance, pixels, out);
    return;
  }
  uint32_t *const wide = (uint32_t *)(void *)q_scratch_wide(l);
  const int two = pixels == 2;
  const uint8_t *first = patches;
  widen((const uint32_t *)(const void *)first, (const uint32_t *)(const void *)(first + (two ? distance : 0)), wide,
        l->depth_words);
  if (two)
    pair(l, wide, out);
  else
    single(l, wide, out);
}
