/* TFLite's integer softmax over the last axis; gemmlowp's fixed point, Qm.n in int32. */
#include "runtime.h"

#define Q_SUM_BITS 12

static int32_t shift_left(int32_t x, int32_t bits) {
  const int64_t wide = (int64_t)x * ((int64_t)1 << bits);
  return wide > INT32_MAX ? INT32_MAX : wide < INT32_MIN ? INT32_MIN : (int32_t)wide;
}

/* exp(a) as Q0.31 for a in [-1/4, 0) given as Q0.31: Taylor series of degree 4 around -1/8. */
static int32_t exp_on_last_quarter(int32_t a) {
  const int32_t exp_of_minus_eighth = 1895147668, third = 715827883;
  const int32_t x = a + (1 << 28);
  const int32_t x2 = q_doubling_high_mul(x, x), x3 = q_doubling_high_mul(x2, x), x4 = q_doubling_high_mul(x2, x2);
  const int32_t tail =
      q_divide_by_pot(q_doubling_high_mul(q_divide_by_pot(x4, 2) + x3, third) + x2, 1);
  return exp_of_minus_eighth + q_doubling_high_mul(exp_of_minus_eighth, x + tail);
}

static int32_t exp_on_negative_values(int32_t a) {
  static const int32_t factors[7] = {1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242};
  const int32_t quarter = 1 << 24;
  if (a == 0) return INT32_MAX;
  const int32_t last_quarter = (a & (quarter - 1)) - quarter;
  const int32_t remainder = last_quarter - a;
  int32_t result = exp_on_last_quarter(shift_left(last_quarter, 5));
  for (int32_t i = 0; i < 7; ++i) {
    if (((uint32_t)remainder & (uint32_t)quarter << i) != 0) result = q_doubling_high_mul(result, factors[i]);
  }
  return result;
}

static int32_t one_over_one_plus_x(int32_t x) {
  const int32_t half = (int32_t)(((int64_t)x + INT32_MAX + 1) / 2);
  int32_t y = 1515870810 + q_doubling_high_mul(half, -1010580540);
  for (int32_t step = 0; step < 3; ++step) {
    const int32_t error = (1 << 29) - q_doubling_high_mul(half, y);
    y += shift_left(q_doubling_high_mul(y, error), 2);
  }
  return shift_left(y, 1);
}

static int32_t leading_zeros(uint32_t v) {
  int32_t n = 0;
  while (n < 32 && (v & 0x80000000u) == 0) v <<= 1, ++n;
  return n;
}

static int32_t exponential(const struct q_layer *l, int32_t difference) {
  return exp_on_negative_values(
      q_multiply(difference, l->softmax_multiplier, l->softmax_shift, (int)l->softmax_single));
}

/* The differences to the largest element decide: they are the same whether elements are int8 or int32. */
Q_INLINE int32_t element(const void *x, int words, int32_t c) {
  return words ? ((const int32_t *)x)[c] : ((const int8_t *)x)[c];
}
Q_INLINE int32_t below(const void *x, int words, int32_t c, int32_t largest) {
  if (!words) return element(x, 0, c) - largest;
  const int64_t wide = (int64_t)element(x, 1, c) - largest;
  return wide < INT32_MIN ? INT32_MIN : (int32_t)wide;
}

Q_INLINE void normalize(const struct q_layer *l, const void *x, int words, int8_t *y) {
  int32_t largest = element(x, words, 0), sum = 0;
  for (int32_t c = 1; c < l->in_c; ++c) largest = element(x, words, c) > largest ? element(x, words, c) : largest;
  for (int32_t c = 0; c < l->in_c; ++c) {
    const int32_t difference = below(x, words, c, largest);
    if (difference >= l->softmax_lowest) sum += q_divide_by_pot(exponential(l, difference), Q_SUM_BITS);
  }
  const int32_t headroom = leading_zeros((uint32_t)sum);
  const int32_t reciprocal = one_over_one_plus_x((int32_t)(((uint32_t)sum << headroom) - 0x80000000u));
  const int32_t shift = Q_SUM_BITS - headroom + 31 - 8;
  for (int32_t c = 0; c < l->in_c; ++c) {
    const int32_t difference = below(x, words, c, largest);
    int32_t v = 0;
    if (difference >= l->softmax_lowest && shift <= 31)
      v = q_divide_by_pot(q_doubling_high_mul(reciprocal, exponential(l, difference)), shift);
    y[c] = (int8_t)q_clamp(v + l->clamp_min, l->clamp_min, l->clamp_max);
  }
}

void q_softmax(const struct q_layer *l) {
  const int8_t *x = q_arena_at(l->in);
  int8_t *y = q_arena_at(l->out);
  for (int32_t row = 0; row < l->in_h; ++row) normalize(l, x + row * l->in_c, 0, y + row * l->in_c);
}

void q_softmax_words(const struct q_layer *l) {
  const int32_t *x = q_arena_at(l->in);
  int8_t *y = q_arena_at(l->out);
  for (int32_t row = 0; row < l->in_h; ++row) normalize(l, x + row * l->in_c, 1, y + row * l->in_c);
}
