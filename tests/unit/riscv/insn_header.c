/* Each macro of xpulp_insn.h once; results go to `results`, operands come from `operands`. Compiled for RV32IMC by the
 * test, which knows what must come out. */
#include "xpulp_insn.h"

extern volatile uint32_t tohost;
volatile uint32_t tohost;
uint32_t results[64];
const uint32_t operands[4] = {0xF1E2D3C4, 0x05162738, 0x81828384, 7};
int8_t bytes_a[64], bytes_b[64];
uint32_t buffer[8];

static int dot_loop(const int8_t* a, const int8_t* b, int words) {
  int va, vb, acc = 0;
  __asm__ volatile(XP_LP_BEGIN("0", "%[n]", "1f")
                   ".insn i 0x0b, 2, %[va], %[a], 4\n"
                   ".insn i 0x0b, 2, %[vb], %[b], 4\n"
                   "mv x0, x0\n"
#ifdef QUARTET_XCOREV
                   ".insn r 0x7b, 1, 0x54, %[acc], %[va], %[vb]\n"
#else
                   ".insn r 0x57, 1, 0x5c, %[acc], %[va], %[vb]\n"
#endif
                   "1:\n" XP_LP_END
                   : [va] "=&r"(va), [vb] "=&r"(vb), [a] "+r"(a), [b] "+r"(b), [acc] "+r"(acc)
                   : [n] "r"(words)
                   : "memory");
  return acc;
}

/* Nested: rows times columns. */
static int nested_loop(int rows, int columns) {
  int cells = 0, lines = 0;
  __asm__ volatile(XP_LP_PREPARE
                   XP_LP_START("1", "1f") XP_LP_FINISH("1", "4f") XP_LP_START("0", "2f") XP_LP_FINISH("0", "3f")
                   XP_LP_COUNT("1", "%[rows]")
                   "1:\n" XP_LP_COUNT("0", "%[columns]")
                   "2: addi %[cells], %[cells], 1\n addi x0, x0, 0\n addi x0, x0, 0\n"
                   "3: addi %[lines], %[lines], 1\n addi x0, x0, 0\n"
                   "4:\n" XP_LP_END
                   : [cells] "+r"(cells), [lines] "+r"(lines)
                   : [rows] "r"(rows), [columns] "r"(columns));
  return cells * 100 + lines;
}

__asm__(".globl start\n.section .text.start\nstart: la sp, stack + 4096\n j run\n.text\n");
char stack[4096] __attribute__((aligned(16)));

void run(void);
void run(void) {
  const uint32_t a = operands[0], b = operands[1], c = operands[2];
  uint32_t* r = results;
  for (int i = 0; i < 64; ++i) {
    bytes_a[i] = (int8_t)(3 * i - 70);
    bytes_b[i] = (int8_t)(5 * i + 11);
  }
  const uint8_t* p = (const uint8_t*)operands;
  *r++ = (uint32_t)xp_lb_post(p, 1);
  *r++ = xp_lbu_post(p, 1);
  *r++ = (uint32_t)xp_lh_post(p, 2);
  *r++ = (uint32_t)xp_lw_post(p, -4);
  *r++ = xp_lhu_post(p, 4);
  *r++ = (uint32_t)xp_lw_post_reg(p, operands[3]);
  *r++ = (uint32_t)(p - (const uint8_t*)operands);
  uint32_t* q = buffer;
  xp_sw_post(q, 4, a);
  xp_sh_post(q, 2, b);
  xp_sb_post(q, 1, c);
  *r++ = buffer[0];
  *r++ = buffer[1];
  *r++ = (uint32_t)xp_mac(c, a, b);
  *r++ = (uint32_t)xp_msu(c, a, b);
  *r++ = (uint32_t)xp_min(a, b);
  *r++ = (uint32_t)xp_max(a, b);
  *r++ = (uint32_t)xp_abs(a);
  *r++ = (uint32_t)xp_cnt(a);
  *r++ = (uint32_t)xp_clip(a, 8);
  *r++ = (uint32_t)xp_clipu(b, 9);
  *r++ = (uint32_t)xp_clip_reg(a, 127);
  *r++ = (uint32_t)xp_extract(a, 8, 4);
  *r++ = (uint32_t)xp_extractu(a, 8, 4);
  *r++ = (uint32_t)xp_insert(a, b, 8, 16);
  *r++ = (uint32_t)xp_pack_h(a, b);
  *r++ = (uint32_t)xp_packlo_b(c, a, b);
  *r++ = (uint32_t)xp_packhi_b(c, a, b);
  *r++ = (uint32_t)xp_shuffle_b(a, 0x00010203);
  *r++ = (uint32_t)xp_shuffle2_b(a, b, 0x04050600);
  *r++ = (uint32_t)xp_add_b(a, b);
  *r++ = (uint32_t)xp_max_b(a, b);
  *r++ = (uint32_t)xp_dotup_b(a, b);
  *r++ = (uint32_t)xp_dotusp_b(a, c);
  *r++ = (uint32_t)xp_dotsp_h(a, c);
  *r++ = (uint32_t)xp_sdotup_b(b, a, c);
  *r++ = (uint32_t)xp_sdotusp_b(b, a, c);
  *r++ = (uint32_t)xp_sdotsp_b(b, a, c);
  *r++ = (uint32_t)xp_sdotsp_sc_h(b, a, c);
  *r++ = (uint32_t)dot_loop(bytes_a, bytes_b, 16);
  *r++ = (uint32_t)nested_loop(3, 5);
#if defined(TEST_NN)
  *r++ = (uint32_t)xp_sdotsp_n(b, a, c);
  *r++ = (uint32_t)xp_sdotusp_c(b, a, c);
  const uint32_t* s = operands;
  xp_ml_load(s, XP_ML(0, 1, 0, 1));
  xp_ml_load(s, XP_ML(1, 0, 3, 0));
  *r++ = (uint32_t)xp_mlsdotsup_n(b, s, XP_ML(0, 0, 3, 1));
#elif defined(TEST_MPIC)
  xp_mpic_legacy(0);
  xp_mpic_format(XP_MPIC_8X4);
  xp_mpic_skip(1);
  uint32_t sum = (uint32_t)xp_mpic_sdotusp(0, a, c);
  *r++ = sum;
  *r++ = (uint32_t)xp_mpic_sdotusp(sum, b, c);
  xp_mpic_legacy(1);
#endif
  __asm__ volatile("" ::: "memory"); /* the results before the end */
  tohost = 1;
  for (;;) {
  }
}
