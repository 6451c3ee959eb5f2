/* Cores without SIMD and with a 32x32 multiplier: two pixels by four channels at a time. */
#ifndef QUARTET_ISA_H
#define QUARTET_ISA_H

#include <stdint.h>

#define Q_PIXELS 2
#define Q_BLOCK 4
#define Q_UNALIGNED 0
#define Q_HAS_KERNEL_ROWS 0
#define Q_WIDE 0

static inline __attribute__((always_inline)) int32_t q_mulh(int32_t a, int32_t b) {
  return (int32_t)(((int64_t)a * b) >> 32);
}
static inline __attribute__((always_inline)) int32_t q_clip8(int32_t v) {
  v = v < -128 ? -128 : v;
  return v > 127 ? 127 : v;
}
static inline __attribute__((always_inline)) int32_t q_popcount(uint32_t v) {
  v -= v >> 1 & 0x55555555u;
  v = (v & 0x33333333u) + (v >> 2 & 0x33333333u);
  v = (v + (v >> 4)) & 0x0F0F0F0Fu;
  return (int32_t)(v * 0x01010101u >> 24);
}

/* The signed bytes of a word, each to a sum. */
#define Q_ADD_BYTES(v, s0, s1, s2, s3) \
  s0 += (int8_t)(v), s1 += (int8_t)((v) >> 8), s2 += (int8_t)((v) >> 16), s3 += (int32_t)(v) >> 24

#endif
