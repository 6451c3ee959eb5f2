/* One inference after the other on the CNN array: the loader changes the input and reads the results while the core waits
   at the end of one. */
#include "array.h"

volatile struct q_boot q_boot __attribute__((used, section(".data.q_boot")));
const uint8_t *q_image;
uint8_t *q_arena;

static void mark(uint32_t reg, uint32_t value) {
  *(volatile uint32_t *)(uintptr_t)(q_boot.trace + reg) = value;
}

static void softmax(const struct q_array_header *h) {
  const struct q_layer *layer = q_image_at(h->softmax);
  if (h->softmax_words != 0)
    q_softmax_words(layer);
  else
    q_softmax(layer);
}

int main(void) {
  q_image = (const uint8_t *)(uintptr_t)q_boot.image;
  q_arena = (uint8_t *)(uintptr_t)q_boot.arena;
  const struct q_array_header *h = (const struct q_array_header *)q_image;
  if (h->magic != Q_ARRAY_IMAGE_MAGIC) mark(Q_TRACE_DONE, 1);
  q_array_init(h);
  mark(Q_TRACE_LAYER, Q_WEIGHT_LOAD);
  q_load_weights(h);
  for (;;) {
    mark(Q_TRACE_LAYER, Q_INPUT_LOAD);
    q_load_input(h);
    mark(Q_TRACE_LAYER, Q_START);
    q_run_array(h);
    mark(Q_TRACE_LAYER, Q_READ_OUT);
    q_read_results(h);
    if (h->softmax != 0) {
      mark(Q_TRACE_LAYER, Q_SOFTMAX_PHASE);
      softmax(h);
    }
    mark(Q_TRACE_LAYER, Q_EXIT);
    for (uint32_t q = 0; q < h->quadrants; ++q) *q_register(h->control + q * h->control_stride) = 0;
    mark(Q_TRACE_DONE, 0);
  }
}
