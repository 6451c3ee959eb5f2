/* How a layer's scratch memory is divided; accel/mcu/image/scratch.cpp computes the same sizes. */
#ifndef QUARTET_SCRATCH_H
#define QUARTET_SCRATCH_H

#include "runtime.h"

/* Q_PIXELS patches. */
Q_INLINE int8_t *q_scratch_patches(const struct q_layer *l) { return q_arena_at(l->scratch); }
/* The same patches widened to 16 bit, on cores that want them so. */
Q_INLINE int16_t *q_scratch_wide(const struct q_layer *l) {
  return (int16_t *)(void *)(q_scratch_patches(l) + Q_PIXELS * 4 * l->depth_words);
}
/* Unpacked weights of one block. */
Q_INLINE int8_t *q_scratch_weights(const struct q_layer *l) {
  return q_scratch_patches(l) + Q_PIXELS * (Q_WIDE ? 12 : 4) * l->depth_words;
}

#endif
