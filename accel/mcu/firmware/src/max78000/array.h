/* What the parts of the array's firmware share. */
#ifndef QUARTET_ARRAY_H
#define QUARTET_ARRAY_H

#include "quartet_array_image.h"
#include "runtime.h"

Q_INLINE volatile uint32_t *q_register(uint32_t address) { return (volatile uint32_t *)(uintptr_t)address; }

/* Set by the array's interrupt. */
extern volatile uint32_t q_array_done;

void q_array_init(const struct q_array_header *h);
void q_load_weights(const struct q_array_header *h);
void q_load_input(const struct q_array_header *h);
/* Sets the array going; returns when its interrupt has been handled. The core sleeps meanwhile. */
void q_run_array(const struct q_array_header *h);
void q_read_results(const struct q_array_header *h);

#endif
