/* Start of the MAX78000's Cortex-M4: as arm.c, with the array's interrupt line in the vector table. */
#include "arm.c"

void q_array_interrupt(void);
__attribute__((section(".vectors.lines"), used)) void *const q_line_vectors[Q_ARRAY_LINE + 1] = {
    [0 ... Q_ARRAY_LINE - 1] = (void *)q_fault, [Q_ARRAY_LINE] = (void *)q_array_interrupt};
