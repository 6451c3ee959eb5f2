/* Power-of-two weights: a shift and an addition in the place of a product, one pixel and one channel at a time. The
   codes of a block lie as those of 4-bit weights. */
#include "scratch.h"

static int32_t dot(const int8_t *x, const uint8_t *codes, int32_t words, int32_t block_bytes, int32_t a) {
  for (; words > 0; --words, codes += block_bytes, x += 4) {
    const int8_t *v = x;
    for (uint32_t f = (uint32_t)codes[0] | (uint32_t)codes[1] << 8; f != 0; f >>= 4, ++v) {
      const uint32_t exponent = f & 7u;
      if (exponent == 0) continue;
      const int32_t shifted = (int32_t)((uint32_t)(int32_t)*v << (exponent - 1u));
      a = (f & 8u) != 0 ? a - shifted : a + shifted;
    }
  }
  return a;
}

void q_matmul_shifts(const struct q_layer *l, const int8_t *patches, int32_t distance, int32_t pixels, void *out) {
  const struct q_channel *channels = q_image_at(l->channels);
  const uint8_t *codes = q_image_at(l->weights);
  const int32_t block_bytes = 2 * Q_BLOCK;
  for (int32_t p = 0; p < pixels; ++p) {
    for (int32_t o = 0; o < l->out_c; ++o) {
      const uint8_t *w = codes + (o / Q_BLOCK) * (block_bytes * l->depth_words) + (o % Q_BLOCK) * 2;
      const int32_t a = dot(patches + p * distance, w, l->depth_words, block_bytes, channels[o].bias);
      q_finish_called(l, &channels[o], a, out, p * l->out_c + o);
    }
  }
}
