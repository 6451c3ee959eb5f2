/* The CNN array from the core's side: registers, loads, start, interrupt. */
#include "array.h"

#define NVIC_ENABLE 0xE000E100u

volatile uint32_t q_array_done;
static const struct q_array_header *array;

Q_INLINE volatile uint32_t *control_of(const struct q_array_header *h, uint32_t quadrant) {
  return q_register(h->control + quadrant * h->control_stride);
}

/* Of vector Q_ARRAY_LINE. */
void q_array_interrupt(void) {
  for (uint32_t q = 0; q < array->quadrants; ++q) *control_of(array, q) &= ~(Q_ARRAY_DONE | Q_ARRAY_ENABLE);
  q_array_done = 1;
}

void q_array_init(const struct q_array_header *h) {
  array = h;
  for (uint32_t q = 0; q < h->quadrants; ++q) {
    control_of(h, q)[Q_ARRAY_CONTROL / 4] = 0;
    control_of(h, q)[Q_ARRAY_LAYER_COUNT / 4] = h->layer_count - 1;
  }
  q_register(NVIC_ENABLE)[Q_ARRAY_LINE / 32] = 1u << Q_ARRAY_LINE % 32;
}

void q_load_weights(const struct q_array_header *h) {
  const uint32_t *from = q_image_at(h->weights);
  for (uint32_t b = 0; b < h->weight_bursts; ++b) {
    volatile uint32_t *to = q_register(from[0]);
    uint32_t words = from[1];
    from += 2;
    while (words-- > 0) *to++ = *from++;
  }
  from = q_image_at(h->biases);
  for (uint32_t b = 0; b < h->bias_bursts; ++b) {
    volatile uint32_t *to = q_register(from[0]);
    const uint32_t count = from[1];
    const uint8_t *bytes = (const uint8_t *)(from + 2);
    for (uint32_t i = 0; i < count; ++i) *to++ = *bytes++;
    from += 2 + (count + 3) / 4;
  }
}

void q_load_input(const struct q_array_header *h) {
  const struct q_input_burst *burst = q_image_at(h->inputs);
  const uint32_t *from = q_arena_at(h->input);
  for (uint32_t b = 0; b < h->input_bursts; ++b, ++burst) {
    volatile uint32_t *to = q_register(burst->address);
    uint32_t words = burst->words;
    while (words-- > 0) *to++ = *from++;
  }
}

/* Word after word to the FIFOs in turn, each when it has room. */
static void feed(const struct q_array_header *h) {
  const uint32_t *from = q_arena_at(h->input);
  volatile uint32_t *const fifo = q_register(h->fifo);
  for (uint32_t w = 0; w < h->fifo_words; ++w) {
    for (uint32_t f = 0; f < h->fifos; ++f) {
      while ((fifo[Q_FIFO_STATUS / 4] & 1u << f) != 0) {
      }
      fifo[Q_FIFO_DATA / 4 + f] = *from++;
    }
  }
}

void q_run_array(const struct q_array_header *h) {
  q_array_done = 0;
  for (uint32_t q = h->quadrants; q-- > 0;) *control_of(h, q) = Q_ARRAY_ENABLE;
  if (h->fifos != 0) feed(h);
  /* Masked, so that an interrupt between the test and wfi wakes all the same; it is taken behind wfi. */
  __asm__ volatile("cpsid i" ::: "memory");
  while (q_array_done == 0) __asm__ volatile("wfi\n\tcpsie i\n\tisb\n\tcpsid i" ::: "memory");
  __asm__ volatile("cpsie i" ::: "memory");
}

void q_read_results(const struct q_array_header *h) {
  const struct q_result_burst *burst = q_image_at(h->results);
  uint32_t *raw = q_arena_at(h->raw);
  for (uint32_t b = 0; b < h->result_bursts; ++b, ++burst) {
    for (uint32_t r = 0; r < burst->repeat; ++r) {
      const volatile uint32_t *from = q_register(burst->address + r * burst->stride);
      for (uint32_t w = burst->words; w-- > 0;) *raw++ = *from++;
    }
  }
  const struct q_result_channel *channel = q_image_at(h->channels);
  const uint8_t *const bytes = q_arena_at(h->raw);
  uint8_t *const values = q_arena_at(h->values);
  for (uint32_t c = 0; c < h->channel_count; ++c, ++channel) {
    const uint8_t *from = bytes + channel->from;
    uint8_t *to = values + channel->to;
    for (uint32_t p = h->pixels; p-- > 0; from += channel->from_step, to += channel->to_step) {
      if (h->value_bytes == 4)
        *(uint32_t *)(void *)to = *(const uint32_t *)(const void *)from;
      else
        *to = *from;
    }
  }
}
