/* MFCC in fixed point: 32-bit data, products by their upper halves. The same bits as frontends/sensor/mfcc/fixed_mfcc.cpp. */
#include "mfcc.h"

struct complex_q {
  int32_t re, im;
};

/* (a * b) >> 32 */
static inline int32_t mulh(int32_t a, int32_t b) {
#if defined(__ARM_ARCH_6M__)
  /* The core multiplies to 32 bits only: four products of halves (Warren, Hacker's Delight, mulhs). */
  const uint32_t a0 = (uint32_t)a & 0xFFFFu, b0 = (uint32_t)b & 0xFFFFu;
  const int32_t a1 = a >> 16, b1 = b >> 16;
  const int32_t t = a1 * (int32_t)b0 + (int32_t)((a0 * b0) >> 16);
  const int32_t u = (int32_t)a0 * b1 + (t & 0xFFFF);
  return a1 * b1 + (t >> 16) + (u >> 16);
#else
  return (int32_t)(((int64_t)a * b) >> 32);
#endif
}

static uint32_t bit_width(uint32_t x) {
  uint32_t bits = 0;
  if (x >> 16) bits += 16, x >>= 16;
  if (x >> 8) bits += 8, x >>= 8;
  if (x >> 4) bits += 4, x >>= 4;
  if (x >> 2) bits += 2, x >>= 2;
  if (x >> 1) bits += 1, x >>= 1;
  return bits + x;
}

/* z * exp(-i * angle) / 2 */
static inline struct complex_q half_turned(struct complex_q z, int32_t c, int32_t s) {
  const struct complex_q r = {mulh(z.re, c) + mulh(z.im, s), mulh(z.im, c) - mulh(z.re, s)};
  return r;
}

/* Every stage halves: the result is the transform / points. */
static void transform(struct complex_q *z, uint32_t points, const int32_t *cosine, const int32_t *sine) {
  for (uint32_t half = 1, stride = points; half < points; half *= 2) {
    stride /= 2;
    for (uint32_t j = 0; j < half; ++j) {
      const int32_t c = cosine[j * (stride * 2)], s = sine[j * (stride * 2)];
      for (uint32_t i = j; i < points; i += 2 * half) {
        struct complex_q *a = &z[i], *b = &z[i + half];
        const struct complex_q t = half_turned(*b, c, s);
        const int32_t re = a->re >> 1, im = a->im >> 1;
        a->re = re + t.re, a->im = im + t.im;
        b->re = re - t.re, b->im = im - t.im;
      }
    }
  }
}

static uint32_t root(uint32_t square) {
  uint32_t result = 0;
  for (uint32_t bit = 1u << 30; bit != 0; bit >>= 2) {
    const uint32_t trial = result + bit;
    result >>= 1;
    if (square >= trial) square -= trial, result += bit;
  }
  return result;
}

static uint32_t magnitude(int32_t re, int32_t im) {
  uint32_t a = re < 0 ? 0u - (uint32_t)re : (uint32_t)re, b = im < 0 ? 0u - (uint32_t)im : (uint32_t)im;
  if ((a | b) == 0) return 0;
  const int32_t down = (int32_t)bit_width(a | b) - 15;
  if (down > 0) {
    a >>= down, b >>= down;
    return root(a * a + b * b) << down;
  }
  a <<= -down, b <<= -down;
  return root(a * a + b * b) >> -down;
}

/* Bin k of the real transform / fft. */
static uint32_t real_bin(const struct complex_q *z, uint32_t points, uint32_t k, int32_t c, int32_t s) {
  const struct complex_q a = z[k], b = z[points - k];
  const struct complex_q odd = {(a.im >> 1) + (b.im >> 1), (b.re >> 1) - (a.re >> 1)};
  const struct complex_q t = half_turned(odd, c, s);
  return magnitude((((a.re >> 1) + (b.re >> 1)) >> 1) + t.re, (((a.im >> 1) - (b.im >> 1)) >> 1) + t.im);
}

/* Of a positive integer, 23 fractional bits. */
static int32_t log2_of(const int32_t *table, uint64_t value) {
  const uint32_t high = (uint32_t)(value >> 32), low = (uint32_t)value;
  const uint32_t bits = high ? 32 + bit_width(high) : bit_width(low);
  const uint32_t mantissa = (uint32_t)((value << (64 - bits)) >> 32);
  const int32_t *at = table + ((mantissa >> 25) & 63u);
  const int32_t within = (int32_t)((mantissa >> 12) & 0x1FFFu);
  return (int32_t)((bits - 1) << 23) + at[0] + (((at[1] - at[0]) * within) >> 13);
}

/* Windowed, scaled up so that the largest uses 30 bits, in bit-reversed order; the power of two it was scaled by. */
static int32_t load_frame(const struct q_mfcc *m, const int16_t *samples, struct complex_q *z, uint32_t points) {
  const uint16_t *window = Q_TABLE(uint16_t, m, window), *reversed = Q_TABLE(uint16_t, m, reversed);
  const uint32_t count = m->window_samples;
  uint32_t all = 0;
  for (uint32_t i = 0; i < count; ++i) {
    const int32_t x = samples[i] * (int32_t)window[i];
    all |= (uint32_t)(x < 0 ? -x : x);
  }
  int32_t up = all == 0 ? 29 : 30 - (int32_t)bit_width(all);
  if (up < 0) up = 0;
  for (uint32_t n = 0; n < points; ++n) {
    struct complex_q *to = &z[reversed[n]];
    const uint32_t i = 2 * n;
    to->re = i < count ? (int32_t)((uint32_t)(samples[i] * (int32_t)window[i]) << up) : 0;
    to->im = i + 1 < count ? (int32_t)((uint32_t)(samples[i + 1] * (int32_t)window[i + 1]) << up) : 0;
  }
  return up;
}

void q_mfcc_fixed(const struct q_mfcc *m, const int16_t *audio, uint32_t samples, int8_t *out, void *scratch) {
  const uint32_t points = 1u << (m->log2_fft - 1);
  struct complex_q *z = scratch;
  uint32_t *magnitudes = (uint32_t *)(z + points);
  int32_t *logs = (int32_t *)(magnitudes + points);
  const int32_t *cosine = Q_TABLE(int32_t, m, cosine), *sine = Q_TABLE(int32_t, m, sine), *table = Q_TABLE(int32_t, m, log2);
  const uint16_t *spans = Q_TABLE(uint16_t, m, spans);
  const uint32_t divisor = q_clip_divisor(audio, samples);
  const uint64_t offset = (((uint64_t)m->offset_high << 32) | m->offset_low) * divisor;
  const int32_t log_divisor = log2_of(table, divisor);
  uint32_t last = 0; /* bins that no band reads are not needed */
  for (uint32_t b = 0; b < m->band_count; ++b)
    if (spans[2 * b] + spans[2 * b + 1] > last) last = spans[2 * b] + spans[2 * b + 1];
  for (uint32_t at = 0; at + m->window_samples <= samples; at += m->step) {
    const int32_t up = load_frame(m, audio + at, z, points);
    transform(z, points, cosine, sine);
    for (uint32_t k = 1; k < last; ++k) magnitudes[k] = real_bin(z, points, k, cosine[k], sine[k]);
    const uint64_t floor = offset >> (30 - up);
    const uint16_t *weight = Q_TABLE(uint16_t, m, weights);
    for (uint32_t b = 0; b < m->band_count; ++b) {
      const uint32_t *from = magnitudes + spans[2 * b];
      uint64_t sum = floor;
      for (uint32_t i = 0; i < spans[2 * b + 1]; ++i) sum += (uint64_t)from[i] * *weight++;
      if (sum == 0) sum = 1;
      logs[b] = log2_of(table, sum) - ((30 - (int32_t)m->log2_fft + up) << 23) - log_divisor;
    }
    const int32_t *dct = Q_TABLE(int32_t, m, dct);
    for (uint32_t k = 0; k < m->coefficients; ++k) {
      int64_t sum = (int64_t)m->zero_point * (1 << 22);
      for (uint32_t b = 0; b < m->band_count; ++b) sum += mulh(logs[b], *dct++);
      *out++ = q_feature(m, (int32_t)(sum / (1 << 22)));
    }
  }
}
