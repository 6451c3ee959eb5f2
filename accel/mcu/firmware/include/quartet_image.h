/* The network image: what the compiler (accel/mcu/image) writes and the firmware reads. Flat, little endian, every
   field a 32-bit word; offsets are bytes from the image's first byte ("image") or from the arena's ("arena"). */
#ifndef QUARTET_IMAGE_H
#define QUARTET_IMAGE_H

#include <stdint.h>

#define Q_IMAGE_MAGIC 0x31746971u /* "qit1" */

/* What a layer does. */
enum q_op {
  Q_CONV = 1,       /* any window, groups 1; a fully connected layer is one with a 1x1 window on one pixel */
  Q_DEPTHWISE = 2,  /* one output channel an input channel */
  Q_GROUPED = 3,    /* any other grouping: plain loops */
  Q_MAX_POOL = 4,
  Q_AVERAGE_POOL = 5,
  Q_SUM = 6,        /* two operands through tables, requantized sum */
  Q_TABLE = 7,      /* y = table[x]: every operator that works element by element on int8 */
  Q_SOFTMAX = 8,
  Q_COPY = 9,       /* blocks of bytes: concat, reshape */
  Q_PAD = 10,
  Q_TRANSPOSE = 11, /* reshape that reads channels first */
  Q_PLAIN_SUM = 12, /* saturating sum or difference of int8 operands */
  Q_LEAVE = 13,      /* `count` scores at `in`, int32 with out_words: ends the inference when the best is at least clamp_min
                       (unsigned) ahead of the second best */
  Q_OP_COUNT = 14
};

/* How an accumulator becomes the output. */
enum q_rule {
  Q_FAST = 0,        /* (mulh(4a, q) + c + (a < 0 ? sign_mask : 0)) >> m: exact for |a| < 2^29 (docs/mcu.md) */
  Q_DOUBLE = 1,      /* multiplier, both roundings; q_channel holds {bias, q, shift, 0} */
  Q_SINGLE = 2,      /* multiplier, one rounding */
  Q_SHIFT = 3,       /* floor(a * 2^(shift-7) + 1/2); q_channel holds {bias, 0, shift, 0} */
  Q_THRESHOLDS = 4,  /* counts thresholds <= a; q_channel holds {bias, bytes into `table`, steps, step} */
  Q_NONE = 5         /* the accumulator, clamped */
};

/* How weights lie in the image. */
enum q_weights {
  Q_W8 = 8,          /* int8; Q_CONV: blocks of channels, four taps of each in turn (q_header.block) */
  Q_W4 = 4,          /* the same order, 4-, 2- or 1-bit fields, the first in the low bits */
  Q_W2 = 2,
  Q_W1 = 1,          /* bipolar: 1 is +1, 0 is -1 */
  Q_XNOR = 16,       /* bipolar weights and activations: rows of bits, 1 is +1 */
  Q_KERNEL_ROWS = 32, /* depthwise 3x3: a word a channel and kernel row, three weights and a zero byte; rule Q_FAST */
  Q_SHIFTS = 17      /* powers of two, 4-bit codes: bit 3 the sign, bits 2..0 the exponent plus 1, 0 is 0 */
};

/* One output channel. */
struct q_channel {
  int32_t bias, q, c, m;
};

struct q_layer {
  uint32_t op, rule, weight_kind, out_words; /* out_words: the output is int32 */
  uint32_t in, in2, out, scratch;            /* arena */
  uint32_t weights, channels, table, table2; /* image */
  int32_t in_h, in_w, in_c, out_h, out_w, out_c;
  int32_t kernel_h, kernel_w, stride_h, stride_w, dilation_h, dilation_w, pad_top, pad_left;
  int32_t groups;
  int32_t depth;       /* taps x input channels of a patch */
  int32_t depth_words; /* words of a packed patch: (depth + 3) / 4, or (depth + 31) / 32 with Q_XNOR */
  int32_t in_zero, out_zero, clamp_min, clamp_max, sign_mask;
  int32_t average_truncates;
  int32_t softmax_multiplier, softmax_shift, softmax_lowest, softmax_single;
  int32_t count, block_in, block_out, block_out_stride; /* Q_COPY: blocks, bytes of one, distance in the output */
  uint32_t activation_format;                           /* bits of packed activations on cores that compute on them; 8 else */
  uint32_t stage, stage_weights, stage_channels; /* arena; bytes that are copied there first, 0: none */
};

struct q_header {
  uint32_t magic, image_bytes, layer_count, layers; /* image */
  uint32_t arena_bytes, input_count, output, output_words;
  uint32_t block;    /* output channels of a weight block, as the kernels of this core want them */
  uint32_t inputs[7]; /* arena */
};

/* Where things are: the loader fills it in before the core starts. */
struct q_boot {
  uint32_t image, arena;
  uint32_t trace;                 /* marker register, 0: none */
  uint32_t copy_from, copy_bytes; /* the image is copied from here to `image` at start; 0 bytes: it is in place */
};

/* Registers of the marker device. */
#define Q_TRACE_LAYER 0u /* layer + 1 begins */
#define Q_TRACE_DONE 4u  /* an inference ended with this code; going on starts the next */
#define Q_TRACE_COPIED 8u

#endif
