/* From accumulator to output. */
#ifndef QUARTET_REQUANTIZE_H
#define QUARTET_REQUANTIZE_H

#include "isa.h"
#include "quartet_image.h"

#define Q_INLINE static inline __attribute__((always_inline))

/* The three ways a kernel is compiled: all int8 values allowed, a narrower clamp, anything else by a call. */
enum q_finish { Q_FULL, Q_CLAMPED, Q_CALLED };

Q_INLINE enum q_finish q_finish_of(const struct q_layer *l) {
  if (l->rule != Q_FAST || l->out_words) return Q_CALLED;
  return l->clamp_min == -128 && l->clamp_max == 127 ? Q_FULL : Q_CLAMPED;
}

/* Any rule; stores element `index` of `out`. */
void q_finish_called(const struct q_layer *l, const struct q_channel *c, int32_t a, void *out, int32_t index);

Q_INLINE int32_t q_clamp(int32_t v, int32_t low, int32_t high) {
  v = v < low ? low : v;
  return v > high ? high : v;
}

/* Without clamp. Exact for |a| < 2^29: four times the product keeps two bits below the unit, so that the
   rounding constant is whole and what mulh drops cannot reach it. */
Q_INLINE int32_t q_scale(int32_t a, int32_t q, int32_t c, int32_t m, int32_t sign_mask) {
  return (q_mulh((int32_t)((uint32_t)a << 2), q) + c + ((a >> 31) & sign_mask)) >> m;
}

/* What a kernel needs of its layer behind the sums: copied once, because stores of bytes may alias the layer. */
struct q_limits {
  int32_t sign_mask, low, high;
};
Q_INLINE struct q_limits q_limits_of(const struct q_layer *l) {
  const struct q_limits limits = {l->sign_mask, l->clamp_min, l->clamp_max};
  return limits;
}

Q_INLINE void q_finish(enum q_finish way, const struct q_layer *l, struct q_limits limits, const struct q_channel *c,
                       int32_t a, void *out, int32_t index) {
  if (way == Q_CALLED) {
    q_finish_called(l, c, a, out, index);
    return;
  }
  const int32_t v = q_scale(a, c->q, c->c, c->m, limits.sign_mask);
  ((int8_t *)out)[index] = (int8_t)(way == Q_FULL ? q_clip8(v) : q_clamp(v, limits.low, limits.high));
}

#endif
