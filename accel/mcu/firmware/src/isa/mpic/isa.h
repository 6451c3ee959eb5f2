/* MPIC: RI5CY whose dot products take their format from a status register. As xpulp, and patches are packed to the width
   of the activations. */
#ifndef QUARTET_ISA_H
#define QUARTET_ISA_H

#include <stdint.h>

#include "xpulp_insn.h"

#define Q_PIXELS 4
#define Q_BLOCK 4
#define Q_UNALIGNED 1
#define Q_HAS_KERNEL_ROWS 1
#define Q_WIDE 1 /* room for packed patches */
#define Q_PACKS 1

static inline __attribute__((always_inline)) int32_t q_mulh(int32_t a, int32_t b) {
  return (int32_t)(((int64_t)a * b) >> 32);
}
static inline __attribute__((always_inline)) int32_t q_clip8(int32_t v) { return xp_clip(v, 8); }
static inline __attribute__((always_inline)) int32_t q_popcount(uint32_t v) { return xp_cnt(v); }

/* Rows of whole aligned words, `line` bytes apart, one behind the other: 2 cycles a word. */
#define Q_COPIES_ROWS 1
static inline __attribute__((always_inline)) void q_copy_rows(int8_t *to, const int8_t *from, int32_t rows, int32_t line,
                                                              int32_t words) {
  for (; rows > 0; --rows, from += line) {
    const int8_t *x = from;
    if (words > 1) {
      uint32_t a, b;
      __asm__ volatile(XP_LP_BEGIN("0", "%[n]", "1f")
                       ".insn i 0x0b, 2, %[a], %[x], 4\n .insn i 0x0b, 2, %[b], %[x], 4\n"
                       ".insn s 0x2b, 2, %[a], 4(%[to])\n .insn s 0x2b, 2, %[b], 4(%[to])\n"
                       "1:\n" XP_LP_END
                       : [a] "=&r"(a), [b] "=&r"(b), [x] "+r"(x), [to] "+r"(to)
                       : [n] "r"(words >> 1)
                       : "memory");
    }
    if (words & 1) {
      *(uint32_t *)(void *)to = *(const uint32_t *)(const void *)x;
      to += 4;
    }
  }
}

/* The signed bytes of a word, each to a sum. */
#define Q_ADD_BYTES(v, s0, s1, s2, s3)                                            \
  s0 = xp_sdotsp_b(s0, v, 0x00000001), s1 = xp_sdotsp_b(s1, v, 0x00000100),       \
  s2 = xp_sdotsp_b(s2, v, 0x00010000), s3 = xp_sdotsp_b(s3, v, 0x01000000)

#endif
