/* Leaves an inference early: when the best score is ahead of the second best by a margin. No branch depends on a score, so
   that the test takes the same cycles for every input; only what follows depends on it. */
#include "runtime.h"

Q_INLINE int32_t score(const void *x, int words, int32_t i) {
  return words ? ((const int32_t *)x)[i] : ((const int8_t *)x)[i];
}

/* All ones when a > b. */
Q_INLINE int32_t greater(int32_t a, int32_t b) { return (int32_t)(((int64_t)b - a) >> 63); }

Q_INLINE uint32_t lead(const void *x, int words, int32_t count) {
  int32_t best = score(x, words, 0), second = INT32_MIN;
  for (int32_t i = 1; i < count; ++i) {
    const int32_t s = score(x, words, i);
    const int32_t above = greater(s, best);
    const int32_t loser = (best & above) | (s & ~above);
    best = (s & above) | (best & ~above);
    const int32_t closer = greater(loser, second);
    second = (loser & closer) | (second & ~closer);
  }
  return (uint32_t)best - (uint32_t)second;
}

void q_leave(const struct q_layer *l) {
  const void *const scores = q_arena_at(l->in);
  const uint32_t ahead = l->out_words != 0 ? lead(scores, 1, l->count) : lead(scores, 0, l->count);
  if (ahead >= (uint32_t)l->clamp_min) q_layers_to_run = 0;
}
