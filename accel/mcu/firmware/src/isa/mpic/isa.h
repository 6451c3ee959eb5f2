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

static inline __attribute__((always_inline)) int32_t q_mulh(int32_t a, int32_t b) {
  return (int32_t)(((int64_t)a * b) >> 32);
}
static inline __attribute__((always_inline)) int32_t q_clip8(int32_t v) { return xp_clip(v, 8); }
static inline __attribute__((always_inline)) int32_t q_popcount(uint32_t v) { return xp_cnt(v); }

/* The signed bytes of a word, each to a sum. */
#define Q_ADD_BYTES(v, s0, s1, s2, s3)                                            \
  s0 = xp_sdotsp_b(s0, v, 0x00000001), s1 = xp_sdotsp_b(s1, v, 0x00000100),       \
  s2 = xp_sdotsp_b(s2, v, 0x00010000), s3 = xp_sdotsp_b(s3, v, 0x01000000)

#endif
