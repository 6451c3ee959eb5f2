/* Dot products of 8, 4 or 2 bit activations with 8, 4 or 2 bit weights as they lie, in the format of the status register.
   Patches that come as bytes are packed first. A word of weights serves as many words of activations as it is narrower. */
#include "../xpulp/matmul_loop.h"
#include "scratch.h"

void q_matmul_shifts(const struct q_layer *l, const int8_t *patches, int32_t distance, int32_t pixels, void *out);

/* The first patch's word of the next part goes to the register that the third patch has left. */
#define NEXT_PART Q_NEXT("%[n]", "%[x]")
#define TWO_PARTS Q_WEIGHTS Q_SIXTEEN("t6", NEXT_PART) Q_SIXTEEN("%[n]", "")
#define FOUR_PARTS \
  Q_WEIGHTS Q_SIXTEEN("t6", NEXT_PART) Q_SIXTEEN("%[n]", NEXT_PART) Q_SIXTEEN("%[n]", NEXT_PART) Q_SIXTEEN("%[n]", "")

/* Bytes to fields of 4 and 2 bit: eight or sixteen of them a word. */
void q_pack(const int8_t *from, uint32_t *to, int32_t words, uint32_t bits) {
  const uint32_t *x = (const uint32_t *)(const void *)from;
  if (bits == 4) {
    for (; words > 0; words -= 2, x += 2) {
      uint32_t a = x[0] & 0x0F0F0F0Fu, b = x[1] & 0x0F0F0F0Fu;
      a = (a | a >> 4) & 0x00FF00FFu, b = (b | b >> 4) & 0x00FF00FFu;
      a |= a >> 8, b |= b >> 8;
      *to++ = (a & 0xFFFFu) | b << 16;
    }
    return;
  }
  for (; words > 0; words -= 4, x += 4) {
    uint32_t packed = 0;
    for (uint32_t i = 0; i < 4; ++i) {
      uint32_t a = x[i] & 0x03030303u;
      a = (a | a >> 6) & 0x000F000Fu;
      a |= a >> 12;
      packed |= (a & 0xFFu) << (8 * i);
    }
    *to++ = packed;
  }
}

static void set_format(uint32_t activation_bits, uint32_t weight_bits) {
  switch (activation_bits << 4 | weight_bits) {
    case 0x88: xp_mpic_format(XP_MPIC_8X8); break;
    case 0x84: xp_mpic_format(XP_MPIC_8X4); break;
    case 0x82: xp_mpic_format(XP_MPIC_8X2); break;
    case 0x44: xp_mpic_format(XP_MPIC_4X4); break;
    case 0x42: xp_mpic_format(XP_MPIC_4X2); break;
    default: xp_mpic_format(XP_MPIC_2X2); break;
  }
}

#define STATEMENT_OPERANDS                                                        \
  int32_t a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3;         \
  const int8_t *x = 0, *w = 0;                                                    \
  const struct q_channel *c = 0;                                                  \
  int32_t distance = 0, words = 0;                                                \
  __asm__ volatile("mv tp, %0" ::"r"(blocks) : "memory")

#define BLOCKS_OF(NAME, PARTS, CLIP)            \
  static void NAME(struct q_blocks *blocks) {   \
    STATEMENT_OPERANDS;                         \
    Q_ALL_BLOCKS(PARTS, Q_LIMIT, CLIP);         \
  }
BLOCKS_OF(signed_of_one_part, Q_ONE_PART, Q_CLIP_SIGNED)
BLOCKS_OF(signed_of_two_parts, TWO_PARTS, Q_CLIP_SIGNED)
BLOCKS_OF(signed_of_four_parts, FOUR_PARTS, Q_CLIP_SIGNED)
BLOCKS_OF(unsigned_of_one_part, Q_ONE_PART, Q_CLIP_UNSIGNED)
BLOCKS_OF(unsigned_of_two_parts, TWO_PARTS, Q_CLIP_UNSIGNED)
BLOCKS_OF(unsigned_of_four_parts, FOUR_PARTS, Q_CLIP_UNSIGNED)

/* One clip instruction clamps: to a signed type of any width, or from 0. */
static int one_clip(const struct q_layer *l) {
  return l->clamp_max >= 0 && (l->clamp_min == 0 || l->clamp_min == -l->clamp_max - 1);
}

static void all_blocks(struct q_blocks *blocks, int32_t parts, int from_zero) {
  if (parts == 1)
    (from_zero ? unsigned_of_one_part : signed_of_one_part)(blocks);
  else if (parts == 2)
    (from_zero ? unsigned_of_two_parts : signed_of_two_parts)(blocks);
  else
    (from_zero ? unsigned_of_four_parts : signed_of_four_parts)(blocks);
}

/* Any layer, one patch at a time. */
static void one_patch(const struct q_layer *l, const int8_t *x, int32_t weight_words, int32_t parts, void *out) {
  const struct q_limits limits = q_limits_of(l);
  const enum q_finish way = q_finish_of(l);
  const struct q_channel *c = q_image_at(l->channels);
  const int32_t *w = q_image_at(l->weights);
  for (int32_t o = 0; o < l->out_c; o += 4, c += 4) {
    int32_t s[4] = {c[0].bias, c[1].bias, c[2].bias, c[3].bias};
    const int32_t *v = (const int32_t *)(const void *)x;
    for (int32_t i = weight_words; i > 0; --i, w += 4) {
      for (int32_t p = parts; p > 0; --p, ++v) {
        s[0] = xp_mpic_sdotsp(s[0], *v, w[0]);
        s[1] = xp_mpic_sdotsp(s[1], *v, w[1]);
        s[2] = xp_mpic_sdotsp(s[2], *v, w[2]);
        s[3] = xp_mpic_sdotsp(s[3], *v, w[3]);
      }
    }
    for (int32_t i = 0; i < 4 && o + i < l->out_c; ++i) {
      if (way == Q_CALLED)
        q_finish_called(l, c + i, s[i], out, o + i);
      else
        q_finish(Q_CLAMPED, l, limits, c + i, s[i], out, o + i);
    }
  }
}

void q_matmul(const struct q_layer *l, const void *patches, int32_t distance, int32_t pixels, void *out) {
  if (l->weight_kind == Q_SHIFTS) {
    q_matmul_shifts(l, patches, distance, pixels, out);
    return;
  }
  const uint32_t bits = l->activation_format, weight_bits = l->weight_kind;
  const int32_t parts = (int32_t)(bits / weight_bits), weight_words = l->depth_words * (int32_t)weight_bits / 8;
  const int8_t *x = patches;
  if (bits != 8 && !q_packs_input(l)) {
    int8_t *const packed = (int8_t *)q_scratch_wide(l);
    const int32_t bytes = l->depth_words * (int32_t)bits / 2;
    for (int32_t p = 0; p < pixels; ++p)
      q_pack(x + p * distance, (uint32_t *)(void *)(packed + p * bytes), l->depth_words, bits);
    x = packed;
    distance = bytes;
  }
  set_format(bits, weight_bits);
  xp_mpic_legacy(0);
  /* The count of dot products goes on from layer to layer: one with skip 1 ends it. */
  xp_mpic_skip(1);
  (void)xp_mpic_sdotsp(0, 0, 0);
  xp_mpic_part(0);
  if (pixels == 4 && q_finish_of(l) != Q_CALLED && one_clip(l) && (l->out_c & 3) == 0) {
    const struct q_channel *c = q_image_at(l->channels);
    struct q_blocks blocks = {c, out, l->out_c, l->sign_mask, x, distance, q_image_at(l->weights), weight_words,
                              c + l->out_c, l->clamp_max};
    xp_mpic_skip(16);
    all_blocks(&blocks, parts, l->clamp_min == 0);
  } else {
    uint8_t *to = out;
    xp_mpic_skip(4);
    for (; pixels > 0; --pixels, x += distance, to += l->out_words ? 4 * l->out_c : l->out_c)
      one_patch(l, x, weight_words, parts, to);
  }
  xp_mpic_legacy(1);
}
