/* The tables of the front-end programs: what accel/mcu/frontend writes and the firmware reads. Flat, little endian; offsets are
   bytes from the first byte of the tables. What the numbers are: the headers of frontends/sensor. */
#ifndef QUARTET_FRONTEND_H
#define QUARTET_FRONTEND_H

#include <stdint.h>

/* The first word of the tables: which program. */
#define Q_MFCC_MAGIC 0x31636d71u   /* "qmc1" */
#define Q_RESIZE_MAGIC 0x31737271u /* "qrs1" */
#define Q_IMU_MAGIC 0x31756971u    /* "qiu1" */

enum q_arithmetic { Q_MFCC_FIXED = 0, Q_MFCC_FLOAT = 1 };

struct q_mfcc {
  uint32_t magic, arithmetic;
  uint32_t window_samples, step, log2_fft, band_count, coefficients;
  int32_t zero_point;
  uint32_t saturate;                       /* 0: a value outside int8 is taken modulo 256 */
  uint32_t offset_low, offset_high;        /* fixed: 64 bits; float: the bits of a float in offset_low */
  uint32_t window, cosine, sine, reversed; /* fixed: u16, i32, i32; float: float, float, float; u16 */
  uint32_t spans;                          /* two u16 a band: first bin, count */
  uint32_t weights, dct, log2;             /* fixed: u16, i32, i32; float: float, float, none */
};

struct q_resize {
  uint32_t magic, in_width, channels, out_height, out_width;
  uint32_t row_taps, column_taps, total;           /* input pixels an output pixel; product of both sums of weights, at most 2^23 */
  uint32_t row_first, rows, column_first, columns; /* u16: first input pixel of each output pixel; weights */
};

struct q_imu {
  uint32_t magic, window, step, split;
  int32_t b, a1, a2, c, d;
  int32_t accel_multiplier, gyro_multiplier, accel_shift, gyro_shift;
  int32_t zero_point;
};

/* Where things are: the loader fills it in before the core starts. */
struct q_frontend_boot {
  uint32_t tables;
  uint32_t input, count; /* int16 samples; pictures: bytes; inertial: rows of six int16 */
  uint32_t out;
  uint32_t scratch; /* MFCC: 12 bytes a point of half the transform and 4 a band; inertial: a byte a sample and channel */
  uint32_t trace;   /* marker register */
};

/* Registers of the marker device. */
#define Q_FRONTEND_BEGIN 0u
#define Q_FRONTEND_DONE 4u /* 0: done; 1: tables of another build; 2: arithmetic that this core has not */

#endif
