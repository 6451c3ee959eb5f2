/* MFCC in single precision, for cores with a floating-point unit. The same bits as frontends/sensor/mfcc/float_mfcc.cpp: built
   without fused products. */
#include "mfcc.h"

#if defined(__ARM_FP)

struct complex_f {
  float re, im;
};

/* z * exp(-i * angle) */
static inline struct complex_f turned(struct complex_f z, float c, float s) {
  const struct complex_f r = {z.re * c + z.im * s, z.im * c - z.re * s};
  return r;
}

static void transform(struct complex_f *z, uint32_t points, const float *cosine, const float *sine) {
  for (uint32_t half = 1, stride = points; half < points; half *= 2) {
    stride /= 2;
    for (uint32_t j = 0; j < half; ++j) {
      const float c = cosine[j * (stride * 2)], s = sine[j * (stride * 2)];
      for (uint32_t i = j; i < points; i += 2 * half) {
        struct complex_f *a = &z[i], *b = &z[i + half];
        const struct complex_f t = turned(*b, c, s);
        const float re = a->re, im = a->im;
        a->re = re + t.re, a->im = im + t.im;
        b->re = re - t.re, b->im = im - t.im;
      }
    }
  }
}

static float magnitude(const struct complex_f *z, uint32_t points, uint32_t k, float c, float s) {
  const struct complex_f a = z[k], b = z[points - k];
  const struct complex_f even = {0.5f * (a.re + b.re), 0.5f * (a.im - b.im)};
  const struct complex_f half = {0.5f * (a.im + b.im), 0.5f * (b.re - a.re)};
  const struct complex_f odd = turned(half, c, s);
  const float re = even.re + odd.re, im = even.im + odd.im;
  return __builtin_sqrtf(re * re + im * im);
}

static float log_of(float x) {
  union {
    float f;
    uint32_t u;
  } v = {x};
  int32_t exponent = (int32_t)(v.u >> 23) - 127;
  v.u = (v.u & 0x7FFFFFu) | 0x3F800000u;
  float m = v.f;
  if (m > 1.41421356f) {
    m = m * 0.5f;
    ++exponent;
  }
  const float u = (m - 1.0f) / (m + 1.0f), u2 = u * u;
  const float series = 1.0f + u2 * (0.333333333f + u2 * (0.2f + u2 * 0.142857143f));
  return (float)exponent * 0.693147181f + 2.0f * u * series;
}

static void load_frame(const struct q_mfcc *m, const int16_t *samples, float inverse, struct complex_f *z, uint32_t points) {
  const float *window = Q_TABLE(float, m, window);
  const uint16_t *reversed = Q_TABLE(uint16_t, m, reversed);
  const uint32_t count = m->window_samples;
  for (uint32_t n = 0; n < points; ++n) {
    struct complex_f *to = &z[reversed[n]];
    const uint32_t i = 2 * n;
    to->re = i < count ? (float)samples[i] * inverse * window[i] : 0.0f;
    to->im = i + 1 < count ? (float)samples[i + 1] * inverse * window[i + 1] : 0.0f;
  }
}

void q_mfcc_float(const struct q_mfcc *m, const int16_t *audio, uint32_t samples, int8_t *out, void *scratch) {
  const uint32_t points = 1u << (m->log2_fft - 1);
  struct complex_f *z = scratch;
  float *magnitudes = (float *)(z + points), *logs = magnitudes + points;
  const float *cosine = Q_TABLE(float, m, cosine), *sine = Q_TABLE(float, m, sine);
  const uint16_t *spans = Q_TABLE(uint16_t, m, spans);
  const float inverse = 1.0f / (float)q_clip_divisor(audio, samples);
  union {
    uint32_t u;
    float f;
  } offset = {m->offset_low};
  uint32_t last = 0; /* bins that no band reads are not needed */
  for (uint32_t b = 0; b < m->band_count; ++b)
    if (spans[2 * b] + spans[2 * b + 1] > last) last = spans[2 * b] + spans[2 * b + 1];
  for (uint32_t at = 0; at + m->window_samples <= samples; at += m->step) {
    load_frame(m, audio + at, inverse, z, points);
    transform(z, points, cosine, sine);
    for (uint32_t k = 1; k < last; ++k) magnitudes[k] = magnitude(z, points, k, cosine[k], sine[k]);
    const float *weight = Q_TABLE(float, m, weights);
    for (uint32_t b = 0; b < m->band_count; ++b) {
      const float *from = magnitudes + spans[2 * b];
      float sum = 0.0f;
      for (uint32_t i = 0; i < spans[2 * b + 1]; ++i) sum += from[i] * *weight++;
      logs[b] = log_of(sum + offset.f);
    }
    const float *dct = Q_TABLE(float, m, dct);
    for (uint32_t k = 0; k < m->coefficients; ++k) {
      float sum = (float)m->zero_point;
      for (uint32_t b = 0; b < m->band_count; ++b) sum += logs[b] * *dct++;
      *out++ = q_feature(m, (int32_t)sum);
    }
  }
}

#endif
