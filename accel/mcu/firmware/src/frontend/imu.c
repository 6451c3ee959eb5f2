/* Windows of an inertial sensor: the same bits as frontends/sensor/imu/fixed_imu.cpp. */
#include "programs.h"

#define AXES 3u
#define COLUMNS 6u
#define FRACTION 14
#define COEFFICIENT_BITS 30

struct gravity {
  int32_t x1, x2, y1, y2, z1;
};

static int32_t gravity_next(const struct q_imu *m, struct gravity *g, int32_t x) {
  const int64_t sum = (int64_t)x + 2 * (int64_t)g->x1 + g->x2;
  const int32_t y = (int32_t)((m->b * sum + (int64_t)m->a1 * g->y1 + (int64_t)m->a2 * g->y2) >> COEFFICIENT_BITS);
  const int32_t z = (int32_t)((m->c * ((int64_t)y + g->y1) + (int64_t)m->d * g->z1) >> COEFFICIENT_BITS);
  g->x2 = g->x1, g->x1 = x, g->y2 = g->y1, g->y1 = y, g->z1 = z;
  return z;
}

static int8_t quantized(const struct q_imu *m, int32_t v, int32_t multiplier, int32_t shift) {
  const int64_t q = (((int64_t)v * multiplier + ((int64_t)1 << (shift - 1))) >> shift) + m->zero_point;
  return (int8_t)(q > 127 ? 127 : q < -128 ? -128 : q);
}

void q_imu_windows(const struct q_imu *m, const int16_t *rows, uint32_t count, int8_t *out, int8_t *scratch) {
  const uint32_t channels = m->split ? 9 : COLUMNS;
  int8_t *to = scratch;
  for (uint32_t channel = 0; channel < channels; ++channel) {
    const int rotation = channel >= AXES && channel < COLUMNS, body = m->split && channel < AXES;
    const int32_t multiplier = rotation ? m->gyro_multiplier : m->accel_multiplier, shift = rotation ? m->gyro_shift : m->accel_shift;
    const int16_t *from = rows + (channel < COLUMNS ? channel : channel - COLUMNS);
    const int32_t first = *from * (1 << FRACTION);
    struct gravity g = {first, first, first, first, first};
    for (uint32_t i = 0; i < count; ++i, from += COLUMNS) {
      const int32_t x = *from * (1 << FRACTION);
      *to++ = quantized(m, body ? x - gravity_next(m, &g, x) : x, multiplier, shift);
    }
  }
  for (uint32_t at = 0; at + m->window <= count; at += m->step)
    for (uint32_t channel = 0; channel < channels; ++channel)
      for (uint32_t i = 0; i < m->window; ++i) *out++ = scratch[channel * count + at + i];
}
