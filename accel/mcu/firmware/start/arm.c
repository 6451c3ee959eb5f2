/* Start of a Cortex-M: vectors, data, zeroed memory. */
#include <stdint.h>

extern uint32_t __data_load, __data_start, __data_end, __bss_start, __bss_end, _stack_top;
int main(void);

__attribute__((used)) void q_start(void) {
  const uint32_t *from = &__data_load;
  for (uint32_t *to = &__data_start; to < &__data_end;) *to++ = *from++;
  for (uint32_t *to = &__bss_start; to < &__bss_end;) *to++ = 0;
  (void)main();
  for (;;) {
  }
}
__attribute__((naked, used)) void Reset_Handler(void) { __asm__ volatile("b q_start"); }
__attribute__((used)) void q_fault(void) {
  for (;;) __asm__ volatile("bkpt 0");
}
__attribute__((section(".vectors"), used)) void *const q_vectors[16] = {
    &_stack_top, (void *)Reset_Handler, (void *)q_fault, (void *)q_fault, (void *)q_fault, (void *)q_fault,
    (void *)q_fault, 0, 0, 0, 0, (void *)q_fault, (void *)q_fault, 0, (void *)q_fault, (void *)q_fault};
