/* Xpulp for a compiler that does not know it: one macro an instruction, made of .insn.
 * The encoding is that of RI5CY (PULPv2); with QUARTET_XCOREV defined, that of CORE-V (CV32E40P).
 * XpulpNN (.n nibbles, .c crumbs), MAC&LOAD and MPIC exist in the PULPv2 encoding only.
 *
 * - Vectors are plain 32-bit words; element 0 is in the low bits.
 * - xp_lX_post(p, step): *p, then p += step bytes (a constant, -2048 to 2047). p: any pointer variable.
 * - xp_sX_post(p, step, value): *p = value, then p += step.
 * - Loads, stores and loop set-ups keep the order in which they are written: a load that the next instruction
 *   uses stalls one cycle, so write something else in between.
 * - Widths and offsets of extract and insert, and the bits of clip, are constants.
 */
#ifndef QUARTET_XPULP_INSN_H
#define QUARTET_XPULP_INSN_H

#include <stdint.h>

#define XP_TEXT_(x) #x
#define XP_TEXT(x) XP_TEXT_(x)

/* --- loads and stores that step their pointer ------------------------------------------------------------- */

#define XP_LOAD_POST_(type, funct3, p, step)                                             \
  ({                                                                                     \
    type xp_value_;                                                                      \
    __asm__ volatile(".insn i 0x0b, " #funct3 ", %0, %1, %3"                             \
                     : "=r"(xp_value_), "+r"(p)                                          \
                     : "m"(*(const char(*)[])(p)), "i"(step));                           \
    xp_value_;                                                                           \
  })
#define xp_lb_post(p, step) XP_LOAD_POST_(int32_t, 0, p, step)
#define xp_lh_post(p, step) XP_LOAD_POST_(int32_t, 1, p, step)
#define xp_lw_post(p, step) XP_LOAD_POST_(int32_t, 2, p, step)
#define xp_lbu_post(p, step) XP_LOAD_POST_(uint32_t, 4, p, step)
#define xp_lhu_post(p, step) XP_LOAD_POST_(uint32_t, 5, p, step)

/* .insn s: the immediate of the encoding is the step. */
#define XP_STORE_POST_(funct3, p, step, value)                                           \
  __asm__ volatile(".insn s 0x2b, " #funct3 ", %2, %1(%0)"                               \
                   : "+r"(p)                                                             \
                   : "i"(step), "r"(value)                                               \
                   : "memory")
#define xp_sb_post(p, step, value) XP_STORE_POST_(0, p, step, value)
#define xp_sh_post(p, step, value) XP_STORE_POST_(1, p, step, value)
#define xp_sw_post(p, step, value) XP_STORE_POST_(2, p, step, value)

/* The step in a register. */
#define XP_LOAD_POST_REG_(type, opcode, funct3, funct7, p, step)                         \
  ({                                                                                     \
    type xp_value_;                                                                      \
    __asm__ volatile(".insn r " #opcode ", " #funct3 ", " #funct7 ", %0, %1, %2"         \
                     : "=&r"(xp_value_), "+r"(p)                                         \
                     : "r"(step), "m"(*(const char(*)[])(p)));                           \
    xp_value_;                                                                           \
  })
#ifdef QUARTET_XCOREV
#define xp_lb_post_reg(p, step) XP_LOAD_POST_REG_(int32_t, 0x2b, 3, 0x00, p, step)
#define xp_lh_post_reg(p, step) XP_LOAD_POST_REG_(int32_t, 0x2b, 3, 0x01, p, step)
#define xp_lw_post_reg(p, step) XP_LOAD_POST_REG_(int32_t, 0x2b, 3, 0x02, p, step)
#define xp_lbu_post_reg(p, step) XP_LOAD_POST_REG_(uint32_t, 0x2b, 3, 0x08, p, step)
#define xp_lhu_post_reg(p, step) XP_LOAD_POST_REG_(uint32_t, 0x2b, 3, 0x09, p, step)
#else
#define xp_lb_post_reg(p, step) XP_LOAD_POST_REG_(int32_t, 0x0b, 7, 0x00, p, step)
#define xp_lh_post_reg(p, step) XP_LOAD_POST_REG_(int32_t, 0x0b, 7, 0x08, p, step)
#define xp_lw_post_reg(p, step) XP_LOAD_POST_REG_(int32_t, 0x0b, 7, 0x10, p, step)
#define xp_lbu_post_reg(p, step) XP_LOAD_POST_REG_(uint32_t, 0x0b, 7, 0x20, p, step)
#define xp_lhu_post_reg(p, step) XP_LOAD_POST_REG_(uint32_t, 0x0b, 7, 0x28, p, step)
#endif

/* --- operations on registers ------------------------------------------------------------------------------ */

#define XP_RR_(opcode, funct3, funct7, a, b)                                             \
  ({                                                                                     \
    int32_t xp_value_;                                                                   \
    __asm__(".insn r " #opcode ", " #funct3 ", " #funct7 ", %0, %1, %2"                  \
            : "=r"(xp_value_)                                                            \
            : "r"(a), "r"(b));                                                           \
    xp_value_;                                                                           \
  })
#define XP_R_(opcode, funct3, funct7, a)                                                 \
  ({                                                                                     \
    int32_t xp_value_;                                                                   \
    __asm__(".insn r " #opcode ", " #funct3 ", " #funct7 ", %0, %1, x0"                  \
            : "=r"(xp_value_)                                                            \
            : "r"(a));                                                                   \
    xp_value_;                                                                           \
  })
/* A five-bit constant in the place of rs2. */
#define XP_RI_(opcode, funct3, funct7, a, imm5)                                          \
  ({                                                                                     \
    int32_t xp_value_;                                                                   \
    __asm__(".insn r " #opcode ", " #funct3 ", " #funct7 ", %0, %1, x%2"                 \
            : "=r"(xp_value_)                                                            \
            : "r"(a), "i"(imm5));                                                        \
    xp_value_;                                                                           \
  })
/* rd is read too: the new value of `acc`. */
#define XP_RRA_(opcode, funct3, funct7, acc, a, b)                                       \
  ({                                                                                     \
    int32_t xp_value_ = (int32_t)(acc);                                                  \
    __asm__(".insn r " #opcode ", " #funct3 ", " #funct7 ", %0, %1, %2"                  \
            : "+r"(xp_value_)                                                            \
            : "r"(a), "r"(b));                                                           \
    xp_value_;                                                                           \
  })
/* Two constants: bits 29:25 hold width - 1 below `top` = bits 31:30, rs2 holds the offset. */
#define XP_BITS_(opcode, funct3, top, a, width, offset)                                  \
  ({                                                                                     \
    int32_t xp_value_;                                                                   \
    __asm__(".insn r " #opcode ", " #funct3 ", " #top " + %2, %0, %1, x%3"               \
            : "=r"(xp_value_)                                                            \
            : "r"(a), "i"((width) - 1), "i"(offset));                                    \
    xp_value_;                                                                           \
  })
#define XP_INSERT_(opcode, funct3, top, into, a, width, offset)                          \
  ({                                                                                     \
    int32_t xp_value_ = (int32_t)(into);                                                 \
    __asm__(".insn r " #opcode ", " #funct3 ", " #top " + %2, %0, %1, x%3"               \
            : "+r"(xp_value_)                                                            \
            : "r"(a), "i"((width) - 1), "i"(offset));                                    \
    xp_value_;                                                                           \
  })

/* xp_clip(x, bits): to [-2^(bits-1), 2^(bits-1)-1]; xp_clipu(x, bits): to [0, 2^(bits-1)-1];
 * xp_clip_reg(x, limit): to [-limit-1, limit]; xp_clipu_reg(x, limit): to [0, limit].
 * xp_extract(x, width, offset), xp_extractu: bits of x with and without sign; xp_insert(into, x, width, offset). */
#ifdef QUARTET_XCOREV
#define xp_mac(acc, a, b) XP_RRA_(0x2b, 3, 0x48, acc, a, b)
#define xp_msu(acc, a, b) XP_RRA_(0x2b, 3, 0x49, acc, a, b)
#define xp_min(a, b) XP_RR_(0x2b, 3, 0x2b, a, b)
#define xp_minu(a, b) XP_RR_(0x2b, 3, 0x2c, a, b)
#define xp_max(a, b) XP_RR_(0x2b, 3, 0x2d, a, b)
#define xp_maxu(a, b) XP_RR_(0x2b, 3, 0x2e, a, b)
#define xp_abs(a) XP_R_(0x2b, 3, 0x28, a)
#define xp_cnt(a) XP_R_(0x2b, 3, 0x24, a)
#define xp_ff1(a) XP_R_(0x2b, 3, 0x21, a)
#define xp_fl1(a) XP_R_(0x2b, 3, 0x22, a)
#define xp_clip(a, bits) XP_RI_(0x2b, 3, 0x38, a, bits)
#define xp_clipu(a, bits) XP_RI_(0x2b, 3, 0x39, a, bits)
#define xp_clip_reg(a, limit) XP_RR_(0x2b, 3, 0x3a, a, limit)
#define xp_clipu_reg(a, limit) XP_RR_(0x2b, 3, 0x3b, a, limit)
#define xp_extract(a, width, offset) XP_BITS_(0x5b, 0, 0x00, a, width, offset)
#define xp_extractu(a, width, offset) XP_BITS_(0x5b, 0, 0x20, a, width, offset)
#define xp_insert(into, a, width, offset) XP_INSERT_(0x5b, 0, 0x40, into, a, width, offset)
#define XP_SIMD_OPCODE_ 0x7b
#define xp_pack_h(high, low) XP_RR_(0x7b, 0, 0x78, high, low)
#define xp_packlo_b(into, b1, b0) XP_RRA_(0x7b, 1, 0x7c, into, b1, b0)
#define xp_packhi_b(into, b3, b2) XP_RRA_(0x7b, 1, 0x7d, into, b3, b2)
#define xp_shuffle_b(a, select) XP_RR_(0x7b, 1, 0x60, a, select)
#define xp_shuffle2_h(low, high, select) XP_RRA_(0x7b, 0, 0x70, low, high, select)
#define xp_shuffle2_b(low, high, select) XP_RRA_(0x7b, 1, 0x70, low, high, select)
#define XP_DOTUP_ 0x40
#define XP_DOTUSP_ 0x44
#define XP_DOTSP_ 0x48
#define XP_SDOTUP_ 0x4c
#define XP_SDOTUSP_ 0x50
#define XP_SDOTSP_ 0x54
#else
#define xp_mac(acc, a, b) XP_RRA_(0x33, 0, 0x21, acc, a, b)
#define xp_msu(acc, a, b) XP_RRA_(0x33, 1, 0x21, acc, a, b)
#define xp_min(a, b) XP_RR_(0x33, 4, 0x02, a, b)
#define xp_minu(a, b) XP_RR_(0x33, 5, 0x02, a, b)
#define xp_max(a, b) XP_RR_(0x33, 6, 0x02, a, b)
#define xp_maxu(a, b) XP_RR_(0x33, 7, 0x02, a, b)
#define xp_abs(a) XP_R_(0x33, 0, 0x02, a)
#define xp_cnt(a) XP_R_(0x33, 3, 0x08, a)
#define xp_ff1(a) XP_R_(0x33, 0, 0x08, a)
#define xp_fl1(a) XP_R_(0x33, 1, 0x08, a)
#define xp_clip(a, bits) XP_RI_(0x33, 1, 0x0a, a, bits)
#define xp_clipu(a, bits) XP_RI_(0x33, 2, 0x0a, a, bits)
#define xp_clip_reg(a, limit) XP_RR_(0x33, 5, 0x0a, a, limit)
#define xp_clipu_reg(a, limit) XP_RR_(0x33, 6, 0x0a, a, limit)
#define xp_extract(a, width, offset) XP_BITS_(0x33, 0, 0x60, a, width, offset)
#define xp_extractu(a, width, offset) XP_BITS_(0x33, 1, 0x60, a, width, offset)
#define xp_insert(into, a, width, offset) XP_INSERT_(0x33, 2, 0x60, into, a, width, offset)
#define XP_SIMD_OPCODE_ 0x57
#define xp_pack_h(high, low) XP_RR_(0x57, 0, 0x68, high, low)
#define xp_packlo_b(into, b1, b0) XP_RRA_(0x57, 1, 0x70, into, b1, b0)
#define xp_packhi_b(into, b3, b2) XP_RRA_(0x57, 1, 0x6c, into, b3, b2)
#define xp_shuffle_b(a, select) XP_RR_(0x57, 1, 0x60, a, select)
#define xp_shuffle2_h(low, high, select) XP_RRA_(0x57, 0, 0x64, low, high, select)
#define xp_shuffle2_b(low, high, select) XP_RRA_(0x57, 1, 0x64, low, high, select)
#define XP_DOTUP_ 0x40
#define XP_DOTUSP_ 0x44
#define XP_DOTSP_ 0x4c
#define XP_SDOTUP_ 0x50
#define XP_SDOTUSP_ 0x54
#define XP_SDOTSP_ 0x5c
#endif

/* --- SIMD ------------------------------------------------------------------------------------------------- */

/* Two levels, so that opcode and function are numbers before they are text. */
#define XP_SIMD_(funct3, funct7, a, b) XP_SIMD2_(XP_SIMD_OPCODE_, funct3, funct7, a, b)
#define XP_SIMD2_(opcode, funct3, funct7, a, b) XP_RR_(opcode, funct3, funct7, a, b)
#define XP_SIMDA_(funct3, funct7, acc, a, b) XP_SIMDA2_(XP_SIMD_OPCODE_, funct3, funct7, acc, a, b)
#define XP_SIMDA2_(opcode, funct3, funct7, acc, a, b) XP_RRA_(opcode, funct3, funct7, acc, a, b)

/* Element-wise; add, sub, avg, min and max have the same function field in both encodings. */
#define xp_add_h(a, b) XP_SIMD_(0, 0x00, a, b)
#define xp_add_b(a, b) XP_SIMD_(1, 0x00, a, b)
#define xp_sub_h(a, b) XP_SIMD_(0, 0x04, a, b)
#define xp_sub_b(a, b) XP_SIMD_(1, 0x04, a, b)
#define xp_avg_b(a, b) XP_SIMD_(1, 0x08, a, b)
#define xp_avgu_b(a, b) XP_SIMD_(1, 0x0c, a, b)
#define xp_min_b(a, b) XP_SIMD_(1, 0x10, a, b)
#define xp_minu_b(a, b) XP_SIMD_(1, 0x14, a, b)
#define xp_max_h(a, b) XP_SIMD_(0, 0x18, a, b)
#define xp_max_b(a, b) XP_SIMD_(1, 0x18, a, b)
#define xp_maxu_b(a, b) XP_SIMD_(1, 0x1c, a, b)
/* The low element of b for every element of a. */
#define xp_max_sc_b(a, b) XP_SIMD_(5, 0x18, a, b)
#define xp_add_sc_h(a, b) XP_SIMD_(4, 0x00, a, b)
#define xp_add_sc_b(a, b) XP_SIMD_(5, 0x00, a, b)

/* Sums of products: u unsigned, s signed; us: a unsigned and b signed. xp_sdotX adds to acc. */
#define xp_dotup_h(a, b) XP_SIMD_(0, XP_DOTUP_, a, b)
#define xp_dotup_b(a, b) XP_SIMD_(1, XP_DOTUP_, a, b)
#define xp_dotusp_h(a, b) XP_SIMD_(0, XP_DOTUSP_, a, b)
#define xp_dotusp_b(a, b) XP_SIMD_(1, XP_DOTUSP_, a, b)
#define xp_dotsp_h(a, b) XP_SIMD_(0, XP_DOTSP_, a, b)
#define xp_dotsp_b(a, b) XP_SIMD_(1, XP_DOTSP_, a, b)
#define xp_sdotup_h(acc, a, b) XP_SIMDA_(0, XP_SDOTUP_, acc, a, b)
#define xp_sdotup_b(acc, a, b) XP_SIMDA_(1, XP_SDOTUP_, acc, a, b)
#define xp_sdotusp_h(acc, a, b) XP_SIMDA_(0, XP_SDOTUSP_, acc, a, b)
#define xp_sdotusp_b(acc, a, b) XP_SIMDA_(1, XP_SDOTUSP_, acc, a, b)
#define xp_sdotsp_h(acc, a, b) XP_SIMDA_(0, XP_SDOTSP_, acc, a, b)
#define xp_sdotsp_b(acc, a, b) XP_SIMDA_(1, XP_SDOTSP_, acc, a, b)
/* Scalar: the low element of b for every element of a. */
#define xp_sdotsp_sc_h(acc, a, b) XP_SIMDA_(4, XP_SDOTSP_, acc, a, b)
#define xp_sdotsp_sc_b(acc, a, b) XP_SIMDA_(5, XP_SDOTSP_, acc, a, b)

#ifndef QUARTET_XCOREV

/* XpulpNN: eight nibbles (.n), sixteen crumbs (.c). */
#define xp_dotup_n(a, b) XP_RR_(0x57, 2, 0x40, a, b)
#define xp_dotusp_n(a, b) XP_RR_(0x57, 2, 0x44, a, b)
#define xp_dotsp_n(a, b) XP_RR_(0x57, 2, 0x4c, a, b)
#define xp_sdotup_n(acc, a, b) XP_RRA_(0x57, 2, 0x50, acc, a, b)
#define xp_sdotusp_n(acc, a, b) XP_RRA_(0x57, 2, 0x54, acc, a, b)
#define xp_sdotsp_n(acc, a, b) XP_RRA_(0x57, 2, 0x5c, acc, a, b)
#define xp_dotup_c(a, b) XP_RR_(0x57, 2, 0x41, a, b)
#define xp_dotusp_c(a, b) XP_RR_(0x57, 2, 0x45, a, b)
#define xp_dotsp_c(a, b) XP_RR_(0x57, 2, 0x4d, a, b)
#define xp_sdotup_c(acc, a, b) XP_RRA_(0x57, 2, 0x51, acc, a, b)
#define xp_sdotusp_c(acc, a, b) XP_RRA_(0x57, 2, 0x55, acc, a, b)
#define xp_sdotsp_c(acc, a, b) XP_RRA_(0x57, 2, 0x5d, acc, a, b)
#define xp_max_n(a, b) XP_RR_(0x57, 2, 0x18, a, b)
#define xp_maxu_n(a, b) XP_RR_(0x57, 2, 0x1c, a, b)
#define xp_max_c(a, b) XP_RR_(0x57, 2, 0x19, a, b)
#define xp_maxu_c(a, b) XP_RR_(0x57, 2, 0x1d, a, b)

/* XpulpNN MAC&LOAD: acc + dot(activation register, weight register) with their old values; then, by `control`, one of
 * the two is loaded from *p and p += 4. Six registers outside the register file: two of activations, four of weights. */
#define XP_ML(load_weight, load_activation, weight, activation) \
  ((load_weight) << 4 | (load_activation) << 3 | (weight) << 1 | (activation))
#define XP_ML_DOT_(funct3, funct7, acc, p, control)                                      \
  ({                                                                                     \
    int32_t xp_value_ = (int32_t)(acc);                                                  \
    __asm__ volatile(".insn r 0x77, " #funct3 ", " #funct7 ", %0, %1, x%2"               \
                     : "+r"(xp_value_), "+r"(p)                                          \
                     : "i"(control), "m"(*(const char(*)[])(p)));                        \
    xp_value_;                                                                           \
  })
/* sup: activations unsigned, weights signed. */
#define xp_mlsdotsup_b(acc, p, control) XP_ML_DOT_(1, 0x6c, acc, p, control)
#define xp_mlsdotsup_n(acc, p, control) XP_ML_DOT_(2, 0x6c, acc, p, control)
#define xp_mlsdotsup_c(acc, p, control) XP_ML_DOT_(3, 0x6c, acc, p, control)
#define xp_mlsdotsp_b(acc, p, control) XP_ML_DOT_(1, 0x7c, acc, p, control)
#define xp_mlsdotsp_n(acc, p, control) XP_ML_DOT_(2, 0x7c, acc, p, control)
#define xp_mlsdotsp_c(acc, p, control) XP_ML_DOT_(3, 0x7c, acc, p, control)
/* Only the load: the sum goes to x0. */
#define xp_ml_load(p, control)                                                           \
  __asm__ volatile(".insn r 0x77, 1, 0x7c, x0, %0, x%1" : "+r"(p) : "i"(control), "m"(*(const char(*)[])(p)))

/* MPIC: the format of both operands is state. Activations are the first operand and are at least as wide as the
 * weights; a word of weights serves 2 (8x4, 4x2) or 4 (8x2) words of activations, of which the hardware counts: it
 * steps to the next part of the weights after `skip` dot products, as many as use one part. */
#define XP_MPIC_16X16 1
#define XP_MPIC_8X8 2
#define XP_MPIC_4X4 3
#define XP_MPIC_2X2 4
#define XP_MPIC_4X2 5
#define XP_MPIC_8X2 6
#define XP_MPIC_16X2 7
#define XP_MPIC_8X4 8
#define XP_MPIC_16X4 9
#define XP_MPIC_16X8 10
#define xp_mpic_format(code) __asm__ volatile("csrwi 0x00d, %0" ::"i"(code) : "memory")
#define xp_mpic_part(index) __asm__ volatile("csrwi 0x00e, %0" ::"i"(index) : "memory")
#define xp_mpic_skip(count) __asm__ volatile("csrwi 0x00f, %0" ::"i"(count) : "memory")
/* 1 (after reset): .b and .h say the format, as on RI5CY; 0: the status register does. */
#define xp_mpic_legacy(on) __asm__ volatile("csrwi 0x010, %0" ::"i"(on) : "memory")
/* Dot products in the format of the status register, in the order in which they are written. */
#define XP_MPIC_DOT_(funct7, acc, a, b)                                                  \
  ({                                                                                     \
    int32_t xp_value_ = (int32_t)(acc);                                                  \
    __asm__ volatile(".insn r 0x57, 1, " #funct7 ", %0, %1, %2"                          \
                     : "+r"(xp_value_)                                                   \
                     : "r"(a), "r"(b));                                                  \
    xp_value_;                                                                           \
  })
#define xp_mpic_sdotup(acc, a, b) XP_MPIC_DOT_(0x50, acc, a, b)
#define xp_mpic_sdotusp(acc, a, b) XP_MPIC_DOT_(0x54, acc, a, b)
#define xp_mpic_sdotsp(acc, a, b) XP_MPIC_DOT_(0x5c, acc, a, b)

#endif /* QUARTET_XCOREV */

/* --- hardware loops: inside one asm statement ------------------------------------------------------------- */

/*   __asm__ volatile(XP_LP_BEGIN("0", "%[n]", "1f")
 *                    ".insn …\n"                        three instructions or more, none compressed, no jumps
 *                    "1:\n" XP_LP_END : … : [n] "r"(count), … );
 * Level 0 is the inner loop. The body runs n times, n >= 1. Nested: XP_LP_START, XP_LP_FINISH and XP_LP_COUNT; the
 * outer loop ends two instructions or more behind the inner one. */
#define XP_LP_BEGIN(level, count, end) \
  XP_LP_PREPARE "xp_lp_setup " level ", " count ", " end "\n"
#define XP_LP_PREPARE ".option push\n.option rvc\n.balign 4\n.option norvc\n.option norelax\n"
#define XP_LP_END ".option pop\n"
#define XP_LP_START(level, label) "xp_lp_starti " level ", " label "\n"
#define XP_LP_FINISH(level, label) "xp_lp_endi " level ", " label "\n"
#define XP_LP_COUNT(level, count) "xp_lp_count " level ", " count "\n"

/* .insn takes no distance between labels: the words are put together here. PULPv2 counts half-words to the last
 * instruction, CORE-V words to what is behind it. */
#ifdef QUARTET_XCOREV
#define XP_LP_SETUP_WORD_ "0x0000472b | xp_reg_<<15 | \\level<<7 | ((\\end - .Lxp_lp\\@)>>2)<<20"
#define XP_LP_STARTI_WORD_ "0x0000402b | \\level<<7 | ((\\label - .Lxp_lp\\@)>>2)<<20"
#define XP_LP_ENDI_WORD_ "0x0000422b | \\level<<7 | ((\\label - .Lxp_lp\\@)>>2)<<20"
#define XP_LP_COUNT_WORD_ "0x0000452b | xp_reg_<<15 | \\level<<7"
#else
#define XP_LP_SETUP_WORD_ "0x0000407b | xp_reg_<<15 | \\level<<7 | ((\\end - .Lxp_lp\\@ - 4)>>1)<<20"
#define XP_LP_STARTI_WORD_ "0x0000007b | \\level<<7 | ((\\label - .Lxp_lp\\@)>>1)<<20"
#define XP_LP_ENDI_WORD_ "0x0000107b | \\level<<7 | ((\\label - .Lxp_lp\\@ - 4)>>1)<<20"
#define XP_LP_COUNT_WORD_ "0x0000207b | xp_reg_<<15 | \\level<<7"
#endif

__asm__(
    ".macro xp_lp_number reg\n"
    "  .set xp_i_, 0\n"
    "  .irp name, zero,ra,sp,gp,tp,t0,t1,t2,s0,s1,a0,a1,a2,a3,a4,a5,a6,a7,s2,s3,s4,s5,s6,s7,s8,s9,s10,s11,t3,t4,t5,t6\n"
    "    .ifc \\reg, \\name\n"
    "      .set xp_reg_, xp_i_\n"
    "    .endif\n"
    "    .set xp_i_, xp_i_ + 1\n"
    "  .endr\n"
    ".endm\n"
    ".macro xp_lp_setup level, reg, end\n"
    "  xp_lp_number \\reg\n"
    ".Lxp_lp\\@: .word " XP_LP_SETUP_WORD_ "\n"
    ".endm\n"
    ".macro xp_lp_starti level, label\n"
    ".Lxp_lp\\@: .word " XP_LP_STARTI_WORD_ "\n"
    ".endm\n"
    ".macro xp_lp_endi level, label\n"
    ".Lxp_lp\\@: .word " XP_LP_ENDI_WORD_ "\n"
    ".endm\n"
    ".macro xp_lp_count level, reg\n"
    "  xp_lp_number \\reg\n"
    "  .word " XP_LP_COUNT_WORD_ "\n"
    ".endm\n");

#endif
