/* What the debugger looks at. Compiled with the start files of accel/mcu/firmware; ends by itself. */
#include <stdint.h>

volatile uint32_t tohost;
volatile int total, spins, reads_nothing;
const volatile int table[4] = {1, 2, 3, 5};
volatile float ratio;

static __attribute__((noinline, noreturn)) void leave(uint32_t code) {
#ifdef __arm__
  volatile uint32_t block[2] = {0x20026, code}; /* ADP_Stopped_ApplicationExit */
  register uint32_t r0 __asm__("r0") = 0x20;    /* SYS_EXIT_EXTENDED */
  register volatile uint32_t *r1 __asm__("r1") = block;
  __asm__ volatile("bkpt 0xab" ::"r"(r0), "r"(r1) : "memory");
#else
  tohost = code << 1 | 1;
#endif
  for (;;) {
  }
}

__attribute__((noinline)) int twice(int x) {
  __asm__ volatile("" : "+r"(x));
  return x + x;
}

__attribute__((noinline)) int sum(const volatile int *v, int n) {
  int s = 0;
  for (int i = 0; i < n; ++i) s += v[i];
  return s;
}

void *memcpy(void *to, const void *from, uint32_t bytes) {
  for (uint32_t i = 0; i < bytes; ++i) ((volatile char *)to)[i] = ((const char *)from)[i];
  return to;
}

int main(void) {
#ifdef __ARM_FP
  *(volatile uint32_t *)0xE000ED88u |= 0xFu << 20; /* CPACR: the FPU is off after reset */
#endif
  total = sum(table, 4);
  ratio = (float)total / 4.0f;
  total = twice(total);
  while (spins) {
  }
  if (reads_nothing) total = *(volatile int *)0xDEAD0000u;
  leave((uint32_t)total);
}
