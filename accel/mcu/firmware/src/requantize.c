/* The rules that kernels call: multipliers with left shifts or wide accumulators, thresholds, none. */
#include "runtime.h"

/* gemmlowp's SaturatingRoundingDoublingHighMul and RoundingDivideByPOT. */
int32_t q_doubling_high_mul(int32_t a, int32_t b) {
  if (a == b && a == INT32_MIN) return INT32_MAX;
  return (int32_t)(((int64_t)a * b + (1 << 30)) >> 31);
}
int32_t q_divide_by_pot(int32_t x, int32_t n) {
  const int32_t mask = (int32_t)(((uint32_t)1 << n) - 1u);
  const int32_t rest = x & mask;
  const int32_t threshold = (int32_t)((uint32_t)mask >> 1) + (x < 0 ? 1 : 0);
  return (x >> n) + (rest > threshold ? 1 : 0);
}
int32_t q_multiply(int32_t x, int32_t q, int32_t shift, int single) {
  if (single) {
    const int32_t total = 31 - shift;
    return (int32_t)(((int64_t)x * q + ((int64_t)1 << (total - 1))) >> total);
  }
  const int32_t left = shift > 0 ? shift : 0, right = shift > 0 ? 0 : -shift;
  return q_divide_by_pot(q_doubling_high_mul((int32_t)((uint32_t)x << left), q), right);
}

static int64_t by_shift(int32_t a, int32_t shift) {
  if (shift >= 7) return (int64_t)a << (shift - 7);
  return ((int64_t)a + ((int64_t)1 << (6 - shift))) >> (7 - shift);
}

static int32_t count_thresholds(const int32_t *row, int32_t steps, int32_t a) {
  int32_t low = 0;
  while (low < steps) {
    const int32_t middle = (low + steps) >> 1;
    if (a >= row[middle])
      low = middle + 1;
    else
      steps = middle;
  }
  return low;
}

void q_finish_called(const struct q_layer *l, const struct q_channel *c, int32_t a, void *out, int32_t index) {
  int64_t v;
  switch (l->rule) {
    case Q_FAST: v = q_scale(a, c->q, c->c, c->m, l->sign_mask); break;
    case Q_DOUBLE: v = (int64_t)q_multiply(a, c->q, c->c, 0) + l->out_zero; break;
    case Q_SINGLE: v = (int64_t)q_multiply(a, c->q, c->c, 1) + l->out_zero; break;
    case Q_SHIFT: v = by_shift(a, c->c); break;
    case Q_THRESHOLDS:
      v = (int64_t)count_thresholds(q_image_at(l->table + (uint32_t)c->q), c->c, a) * c->m + l->out_zero;
      break;
    default: v = a; break;
  }
  if (v < l->clamp_min) v = l->clamp_min;
  if (v > l->clamp_max) v = l->clamp_max;
  if (l->out_words)
    ((int32_t *)out)[index] = (int32_t)v;
  else
    ((int8_t *)out)[index] = (int8_t)v;
}
