/* What the layers share. */
#ifndef QUARTET_RUNTIME_H
#define QUARTET_RUNTIME_H

#include "requantize.h"

extern volatile struct q_boot q_boot;
extern const uint8_t *q_image;
extern uint8_t *q_arena;
extern uint32_t q_layers_to_run; /* of the inference that runs: 0 ends it behind the present layer */

Q_INLINE const void *q_image_at(uint32_t offset) { return q_image + offset; }
Q_INLINE void *q_arena_at(uint32_t offset) { return q_arena + offset; }

int32_t q_doubling_high_mul(int32_t a, int32_t b);
int32_t q_divide_by_pot(int32_t x, int32_t n);
int32_t q_multiply(int32_t x, int32_t q, int32_t shift, int single);

void q_copy(void *to, const void *from, uint32_t bytes);
void q_fill(void *to, int32_t value, uint32_t bytes);

/* Kernels of the core. `patches`: Q_PIXELS patches as q_patch_store() left them, or, where q_patch_direct() allows it,
   the input itself; `distance` bytes apart. Writes `pixels` outputs of out_c elements each at `out`. */
void q_matmul(const struct q_layer *l, const void *patches, int32_t distance, int32_t pixels, void *out);
/* All channels of one pixel; taps: kernel_h * kernel_w pointers to in_c bytes. */
void q_depthwise_pixel(const struct q_layer *l, const int8_t *const *taps, int8_t *out);
/* 3x3 on every pixel, where the core has a kernel for it (Q_HAS_KERNEL_ROWS). */
void q_depthwise_rows(const struct q_layer *l);
/* Bytes to fields of 4 or 2 bit, where kernels compute on them (Q_PACKS): `words` of four, read and written in whole words of
   fields. */
void q_pack(const int8_t *from, uint32_t *to, int32_t words, uint32_t bits);
/* Weights of a block of channels as int8, from fields of fewer bits: `words` words of four. */
void q_unpack(const void *packed, int32_t words, uint32_t bits, int8_t *to);
/* Powers of two as int8. */
void q_unpack_shifts(const void *packed, int32_t words, int8_t *to);

/* One a layer kind. */
void q_conv(const struct q_layer *l);
void q_depthwise(const struct q_layer *l);
void q_grouped(const struct q_layer *l);
void q_max_pool(const struct q_layer *l);
void q_average_pool(const struct q_layer *l);
void q_sum(const struct q_layer *l);
void q_plain_sum(const struct q_layer *l);
void q_table(const struct q_layer *l);
void q_softmax(const struct q_layer *l);
void q_softmax_words(const struct q_layer *l); /* of int32 elements */
void q_copy_blocks(const struct q_layer *l);
void q_pad(const struct q_layer *l);
void q_transpose(const struct q_layer *l);
void q_leave(const struct q_layer *l);
void q_xnor(const struct q_layer *l);

#endif
