/* A front end: features of one input after the other; the loader changes the input while the core waits. */
#include "mfcc.h"
#include "programs.h"

volatile struct q_frontend_boot q_frontend_boot __attribute__((used, section(".data.q_frontend_boot")));

static void mark(uint32_t reg, uint32_t value) { *(volatile uint32_t *)(uintptr_t)(q_frontend_boot.trace + reg) = value; }

/* The code of Q_FRONTEND_DONE. */
static uint32_t run(void) {
  const uint32_t *tables = (const uint32_t *)(uintptr_t)q_frontend_boot.tables;
  const void *input = (const void *)(uintptr_t)q_frontend_boot.input;
  void *out = (void *)(uintptr_t)q_frontend_boot.out, *scratch = (void *)(uintptr_t)q_frontend_boot.scratch;
  const uint32_t count = q_frontend_boot.count;
  if (tables[0] == Q_RESIZE_MAGIC) {
    q_resize((const struct q_resize *)tables, input, out);
    return 0;
  }
  if (tables[0] == Q_IMU_MAGIC) {
    q_imu_windows((const struct q_imu *)tables, input, count, out, scratch);
    return 0;
  }
  if (tables[0] != Q_MFCC_MAGIC) return 1;
  const struct q_mfcc *m = (const struct q_mfcc *)tables;
  if (m->arithmetic == Q_MFCC_FIXED) {
    q_mfcc_fixed(m, input, count, out, scratch);
    return 0;
  }
#if defined(__ARM_FP)
  q_mfcc_float(m, input, count, out, scratch);
  return 0;
#else
  return 2;
#endif
}

int main(void) {
#if defined(__ARM_FP)
  *(volatile uint32_t *)0xE000ED88u |= 0xFu << 20; /* CPACR: the floating-point unit may be used */
  __asm__ volatile("dsb\n\tisb" ::: "memory");
#endif
  for (;;) {
    mark(Q_FRONTEND_BEGIN, 0);
    const uint32_t code = run();
    mark(Q_FRONTEND_DONE, code);
  }
}
