/* Pictures of another size: the same bits as frontends/sensor/image/image_resize.cpp. */
#include "programs.h"

void q_resize(const struct q_resize *r, const uint8_t *from, uint8_t *to) {
  const uint8_t *const tables = (const uint8_t *)r;
  const uint16_t *row_first = (const uint16_t *)(tables + r->row_first), *rows = (const uint16_t *)(tables + r->rows);
  const uint16_t *column_first = (const uint16_t *)(tables + r->column_first), *columns = (const uint16_t *)(tables + r->columns);
  const uint32_t channels = r->channels, half = r->total / 2;
  for (uint32_t y = 0; y < r->out_height; ++y) {
    const uint16_t *down = rows + y * r->row_taps;
    const uint8_t *top = from + row_first[y] * r->in_width * channels;
    for (uint32_t x = 0; x < r->out_width; ++x) {
      const uint16_t *across = columns + x * r->column_taps;
      const uint8_t *left = top + column_first[x] * channels;
      for (uint32_t c = 0; c < channels; ++c) {
        uint32_t sum = half;
        for (uint32_t v = 0; v < r->row_taps; ++v) {
          if (down[v] == 0) continue;
          const uint8_t *at = left + v * r->in_width * channels + c;
          uint32_t line = 0;
          for (uint32_t u = 0; u < r->column_taps; ++u)
            if (across[u] != 0) line += (uint32_t)across[u] * at[u * channels];
          sum += down[v] * line;
        }
        *to++ = (uint8_t)(sum / r->total);
      }
    }
  }
}
