/* Operators that go element by element, and those that only move bytes. */
#include "runtime.h"

/* table and table2: what each int8 operand adds to the sum, in the accumulator's units, from -128 up. */
void q_sum(const struct q_layer *l) {
  const int8_t *a = q_arena_at(l->in), *b = q_arena_at(l->in2);
  const int32_t *ta = (const int32_t *)q_image_at(l->table) + 128, *tb = (const int32_t *)q_image_at(l->table2) + 128;
  const struct q_channel c = *(const struct q_channel *)q_image_at(l->channels);
  int8_t *out = q_arena_at(l->out);
  const int32_t low = l->clamp_min, high = l->clamp_max, mask = l->sign_mask;
  const int fast = l->rule == Q_FAST;
  for (int32_t i = 0; i < l->count; ++i) {
    const int32_t sum = ta[a[i]] + tb[b[i]];
    if (fast)
      out[i] = (int8_t)q_clamp(q_scale(sum, c.q, c.c, c.m, mask), low, high);
    else
      q_finish_called(l, &c, sum, out, i);
  }
}

/* sign_mask: +1 or -1, the sign of the second operand. */
void q_plain_sum(const struct q_layer *l) {
  const int8_t *a = q_arena_at(l->in), *b = q_arena_at(l->in2);
  int8_t *out = q_arena_at(l->out);
  for (int32_t i = 0; i < l->count; ++i)
    out[i] = (int8_t)q_clamp(a[i] + l->sign_mask * b[i], l->clamp_min, l->clamp_max);
}

void q_table(const struct q_layer *l) {
  const int8_t *x = q_arena_at(l->in), *table = (const int8_t *)q_image_at(l->table) + 128;
  int8_t *out = q_arena_at(l->out);
  for (int32_t i = 0; i < l->count; ++i) out[i] = table[x[i]];
}

void q_copy_blocks(const struct q_layer *l) {
  const uint8_t *x = q_arena_at(l->in);
  uint8_t *out = q_arena_at(l->out);
  for (int32_t i = 0; i < l->count; ++i, x += l->block_in, out += l->block_out_stride)
    q_copy(out, x, (uint32_t)l->block_in);
}

void q_pad(const struct q_layer *l) {
  const int8_t *x = q_arena_at(l->in);
  int8_t *out = q_arena_at(l->out);
  q_fill(out, l->in_zero, (uint32_t)(l->out_h * l->out_w * l->out_c));
  for (int32_t row = 0; row < l->in_h; ++row)
    q_copy(out + ((row + l->pad_top) * l->out_w + l->pad_left) * l->out_c, x + row * l->in_w * l->in_c,
           (uint32_t)(l->in_w * l->in_c));
}

/* H, W, C read out as C, H, W. */
void q_transpose(const struct q_layer *l) {
  const int8_t *x = q_arena_at(l->in);
  int8_t *out = q_arena_at(l->out);
  const int32_t pixels = l->in_h * l->in_w;
  for (int32_t c = 0; c < l->in_c; ++c) {
    for (int32_t p = 0; p < pixels; ++p) *out++ = x[p * l->in_c + c];
  }
}
