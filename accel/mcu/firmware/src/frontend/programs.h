/* The programs beside MFCC. */
#ifndef QUARTET_PROGRAMS_H
#define QUARTET_PROGRAMS_H

#include "quartet_frontend.h"

/* H x W x C bytes to out_height x out_width x C. */
void q_resize(const struct q_resize *r, const uint8_t *from, uint8_t *to);
/* rows x 6 int16 to windows x channels x window int8. */
void q_imu_windows(const struct q_imu *m, const int16_t *rows, uint32_t count, int8_t *out, int8_t *scratch);

#endif
