/* Cortex-M4: 16-bit pairs by SMLAD, bytes widened by SXTB16; two pixels by two channels at a time. */
#ifndef QUARTET_ISA_H
#define QUARTET_ISA_H

#include <stdint.h>

#define Q_PIXELS 2
#define Q_BLOCK 2
#define Q_UNALIGNED 1
#define Q_HAS_KERNEL_ROWS 0
#define Q_WIDE 1

static inline __attribute__((always_inline)) int32_t q_mulh(int32_t a, int32_t b) {
  int32_t d;
  __asm__("smmul %0, %1, %2" : "=r"(d) : "r"(a), "r"(b));
  return d;
}
static inline __attribute__((always_inline)) int32_t q_clip8(int32_t v) {
  int32_t d;
  __asm__("ssat %0, #8, %1" : "=r"(d) : "r"(v));
  return d;
}
static inline __attribute__((always_inline)) int32_t q_popcount(uint32_t v) {
  v -= v >> 1 & 0x55555555u;
  v = (v & 0x33333333u) + (v >> 2 & 0x33333333u);
  v = (v + (v >> 4)) & 0x0F0F0F0Fu;
  return (int32_t)(v * 0x01010101u >> 24);
}
/* Bytes 0 and 2 of a word as two signed halves; bytes 1 and 3. */
static inline __attribute__((always_inline)) uint32_t q_even(uint32_t v) {
  uint32_t d;
  __asm__("sxtb16 %0, %1" : "=r"(d) : "r"(v));
  return d;
}
static inline __attribute__((always_inline)) uint32_t q_odd(uint32_t v) {
  uint32_t d;
  __asm__("sxtb16 %0, %1, ror #8" : "=r"(d) : "r"(v));
  return d;
}
/* a += x.low * y.low + x.high * y.high */
static inline __attribute__((always_inline)) int32_t q_smlad(uint32_t x, uint32_t y, int32_t a) {
  int32_t d;
  __asm__("smlad %0, %1, %2, %3" : "=r"(d) : "r"(x), "r"(y), "r"(a));
  return d;
}
static inline __attribute__((always_inline)) int32_t q_smlabb(uint32_t x, uint32_t y, int32_t a) {
  int32_t d;
  __asm__("smlabb %0, %1, %2, %3" : "=r"(d) : "r"(x), "r"(y), "r"(a));
  return d;
}
static inline __attribute__((always_inline)) int32_t q_smlatt(uint32_t x, uint32_t y, int32_t a) {
  int32_t d;
  __asm__("smlatt %0, %1, %2, %3" : "=r"(d) : "r"(x), "r"(y), "r"(a));
  return d;
}

/* The signed bytes of a word, each to a sum. */
#define Q_ADD_BYTES(v, s0, s1, s2, s3) \
  s0 += (int8_t)(v), s1 += (int8_t)((v) >> 8), s2 += (int8_t)((v) >> 16), s3 += (int32_t)(v) >> 24

#endif
