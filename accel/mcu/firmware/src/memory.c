/* Moving bytes. Word by word where both ends are aligned alike. */
#include "runtime.h"

void q_copy(void *to, const void *from, uint32_t bytes) {
  uint8_t *d = to;
  const uint8_t *s = from;
  if ((((uintptr_t)d ^ (uintptr_t)s) & 3u) == 0) {
    while (((uintptr_t)d & 3u) != 0 && bytes != 0) *d++ = *s++, --bytes;
    uint32_t *dw = (uint32_t *)(void *)d;
    const uint32_t *sw = (const uint32_t *)(const void *)s;
    for (; bytes >= 16; bytes -= 16, dw += 4, sw += 4) {
      const uint32_t a = sw[0], b = sw[1], c = sw[2], e = sw[3];
      dw[0] = a, dw[1] = b, dw[2] = c, dw[3] = e;
    }
    for (; bytes >= 4; bytes -= 4) *dw++ = *sw++;
    d = (uint8_t *)dw;
    s = (const uint8_t *)sw;
  }
  while (bytes-- != 0) *d++ = *s++;
}

void q_fill(void *to, int32_t value, uint32_t bytes) {
  uint8_t *d = to;
  while (bytes-- != 0) *d++ = (uint8_t)value;
}
