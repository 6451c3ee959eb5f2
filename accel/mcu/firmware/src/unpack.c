/* Weights of fewer than 8 bits become bytes, four at a time. */
#include "runtime.h"

static void unpack4(const uint8_t *p, int32_t words, uint32_t *to) {
  for (; words > 0; --words, p += 2) {
    const uint32_t f = (uint32_t)p[0] | (uint32_t)p[1] << 8;
    uint32_t v = (f & 0xFu) | (f & 0xF0u) << 4 | (f & 0xF00u) << 8 | (f & 0xF000u) << 12;
    v ^= 0x08080808u; /* sign: (v ^ 8) - 8 in each byte, without carries between bytes */
    *to++ = ((v | 0x80808080u) - 0x08080808u) ^ 0x80808080u;
  }
}

static void unpack2(const uint8_t *p, int32_t words, uint32_t *to) {
  for (; words > 0; --words) {
    const uint32_t f = *p++;
    uint32_t v = (f & 3u) | (f & 0xCu) << 6 | (f & 0x30u) << 12 | (f & 0xC0u) << 18;
    v ^= 0x02020202u;
    *to++ = ((v | 0x80808080u) - 0x02020202u) ^ 0x80808080u;
  }
}

static void unpack1(const uint8_t *p, int32_t words, uint32_t *to) {
  for (int32_t i = 0; i < words; ++i) {
    const uint32_t f = (uint32_t)p[i >> 1] >> ((i & 1) * 4) & 0xFu;
    const uint32_t one = (f & 1u) | (f & 2u) << 7 | (f & 4u) << 14 | (f & 8u) << 21;
    *to++ = 0xFFFFFFFFu ^ one * 0xFEu; /* 1 -> 0x01, 0 -> 0xFF */
  }
}

void q_unpack(const void *packed, int32_t words, uint32_t bits, int8_t *to) {
  uint32_t *const out = (uint32_t *)(void *)to;
  if (bits == Q_W4)
    unpack4(packed, words, out);
  else if (bits == Q_W2)
    unpack2(packed, words, out);
  else
    unpack1(packed, words, out);
}
