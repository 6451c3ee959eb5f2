/* Where Verilated code prints: a text kept for the error report. Included before every Verilated source. */
#ifndef QUARTET_RTL_PRINT_H
#define QUARTET_RTL_PRINT_H

int quartet_rtl_print(const char* format, ...) __attribute__((format(printf, 1, 2)));

#endif
