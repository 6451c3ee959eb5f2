/* Start, then one inference after the other: the loader changes inputs and reads outputs while the core waits at
   the end of one. */
#include "runtime.h"

volatile struct q_boot q_boot __attribute__((used, section(".data.q_boot")));
const uint8_t *q_image;
uint8_t *q_arena;
uint32_t q_layers_to_run;

static void mark(uint32_t reg, uint32_t value) {
  if (q_boot.trace != 0) *(volatile uint32_t *)(uintptr_t)(q_boot.trace + reg) = value;
}

static void run_layer(const struct q_layer *l) {
  static void (*const kernels[Q_OP_COUNT])(const struct q_layer *) = {
      0,       q_conv,    q_depthwise,   q_grouped, q_max_pool,  q_average_pool, q_sum,
      q_table, q_softmax, q_copy_blocks, q_pad,     q_transpose, q_plain_sum,    q_leave};
  if (l->stage_weights + l->stage_channels == 0) {
    kernels[l->op](l);
    return;
  }
  /* Weights that are read many times come from SRAM: offsets into the image become offsets to the copy. */
  struct q_layer staged;
  q_copy(&staged, l, sizeof staged);
  uint8_t *const at = q_arena_at(l->stage);
  q_copy(at, q_image_at(l->weights), l->stage_weights);
  q_copy(at + l->stage_weights, q_image_at(l->channels), l->stage_channels);
  staged.weights = (uint32_t)((uintptr_t)at - (uintptr_t)q_image);
  staged.channels = staged.weights + l->stage_weights;
  kernels[l->op](&staged);
}

int main(void) {
  q_image = (const uint8_t *)(uintptr_t)q_boot.image;
  q_arena = (uint8_t *)(uintptr_t)q_boot.arena;
  if (q_boot.copy_bytes != 0)
    q_copy((void *)(uintptr_t)q_boot.image, (const void *)(uintptr_t)q_boot.copy_from, q_boot.copy_bytes);
  const struct q_header *header = (const struct q_header *)q_image;
  mark(Q_TRACE_COPIED, 0);
  if (header->magic != Q_IMAGE_MAGIC) mark(Q_TRACE_DONE, 1);
  for (;;) {
    const struct q_layer *layers = q_image_at(header->layers);
    q_layers_to_run = header->layer_count;
    for (uint32_t i = 0; i < q_layers_to_run; ++i) {
      mark(Q_TRACE_LAYER, i + 1);
      run_layer(&layers[i]);
    }
    mark(Q_TRACE_LAYER, header->layer_count + 1);
    mark(Q_TRACE_DONE, 0);
  }
}
