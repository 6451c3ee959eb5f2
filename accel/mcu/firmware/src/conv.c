/* Convolutions: output pixels in groups of Q_PIXELS, each a patch of the input against all channels. */
#include "scratch.h"

/* Taps of one kernel row that lie inside the image row: [first, end). */
struct span {
  int32_t first, end;
};

static struct span columns_inside(const struct q_layer *l, int32_t column) {
  struct span s = {0, l->kernel_w};
  while (s.first < s.end && column + s.first * l->dilation_w < 0) ++s.first;
  while (s.end > s.first && column + (s.end - 1) * l->dilation_w >= l->in_w) --s.end;
  return s;
}

#if Q_UNALIGNED
#define MOVE_WORD(to, from) __builtin_memcpy(to, from, 4)
#else
#define MOVE_WORD(to, from)                                               \
  {                                                                       \
    const int8_t a_ = (from)[0], b_ = (from)[1], c_ = (from)[2], d_ = (from)[3]; \
    (to)[0] = a_, (to)[1] = b_, (to)[2] = c_, (to)[3] = d_;               \
  }
#endif

/* Short rows, at any alignment. */
static int8_t *move(int8_t *to, const int8_t *from, int32_t bytes) {
  if (bytes >= 16 && (((uintptr_t)to | (uintptr_t)from) & 3u) == 0) {
    q_copy(to, from, (uint32_t)bytes);
    return to + bytes;
  }
  if (bytes == 3) {
    const int8_t a = from[0], b = from[1], c = from[2];
    to[0] = a, to[1] = b, to[2] = c;
    return to + 3;
  }
  for (; bytes >= 4; bytes -= 4, to += 4, from += 4) MOVE_WORD(to, from);
  for (; bytes > 0; --bytes) *to++ = *from++;
  return to;
}
static int8_t *repeat(int8_t *to, int32_t value, int32_t bytes) {
  for (; bytes > 0 && ((uintptr_t)to & 3u) != 0; --bytes) *to++ = (int8_t)value;
  const uint32_t word = (uint32_t)(value & 0xFF) * 0x01010101u;
  for (; bytes >= 4; bytes -= 4, to += 4) *(uint32_t *)(void *)to = word;
  for (; bytes > 0; --bytes) *to++ = (int8_t)value;
  return to;
}

/* Kernel rows of four bytes that lie together, as a first layer with one channel has them: `mask` keeps what lies inside
   the image, `fill` is in the place of the rest, which is read all the same. */
static int8_t *move_rows_of_four(int8_t *to, const int8_t *from, int32_t rows, int32_t line, uint32_t mask,
                                 uint32_t fill) {
  for (; rows > 0; --rows, to += 4, from += line) {
    uint32_t v;
    MOVE_WORD((int8_t *)&v, from);
    *(uint32_t *)(void *)to = (v & mask) | fill;
  }
  return to;
}

/* Rows of the kernel that lie inside the image: [first, end). */
static struct span rows_inside(const struct q_layer *l, int32_t row) {
  struct span s = {0, l->kernel_h};
  while (s.first < s.end && row + s.first * l->dilation_h < 0) ++s.first;
  while (s.end > s.first && row + (s.end - 1) * l->dilation_h >= l->in_h) --s.end;
  return s;
}

/* What patches are made of: the input, or a packed copy of it. */
struct source {
  const int8_t *data;
  int32_t pixel_bytes, zero; /* zero: a byte of padding */
};

static void fill_patch(const struct q_layer *l, struct source source, struct span rows, int32_t row, int32_t ow,
                       int8_t *patch) {
  const int32_t channels = source.pixel_bytes, row_bytes = l->kernel_w * channels, zero = source.zero;
  const int32_t column = ow * l->stride_w - l->pad_left;
#ifdef Q_COPIES_ROWS
  if (rows.end - rows.first == l->kernel_h && column >= 0 && column + l->kernel_w <= l->in_w && l->dilation_w == 1 &&
      ((uint32_t)channels & 3u) == 0) {
    q_copy_rows(patch, source.data + (row * l->in_w + column) * channels, l->kernel_h, l->dilation_h * l->in_w * channels,
                row_bytes >> 2);
    return;
  }
#endif
  const struct span s = columns_inside(l, column);
  const int32_t before = s.first * channels, inside = (s.end - s.first) * channels;
  const int32_t gap = l->dilation_w * channels, line = l->dilation_h * l->in_w * channels;
  const int8_t *x = source.data + ((row + rows.first * l->dilation_h) * l->in_w + column) * channels + s.first * gap;
  if (inside <= 0) rows.end = rows.first;
  patch = repeat(patch, zero, rows.first * row_bytes);
  if (row_bytes == 4 && channels == 1 && gap == 1) {
    const uint32_t mask = (0xFFFFFFFFu >> 8 * (4 - inside)) << 8 * before;
    const uint32_t fill = (uint32_t)(zero & 0xFF) * 0x01010101u & ~mask;
    patch = move_rows_of_four(patch, x - before, rows.end - rows.first, line, mask, fill);
  } else {
    for (int32_t kh = rows.first; kh < rows.end; ++kh, x += line) {
      patch = repeat(patch, zero, before);
      if (gap == channels) {
        patch = move(patch, x, inside);
      } else {
        for (int32_t kw = s.first; kw < s.end; ++kw) patch = move(patch, x + (kw - s.first) * gap, channels);
      }
      patch = repeat(patch, zero, row_bytes - before - inside);
    }
  }
  (void)repeat(patch, zero, (l->kernel_h - rows.end) * row_bytes);
}

/* The input's pixels are the patches. */
static int is_direct(const struct q_layer *l) {
  return l->kernel_h * l->kernel_w == 1 && l->stride_h * l->stride_w == 1 && (l->in_c & 3) == 0 &&
         l->in_h == l->out_h && l->in_w == l->out_w;
}

void q_conv(const struct q_layer *l) {
  if (l->weight_kind == Q_XNOR) {
    q_xnor(l);
    return;
  }
  const int8_t *input = q_arena_at(l->in);
  uint8_t *out = q_arena_at(l->out);
  const int32_t pixel_bytes = l->out_words ? 4 * l->out_c : l->out_c;
  const int32_t all = l->out_h * l->out_w;
  if (is_direct(l)) {
    for (int32_t done = 0; done < all; done += Q_PIXELS) {
      const int32_t pixels = all - done < Q_PIXELS ? all - done : Q_PIXELS;
      q_matmul(l, input + done * l->in_c, l->in_c, pixels, out + done * pixel_bytes);
    }
    return;
  }
  struct source source = {input, l->in_c, l->in_zero};
  int8_t *const patches = q_scratch_patches(l);
  int32_t distance = l->depth_words * 4;
  if (l->weight_kind == Q_W1) q_fill(patches, 0, (uint32_t)(Q_PIXELS * distance)); /* fields behind a row are -1, not 0 */
#if Q_PACKS
  if (q_packs_input(l)) {
    const int32_t bits = (int32_t)l->activation_format, zero = l->in_zero & ((1 << bits) - 1);
    q_pack(input, (uint32_t *)q_scratch_input(l), (l->in_h * l->in_w * l->in_c + 3) / 4, (uint32_t)bits);
    source.data = q_scratch_input(l);
    source.pixel_bytes = l->in_c * bits / 8;
    source.zero = bits == 4 ? zero * 0x11 : zero * 0x55;
    distance = l->depth_words * bits / 2;
  }
#endif
  int32_t pixels = 0;
  for (int32_t oh = 0; oh < l->out_h; ++oh) {
    const int32_t row = oh * l->stride_h - l->pad_top;
    const struct span rows = rows_inside(l, row);
    for (int32_t ow = 0; ow < l->out_w; ++ow) {
      fill_patch(l, source, rows, row, ow, patches + pixels * distance);
      if (++pixels < Q_PIXELS) continue;
      q_matmul(l, patches, distance, pixels, out);
      out += pixels * pixel_bytes;
      pixels = 0;
    }
  }
  if (pixels > 0) q_matmul(l, patches, distance, pixels, out);
}
