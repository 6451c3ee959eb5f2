/* What the MFCC programs share. */
#ifndef QUARTET_MFCC_H
#define QUARTET_MFCC_H

#include "quartet_frontend.h"

#define Q_TABLE(type, mfcc, field) ((const type *)((const uint8_t *)(mfcc) + (mfcc)->field))

/* frames x coefficients at `out`. */
void q_mfcc_fixed(const struct q_mfcc *m, const int16_t *audio, uint32_t samples, int8_t *out, void *scratch);
void q_mfcc_float(const struct q_mfcc *m, const int16_t *audio, uint32_t samples, int8_t *out, void *scratch);

/* The largest sample, made positive; full scale when it is 0. */
static inline uint32_t q_clip_divisor(const int16_t *audio, uint32_t samples) {
  int32_t largest = audio[0];
  for (uint32_t i = 1; i < samples; ++i)
    if (audio[i] > largest) largest = audio[i];
  return largest == 0 ? 32768u : (uint32_t)(largest < 0 ? -largest : largest);
}

static inline int8_t q_feature(const struct q_mfcc *m, int32_t value) {
  if (m->saturate) value = value > 127 ? 127 : value < -128 ? -128 : value;
  return (int8_t)(uint8_t)((uint32_t)value & 0xFFu);
}

#endif
