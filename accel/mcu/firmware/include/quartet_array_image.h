/* The image of a network that a CNN array computes: what the compiler (accel/mcu/system) writes and the firmware of
   src/max78000 reads. Flat, little endian, every field a 32-bit word. Offsets are bytes from the image's first byte
   ("image") or from the arena's in SRAM ("arena"); addresses are the core's. */
#ifndef QUARTET_ARRAY_IMAGE_H
#define QUARTET_ARRAY_IMAGE_H

#include <stdint.h>

#define Q_ARRAY_IMAGE_MAGIC 0x31616971u /* "qia1" */

/* Weights of one processor and layer; `words` 32-bit words follow. */
struct q_weight_burst {
  uint32_t address, words;
};
/* Biases of one layer; `count` bytes follow, padded to a word. The bias memory has an address of four for each. */
struct q_bias_burst {
  uint32_t address, count;
};
/* Words of the input in one data memory, as they follow in the arena. */
struct q_input_burst {
  uint32_t address, words;
};
/* Words of the result in one data memory: `repeat` times `words`, `stride` bytes apart. They follow in the arena. */
struct q_result_burst {
  uint32_t address, words, repeat, stride;
};
/* One channel of the result: where it lies among the words read, and where it goes (bytes). */
struct q_result_channel {
  uint32_t from, from_step, to, to_step;
};

struct q_array_header {
  uint32_t magic, image_bytes;
  uint32_t layer_count;
  uint32_t control, control_stride, quadrants;    /* address of the first quadrant's control register */
  uint32_t weights, weight_bursts;                /* image: records with their words */
  uint32_t biases, bias_bursts;                   /* image: records with their bytes */
  uint32_t inputs, input_bursts, input;           /* image; arena: the words */
  uint32_t fifo, fifos, fifo_words;               /* streaming: address of the status register, FIFOs, words of each */
  uint32_t results, result_bursts, raw;           /* image; arena: the words as they were read */
  uint32_t channels, channel_count, pixels, value_bytes, values; /* image; arena: the network's result, 1 or 4 bytes each */
  uint32_t softmax, softmax_words, probabilities; /* image: a q_layer, 0: none; its input is int32; arena */
};

/* What begins, in this order: written to Q_TRACE_LAYER. Q_TRACE_DONE ends the inference. */
enum q_phase { Q_WEIGHT_LOAD = 1, Q_INPUT_LOAD, Q_START, Q_READ_OUT, Q_SOFTMAX_PHASE, Q_EXIT, Q_PHASES };

/* Registers of a quadrant, bytes from `control`. */
#define Q_ARRAY_CONTROL 0u
#define Q_ARRAY_LAYER_COUNT 8u
#define Q_ARRAY_ENABLE 1u          /* control: of the first quadrant, starts the array */
#define Q_ARRAY_DONE (1u << 12)    /* control: raises the interrupt; written 0 it is acknowledged */
/* Registers of the FIFOs, bytes from `fifo`. */
#define Q_FIFO_STATUS 0u           /* a bit a FIFO that is full */
#define Q_FIFO_DATA 4u             /* one register a FIFO */

#endif
