// Multiplications of the DSP extension: DDI0403E A5.3.16, A5.3.17.
#include <array>
#include <cstdlib>

#include "accel/mcu/iss/arm/extension.hpp"
#include "accel/mcu/iss/arm/products.hpp"

namespace quartet::mcu::arm {

namespace {

template <bool M>
u32 smulw(u32 a, u32 b) {
  return static_cast<u32>(i64{static_cast<i32>(a)} * half(b, M) >> 16);
}
template <bool M>
u32 smlaw(ArmHart& h, u32 a, u32 b, u32 c) {
  return with_q(h, (i64{static_cast<i32>(a)} * half(b, M) >> 16) + static_cast<i32>(c));
}
template <bool X>
u32 smuad(ArmHart& h, u32 a, u32 b) {
  return with_q(h, dual<X, 1>(a, b));
}
template <bool X>
u32 smusd(u32 a, u32 b) {
  return static_cast<u32>(dual<X, -1>(a, b));
}
template <bool R>
u32 smmul(u32 a, u32 b) {
  const i64 product = i64{static_cast<i32>(a)} * static_cast<i32>(b);
  return static_cast<u32>(static_cast<u64>(product + (R ? 0x80000000 : 0)) >> 32);
}
template <bool R, int Sign>
u32 smmla(u32 a, u32 b, u32 c) {
  const u64 product = static_cast<u64>(i64{static_cast<i32>(a)} * static_cast<i32>(b));
  const u64 sum = (u64{c} << 32) + (Sign > 0 ? product : 0 - product) + (R ? 0x80000000U : 0U);
  return static_cast<u32>(sum >> 32);
}
u32 absolute_differences(u32 a, u32 b) {
  u32 sum = 0;
  for (int i = 0; i < 32; i += 8)
    sum += static_cast<u32>(std::abs(static_cast<int>(a >> i & 0xFF) - static_cast<int>(b >> i & 0xFF)));
  return sum;
}
u32 usada8(u32 a, u32 b, u32 c) {
  return c + absolute_differences(a, b);
}
template <bool N, bool M>
u64 smlal_half(u64 sum, u32 a, u32 b) {
  return sum + static_cast<u64>(half(a, N) * half(b, M));
}
template <bool X, int Sign>
u64 smlal_dual(u64 sum, u32 a, u32 b) {
  return sum + static_cast<u64>(dual<X, Sign>(a, b));
}
u64 umaal(u64 sum, u32 a, u32 b) {
  return u64{a} * b + (sum >> 32) + (sum & 0xFFFFFFFF);
}

constexpr Format kTwo{two_sources, "%d, %n, %m", plain_two},
    kThree{three_sources, "%d, %n, %m, %a", plain_three}, kLongTwo{long_fields, "%d, %a, %n, %m", plain_long};

// clang-format off: a line an instruction
constexpr std::array kInstructions{
    Instruction{"smulbb%c", "111110110001 nnnn 1111 dddd 0000 mmmm", &kTwo, compute<smul<false, false>>,
                Flow::next, kMul},
    Instruction{"smulbt%c", "111110110001 nnnn 1111 dddd 0001 mmmm", &kTwo, compute<smul<false, true>>,
                Flow::next, kMul},
    Instruction{"smultb%c", "111110110001 nnnn 1111 dddd 0010 mmmm", &kTwo, compute<smul<true, false>>,
                Flow::next, kMul},
    Instruction{"smultt%c", "111110110001 nnnn 1111 dddd 0011 mmmm", &kTwo, compute<smul<true, true>>,
                Flow::next, kMul},
    Instruction{"smlabb%c", "111110110001 nnnn aaaa dddd 0000 mmmm", &kThree,
                compute_flags_three<smla<false, false>>, Flow::next, kMul},
    Instruction{"smlabt%c", "111110110001 nnnn aaaa dddd 0001 mmmm", &kThree,
                compute_flags_three<smla<false, true>>, Flow::next, kMul},
    Instruction{"smlatb%c", "111110110001 nnnn aaaa dddd 0010 mmmm", &kThree,
                compute_flags_three<smla<true, false>>, Flow::next, kMul},
    Instruction{"smlatt%c", "111110110001 nnnn aaaa dddd 0011 mmmm", &kThree,
                compute_flags_three<smla<true, true>>, Flow::next, kMul},
    Instruction{"smuad%c", "111110110010 nnnn 1111 dddd 0000 mmmm", &kTwo, compute_flags<smuad<false>>,
                Flow::next, kMul},
    Instruction{"smuadx%c", "111110110010 nnnn 1111 dddd 0001 mmmm", &kTwo, compute_flags<smuad<true>>,
                Flow::next, kMul},
    Instruction{"smlad%c", "111110110010 nnnn aaaa dddd 0000 mmmm", &kThree,
                compute_flags_three<smlad<false, 1>>, Flow::next, kMul},
    Instruction{"smladx%c", "111110110010 nnnn aaaa dddd 0001 mmmm", &kThree,
                compute_flags_three<smlad<true, 1>>, Flow::next, kMul},
    Instruction{"smulwb%c", "111110110011 nnnn 1111 dddd 0000 mmmm", &kTwo, compute<smulw<false>>, Flow::next,
                kMul},
    Instruction{"smulwt%c", "111110110011 nnnn 1111 dddd 0001 mmmm", &kTwo, compute<smulw<true>>, Flow::next,
                kMul},
    Instruction{"smlawb%c", "111110110011 nnnn aaaa dddd 0000 mmmm", &kThree,
                compute_flags_three<smlaw<false>>, Flow::next, kMul},
    Instruction{"smlawt%c", "111110110011 nnnn aaaa dddd 0001 mmmm", &kThree,
                compute_flags_three<smlaw<true>>, Flow::next, kMul},
    Instruction{"smusd%c", "111110110100 nnnn 1111 dddd 0000 mmmm", &kTwo, compute<smusd<false>>, Flow::next,
                kMul},
    Instruction{"smusdx%c", "111110110100 nnnn 1111 dddd 0001 mmmm", &kTwo, compute<smusd<true>>, Flow::next,
                kMul},
    Instruction{"smlsd%c", "111110110100 nnnn aaaa dddd 0000 mmmm", &kThree,
                compute_flags_three<smlad<false, -1>>, Flow::next, kMul},
    Instruction{"smlsdx%c", "111110110100 nnnn aaaa dddd 0001 mmmm", &kThree,
                compute_flags_three<smlad<true, -1>>, Flow::next, kMul},
    Instruction{"smmul%c", "111110110101 nnnn 1111 dddd 0000 mmmm", &kTwo, compute<smmul<false>>, Flow::next,
                kMul},
    Instruction{"smmulr%c", "111110110101 nnnn 1111 dddd 0001 mmmm", &kTwo, compute<smmul<true>>, Flow::next,
                kMul},
    Instruction{"smmla%c", "111110110101 nnnn aaaa dddd 0000 mmmm", &kThree, compute_three<smmla<false, 1>>,
                Flow::next, kMul},
    Instruction{"smmlar%c", "111110110101 nnnn aaaa dddd 0001 mmmm", &kThree, compute_three<smmla<true, 1>>,
                Flow::next, kMul},
    Instruction{"smmls%c", "111110110110 nnnn aaaa dddd 0000 mmmm", &kThree, compute_three<smmla<false, -1>>,
                Flow::next, kMul},
    Instruction{"smmlsr%c", "111110110110 nnnn aaaa dddd 0001 mmmm", &kThree, compute_three<smmla<true, -1>>,
                Flow::next, kMul},
    Instruction{"usad8%c", "111110110111 nnnn 1111 dddd 0000 mmmm", &kTwo, compute<absolute_differences>,
                Flow::next, kMul},
    Instruction{"usada8%c", "111110110111 nnnn aaaa dddd 0000 mmmm", &kThree, compute_three<usada8>,
                Flow::next, kMul},
    Instruction{"smlalbb%c", "111110111100 nnnn llll hhhh 1000 mmmm", &kLongTwo,
                multiply_long<smlal_half<false, false>>, Flow::next, kLong},
    Instruction{"smlalbt%c", "111110111100 nnnn llll hhhh 1001 mmmm", &kLongTwo,
                multiply_long<smlal_half<false, true>>, Flow::next, kLong},
    Instruction{"smlaltb%c", "111110111100 nnnn llll hhhh 1010 mmmm", &kLongTwo,
                multiply_long<smlal_half<true, false>>, Flow::next, kLong},
    Instruction{"smlaltt%c", "111110111100 nnnn llll hhhh 1011 mmmm", &kLongTwo,
                multiply_long<smlal_half<true, true>>, Flow::next, kLong},
    Instruction{"smlald%c", "111110111100 nnnn llll hhhh 1100 mmmm", &kLongTwo,
                multiply_long<smlal_dual<false, 1>>, Flow::next, kLong},
    Instruction{"smlaldx%c", "111110111100 nnnn llll hhhh 1101 mmmm", &kLongTwo,
                multiply_long<smlal_dual<true, 1>>, Flow::next, kLong},
    Instruction{"smlsld%c", "111110111101 nnnn llll hhhh 1100 mmmm", &kLongTwo,
                multiply_long<smlal_dual<false, -1>>, Flow::next, kLong},
    Instruction{"smlsldx%c", "111110111101 nnnn llll hhhh 1101 mmmm", &kLongTwo,
                multiply_long<smlal_dual<true, -1>>, Flow::next, kLong},
    Instruction{"umaal%c", "111110111110 nnnn llll hhhh 0110 mmmm", &kLongTwo, multiply_long<umaal>,
                Flow::next, kLong},
};
// clang-format on

}  // namespace

std::span<const Instruction> dsp_multiply() {
  return kInstructions;
}

}  // namespace quartet::mcu::arm
