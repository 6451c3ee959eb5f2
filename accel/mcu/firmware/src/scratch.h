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

/* On cores that compute on narrow activations (Q_PACKS): a window that reads an input pixel more than once reads it from a
   copy with fields of activation_format bits, where a pixel is whole bytes of them. */
Q_INLINE int q_packs_input(const struct q_layer *l) {
  return l->activation_format != 8 && ((uint32_t)l->in_c * l->activation_format & 7u) == 0 && l->kernel_h * l->kernel_w > 1;
}
Q_INLINE int8_t *q_scratch_input(const struct q_layer *l) {
  return q_scratch_weights(l) + Q_BLOCK * 4 * l->depth_words;
}

#endif
