/* The product kernel: four patches, `distance` bytes apart, against four channels, in a hardware loop of 24 cycles for
   64 products. Sixteen sums, four words of weights and two of activations in registers; no dot product stands directly
   behind the load of its operand. What follows the loop stays in the same statement, so that the sums never leave their
   registers: requantization of sixteen outputs whose clamp one clip instruction does. */
#ifndef QUARTET_MATMUL_LOOP_H
#define QUARTET_MATMUL_LOOP_H

#include "requantize.h"

struct q_sums {
  int32_t a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3; /* pixel, channel */
};

/* Where a row of blocks stands, in memory: tp, which bare metal leaves free, points to it. */
struct q_blocks {
  const struct q_channel *channels; /* of the next block */
  int8_t *out;
  int32_t step, sign_mask;
  const int8_t *patches;
  int32_t distance;
  const int8_t *weights;
  int32_t words;
  const struct q_channel *end;
  int32_t limit; /* of Q_CLIP_SIGNED and Q_CLIP_UNSIGNED */
};

#define Q_DOT(sum, x, w) ".insn r 0x57, 1, 0x5c, %[" #sum "], " x ", " w "\n"
#define Q_NEXT(value, pointer) ".insn i 0x0b, 2, " value ", " pointer ", 4\n"
/* Registers that nobody needs any more when the loop begins. */
#define W0 "%[distance]"
#define W1 "%[c]"
#define Y "%[n]"

#define Q_PRODUCTS(BODY)                                                                                        \
  "lw %[a0], 0(%[c])\n lw %[a1], 16(%[c])\n lw %[a2], 32(%[c])\n lw %[a3], 48(%[c])\n"                    \
  "add t3, %[x], %[distance]\n add t4, t3, %[distance]\n add t5, t4, %[distance]\n"                       \
  "mv %[b0], %[a0]\n mv %[b1], %[a1]\n mv %[b2], %[a2]\n mv %[b3], %[a3]\n"                               \
  "mv %[c0], %[a0]\n mv %[c1], %[a1]\n mv %[c2], %[a2]\n mv %[c3], %[a3]\n"                               \
  "mv %[d0], %[a0]\n mv %[d1], %[a1]\n mv %[d2], %[a2]\n mv %[d3], %[a3]\n"                               \
  XP_LP_BEGIN("0", "%[n]", "1f") BODY "1:\n" XP_LP_END

/* One word of weights a channel, and the first patch's word. */
#define Q_WEIGHTS \
  Q_NEXT(W0, "%[w]") Q_NEXT("t6", "%[x]") Q_NEXT(W1, "%[w]") Q_NEXT("t1", "%[w]") Q_NEXT("t2", "%[w]")
/* Sixteen dot products; `first` holds the first patch's word. BEFORE_LAST: a load that the next sixteen need. */
#define Q_SIXTEEN(first, BEFORE_LAST)                                                                     \
  Q_DOT(a0, first, W0) Q_DOT(a1, first, W1) Q_DOT(a2, first, "t1") Q_DOT(a3, first, "t2")                 \
  Q_NEXT("t6", "t3") Q_NEXT(Y, "t4")                                                                      \
  Q_DOT(b0, "t6", W0) Q_DOT(b1, "t6", W1) Q_DOT(b2, "t6", "t1") Q_DOT(b3, "t6", "t2")                     \
  Q_NEXT("t6", "t5")                                                                                      \
  Q_DOT(c0, Y, W0) Q_DOT(c1, Y, W1) Q_DOT(c2, Y, "t1") Q_DOT(c3, Y, "t2") BEFORE_LAST                     \
  Q_DOT(d0, "t6", W0) Q_DOT(d1, "t6", W1) Q_DOT(d2, "t6", "t1") Q_DOT(d3, "t6", "t2")
#define Q_ONE_PART Q_WEIGHTS Q_SIXTEEN("t6", "")

/* The clamp: the whole int8; -limit - 1 to limit; 0 to limit. The last two need Q_LIMIT before the outputs. */
#define Q_CLIP_BYTE ".insn r 0x33, 1, 0x0a, t1, t1, x8\n"
#define Q_CLIP_SIGNED ".insn r 0x33, 5, 0x0a, t1, t1, %[c]\n"
#define Q_CLIP_UNSIGNED ".insn r 0x33, 6, 0x0a, t1, t1, %[c]\n"
#define Q_LIMIT "lw %[c], 36(tp)\n"

/* q_scale, clip and a store that steps to the next pixel: 12 cycles, 5 of them for the product. */
#define Q_OUTPUT(sum, CLIP)                              \
  "slli t1, %[" #sum "], 2\n"                            \
  "srli t2, %[" #sum "], 31\n"                           \
  "mulh t1, t1, %[distance]\n"                           \
  ".insn r 0x33, 0, 0x21, t1, t2, t6\n"                  \
  "add t1, t1, %[x]\n"                                   \
  "sra t1, t1, %[w]\n"                                   \
  CLIP                                                   \
  ".insn r 0x2b, 4, 0x00, t5, %[n], t1\n"
#define Q_CHANNEL(k, OFFSET)                                                                             \
  "lw %[distance], 16*" #k "+4(t3)\n lw %[x], 16*" #k "+8(t3)\n lw %[w], 16*" #k "+12(t3)\n"             \
  "addi %[n], t4, " #k "\n" OFFSET
#define Q_OUTPUTS(CLIP)                                                                                   \
  "lw t3, 0(tp)\n lw t4, 4(tp)\n lw t5, 8(tp)\n lw t6, 12(tp)\n"                                          \
  Q_CHANNEL(0, Q_OUTPUT(a0, CLIP) Q_OUTPUT(b0, CLIP) Q_OUTPUT(c0, CLIP) Q_OUTPUT(d0, CLIP))               \
  Q_CHANNEL(1, Q_OUTPUT(a1, CLIP) Q_OUTPUT(b1, CLIP) Q_OUTPUT(c1, CLIP) Q_OUTPUT(d1, CLIP))               \
  Q_CHANNEL(2, Q_OUTPUT(a2, CLIP) Q_OUTPUT(b2, CLIP) Q_OUTPUT(c2, CLIP) Q_OUTPUT(d2, CLIP))               \
  Q_CHANNEL(3, Q_OUTPUT(a3, CLIP) Q_OUTPUT(b3, CLIP) Q_OUTPUT(c3, CLIP) Q_OUTPUT(d3, CLIP))

#define Q_STATEMENT(TEXT)                                                                                           \
  __asm__ volatile(                                                                                                 \
      TEXT                                                                                                          \
      : [a0] "=&r"(a0), [a1] "=&r"(a1), [a2] "=&r"(a2), [a3] "=&r"(a3), [b0] "=&r"(b0), [b1] "=&r"(b1),             \
        [b2] "=&r"(b2), [b3] "=&r"(b3), [c0] "=&r"(c0), [c1] "=&r"(c1), [c2] "=&r"(c2), [c3] "=&r"(c3),             \
        [d0] "=&r"(d0), [d1] "=&r"(d1), [d2] "=&r"(d2), [d3] "=&r"(d3), [x] "+r"(x), [w] "+r"(w), [n] "+r"(words),  \
        [distance] "+r"(distance), [c] "+r"(c)                                                                      \
      :                                                                                                             \
      : "t1", "t2", "t3", "t4", "t5", "t6", "memory")

Q_INLINE void q_products(struct q_sums *s, const int8_t *x, int32_t distance, const int8_t *w, int32_t words,
                         const struct q_channel *c) {
  int32_t a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3;
  Q_STATEMENT(Q_PRODUCTS(Q_ONE_PART));
  s->a0 = a0, s->a1 = a1, s->a2 = a2, s->a3 = a3, s->b0 = b0, s->b1 = b1, s->b2 = b2, s->b3 = b3;
  s->c0 = c0, s->c1 = c1, s->c2 = c2, s->c3 = c3, s->d0 = d0, s->d1 = d1, s->d2 = d2, s->d3 = d3;
}

/* One patch: 9 cycles for 16 products. */
Q_INLINE void q_products_of_one(struct q_sums *s, const int8_t *x, const int8_t *w, int32_t words,
                                const struct q_channel *c) {
  int32_t a0 = c[0].bias, a1 = c[1].bias, a2 = c[2].bias, a3 = c[3].bias;
  __asm__ volatile(XP_LP_BEGIN("0", "%[n]", "1f")
                   Q_NEXT("t1", "%[x]") Q_NEXT("t2", "%[w]") Q_NEXT("t3", "%[w]") Q_NEXT("t4", "%[w]") Q_NEXT("t5", "%[w]")
                   Q_DOT(a0, "t1", "t2") Q_DOT(a1, "t1", "t3") Q_DOT(a2, "t1", "t4") Q_DOT(a3, "t1", "t5")
                   "1:\n" XP_LP_END
                   : [x] "+r"(x), [w] "+r"(w), [a0] "+r"(a0), [a1] "+r"(a1), [a2] "+r"(a2), [a3] "+r"(a3)
                   : [n] "r"(words)
                   : "t1", "t2", "t3", "t4", "t5", "memory");
  s->a0 = a0, s->a1 = a1, s->a2 = a2, s->a3 = a3;
}

/* Every block of four channels of four pixels, stored; at least one. */
#define Q_ALL_BLOCKS(BODY, LIMIT, CLIP)                                                                                 \
  Q_STATEMENT(                                                                                                          \
      "2:\n"                                                                                                            \
      "lw %[c], 0(tp)\n lw %[x], 16(tp)\n lw %[distance], 20(tp)\n lw %[w], 24(tp)\n lw %[n], 28(tp)\n" Q_PRODUCTS(BODY) \
      "sw %[w], 24(tp)\n" LIMIT Q_OUTPUTS(CLIP)                                                                         \
      "addi t3, t3, 64\n addi t4, t4, 4\n lw t1, 32(tp)\n sw t3, 0(tp)\n sw t4, 4(tp)\n bltu t3, t1, 2b\n")
Q_INLINE void q_all_blocks_of_four(struct q_blocks *blocks) {
  int32_t a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3;
  const int8_t *x = 0, *w = 0;
  const struct q_channel *c = 0;
  int32_t distance = 0, words = 0;
  __asm__ volatile("mv tp, %0" ::"r"(blocks) : "memory");
  Q_ALL_BLOCKS(Q_ONE_PART, "", Q_CLIP_BYTE);
}

#endif
