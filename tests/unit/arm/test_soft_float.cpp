// Single precision against the host's: the same bits in the default mode, flags and directed rounding by
// hand.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>

#include "accel/mcu/iss/arm/soft_float.hpp"
#include "sim/base/philox.hpp"

namespace quartet::mcu::arm::fp {
namespace {

constexpr u32 kOne = 0x3F800000, kInf = 0x7F800000, kNan = 0x7FC00000, kTiny = 1,
              kSmallestNormal = 0x00800000, kMax = 0x7F7FFFFF;
constexpr u32 kUp = 1U << 22, kDown = 2U << 22, kZero = 3U << 22;

float host(u32 a) {
  return std::bit_cast<float>(a);
}
u32 bits_of(float a) {
  return std::bit_cast<u32>(a);
}

/// Patterns of all kinds; exponents near each other often.
u32 pattern(std::uint64_t index) {
  const auto w = philox4x32(11, 0, index);
  switch (w[0] % 4) {
    case 0:
      return w[1];
    case 1:
      return (w[1] & 0x807FFFFF) | (120 + w[2] % 16) << 23;
    case 2:
      return (w[1] & 0x80FFFFFF);
    default:
      return (w[1] & 0x80000007) | (w[2] % 255) << 23;
  }
}
bool same(u32 ours, float theirs) {
  return std::isnan(theirs) ? std::isnan(host(ours)) : ours == bits_of(theirs);
}

}  // namespace

TEST(SoftFloat, EqualsTheHostOnRandomOperandsWithAndWithoutItsHelp) {
  for (std::uint64_t i = 0; i < 60'000; ++i) {
    const u32 a = pattern(3 * i), b = pattern(3 * i + 1), c = pattern(3 * i + 2);
    // With the inexact flag up the host computes the common case.
    for (const u32 status : {0U, kInexact}) {
      u32 f = status;
      ASSERT_TRUE(same(add(a, b, f), host(a) + host(b))) << std::hex << a << ' ' << b;
      ASSERT_TRUE(same(subtract(a, b, f), host(a) - host(b))) << std::hex << a << ' ' << b;
      ASSERT_TRUE(same(multiply(a, b, f), host(a) * host(b))) << std::hex << a << ' ' << b;
      ASSERT_TRUE(same(divide(a, b, f), host(a) / host(b))) << std::hex << a << ' ' << b;
      ASSERT_TRUE(same(square_root(a, f), std::sqrt(host(a)))) << std::hex << a;
      ASSERT_TRUE(same(multiply_add(c, a, b, f), std::fma(host(a), host(b), host(c))))
          << std::hex << a << ' ' << b << ' ' << c;
    }
  }
}

TEST(SoftFloat, RaisesItsFlags) {
  const auto flags = [](auto operation) {
    u32 f = 0;
    (void)operation(f);
    return f;
  };
  EXPECT_EQ(flags([](u32& f) { return add(kOne, kOne, f); }), 0U);
  EXPECT_EQ(flags([](u32& f) { return add(kOne, kTiny, f); }), kInexact);
  EXPECT_EQ(flags([](u32& f) { return divide(kOne, 0, f); }), kDivideByZero);
  EXPECT_EQ(flags([](u32& f) { return divide(0, 0, f); }), kInvalid);
  EXPECT_EQ(flags([](u32& f) { return multiply(kMax, kMax, f); }), kOverflow | kInexact);
  EXPECT_EQ(flags([](u32& f) { return multiply(kSmallestNormal, 0x3F000001, f); }), kUnderflow | kInexact);
  EXPECT_EQ(flags([](u32& f) { return multiply(kSmallestNormal, 0x3F000000, f); }), 0U);  // tiny, but exact
  EXPECT_EQ(flags([](u32& f) { return add(kInf, kInf | 0x80000000, f); }), kInvalid);
  EXPECT_EQ(flags([](u32& f) { return square_root(kOne | 0x80000000, f); }), kInvalid);
}

TEST(SoftFloat, RoundsAsItIsTold) {
  const auto third = [](u32 mode, u32 sign) {
    u32 f = mode;
    return divide(kOne | sign, 0x40400000, f);
  };
  EXPECT_EQ(third(0, 0), 0x3EAAAAABU);
  EXPECT_EQ(third(kUp, 0), 0x3EAAAAABU);
  EXPECT_EQ(third(kDown, 0), 0x3EAAAAAAU);
  EXPECT_EQ(third(kZero, 0), 0x3EAAAAAAU);
  EXPECT_EQ(third(kDown, 0x80000000), 0xBEAAAAABU);
  u32 down = kDown;
  EXPECT_EQ(add(kOne, kOne | 0x80000000, down), 0x80000000U);
}

TEST(SoftFloat, PassesNansOnSignallingOnesFirst) {
  constexpr u32 kSignalling = 0x7F800123, kQuiet = 0x7FC00456;
  u32 f = 0;
  EXPECT_EQ(add(kQuiet, kOne, f), kQuiet);
  EXPECT_EQ(f, 0U);
  EXPECT_EQ(add(kQuiet, kSignalling, f), kSignalling | 0x00400000);
  EXPECT_EQ(f, kInvalid);
  f = kDefaultNan;
  EXPECT_EQ(add(kQuiet, kOne, f), kNan);
  f = 0;
  EXPECT_EQ(multiply_add(kQuiet, kInf, 0, f), kNan);  // ∞ × 0 comes before a quiet addend
  EXPECT_EQ(f, kInvalid);
}

TEST(SoftFloat, FlushesDenormalsToZeroWhenItIsTold) {
  u32 f = kFlushToZero;
  EXPECT_EQ(add(kTiny, 0, f), 0U);
  EXPECT_EQ(f, kFlushToZero | kInputDenormal);
  f = kFlushToZero;
  EXPECT_EQ(multiply(kSmallestNormal, 0x3F000000, f), 0U);
  EXPECT_EQ(f, kFlushToZero | kUnderflow);
}

TEST(SoftFloat, ConvertsToIntegersAndFixedPointWithSaturation) {
  u32 f = 0;
  EXPECT_EQ(to_fixed(0xC0200000, 32, 0, true, Rounding::zero, f), static_cast<u32>(-2));
  EXPECT_EQ(f, kInexact);
  f = 0;
  EXPECT_EQ(to_fixed(0xC0200000, 32, 0, true, Rounding::nearest, f), static_cast<u32>(-2));
  EXPECT_EQ(to_fixed(0x4F000000, 32, 0, true, Rounding::zero, f), 0x7FFFFFFFU);
  EXPECT_EQ(f, kInvalid | kInexact);
  f = 0;
  EXPECT_EQ(to_fixed(kOne | 0x80000000, 32, 0, false, Rounding::zero, f), 0U);
  EXPECT_EQ(f, kInvalid);
  f = 0;
  EXPECT_EQ(to_fixed(0xBFC00000, 16, 4, true, Rounding::zero, f), static_cast<u32>(-24));
  EXPECT_EQ(from_fixed(static_cast<u32>(-24), 4, true, Rounding::nearest, f), 0xBFC00000U);
  EXPECT_EQ(f, 0U);
  EXPECT_EQ(from_fixed(0xFFFFFFFF, 0, false, Rounding::nearest, f), 0x4F800000U);
  EXPECT_EQ(f, kInexact);
}

TEST(SoftFloat, ConvertsHalfPrecisionBothWays) {
  for (u32 half = 0; half < 0x10000; ++half) {
    u32 f = 0;
    const u32 single = half_to_single(half, f);
    const bool nan = (half & 0x7C00) == 0x7C00 && (half & 0x3FF) != 0;
    ASSERT_EQ(single_to_half(single, f), nan ? half | 0x200 : half) << half;
  }
  u32 f = 0;
  EXPECT_EQ(single_to_half(0x477FF000, f), 0x7C00U);  // 65520 rounds to infinity
  EXPECT_EQ(f, kOverflow | kInexact);
  f = kAlternativeHalf;
  EXPECT_EQ(single_to_half(kInf, f), 0x7FFFU);
  EXPECT_EQ(half_to_single(0x7C00, f), 0x47800000U);
}

TEST(SoftFloat, ComparesAndTellsUnorderedFromOrdered) {
  u32 f = 0;
  EXPECT_EQ(compare(kOne, kOne, false, f) >> 28, 6U);
  EXPECT_EQ(compare(0, 0x80000000, false, f) >> 28, 6U);
  EXPECT_EQ(compare(kOne | 0x80000000, kOne, false, f) >> 28, 8U);
  EXPECT_EQ(compare(kOne, 0xFF800000, false, f) >> 28, 2U);
  EXPECT_EQ(compare(kOne, kNan, false, f) >> 28, 3U);
  EXPECT_EQ(f, 0U);
  EXPECT_EQ(compare(kOne, kNan, true, f) >> 28, 3U);
  EXPECT_EQ(f, kInvalid);
}

}  // namespace quartet::mcu::arm::fp
