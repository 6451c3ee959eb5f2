// Packed elements of 16, 8, 4 or 2 bit in a 32-bit word, element 0 in the low bits, and what is computed with them.
#pragma once

#include "accel/mcu/iss/rv32/alu.hpp"
#include "accel/mcu/iss/rv32/format.hpp"

namespace quartet::mcu::rv32 {

template <unsigned Bits>
inline constexpr u32 kLaneMask = (1U << Bits) - 1;

/// Element i, extended to 32 bit.
template <unsigned Bits, bool Signed>
[[nodiscard]] constexpr u32 lane(u32 word, unsigned i) {
  const u32 value = word >> (i * Bits) & kLaneMask<Bits>;
  return Signed ? sign_extend(value, Bits) : value;
}

/// The low element in every place.
template <unsigned Bits>
[[nodiscard]] constexpr u32 replicate(u32 word) {
  u32 result = 0;
  for (unsigned i = 0; i < 32 / Bits; ++i) result |= (word & kLaneMask<Bits>) << (i * Bits);
  return result;
}

/// An element operation is a type with is_signed and of<Bits>(a, b): elements in, anything in the low bits out.
template <unsigned Bits, class Element>
[[nodiscard]] u32 elementwise(u32 a, u32 b) {
  u32 result = 0;
  for (unsigned i = 0; i < 32 / Bits; ++i) {
    const u32 value = Element::template of<Bits>(lane<Bits, Element::is_signed>(a, i),
                                                 lane<Bits, Element::is_signed>(b, i));
    result |= (value & kLaneMask<Bits>) << (i * Bits);
  }
  return result;
}

/// Which operands of a dot product carry a sign.
enum class Signs : std::uint8_t { none, second, both };

/// Sum of the products of elements of A bit of `a` with elements of B <= A bit of `b`, the first at bit `from`.
template <unsigned A, unsigned B, Signs S>
[[nodiscard]] u32 dot_from(u32 a, u32 b, unsigned from) {
  u32 sum = 0;
  b >>= from;
  for (unsigned i = 0; i < 32 / A; ++i) sum += lane<A, S == Signs::both>(a, i) * lane<B, S != Signs::none>(b, i);
  return sum;
}
template <unsigned Bits, Signs S>
[[nodiscard]] u32 dot(u32 a, u32 b) {
  return dot_from<Bits, Bits, S>(a, b, 0);
}
template <unsigned Bits, Signs S>
[[nodiscard]] u32 sum_dot(u32 sum, u32 a, u32 b) {
  return sum + dot<Bits, S>(a, b);
}

// --- element operations: CV32E40P user manual, SIMD ALU and comparison operations ---------------------------

struct AddElement {
  static constexpr bool is_signed = false;
  template <unsigned>
  static u32 of(u32 a, u32 b) {
    return a + b;
  }
};
struct SubElement {
  static constexpr bool is_signed = false;
  template <unsigned>
  static u32 of(u32 a, u32 b) {
    return a - b;
  }
};
/// The sum is cut to the element before it is halved.
struct AverageElement {
  static constexpr bool is_signed = true;
  template <unsigned Bits>
  static u32 of(u32 a, u32 b) {
    return sra(sign_extend((a + b) & kLaneMask<Bits>, Bits), 1);
  }
};
struct AverageUnsignedElement {
  static constexpr bool is_signed = false;
  template <unsigned Bits>
  static u32 of(u32 a, u32 b) {
    return ((a + b) & kLaneMask<Bits>) >> 1;
  }
};
template <bool Signed>
struct MinElement {
  static constexpr bool is_signed = Signed;
  template <unsigned>
  static u32 of(u32 a, u32 b) {
    return (Signed ? lt(a, b) : ltu(a, b)) ? a : b;
  }
};
template <bool Signed>
struct MaxElement {
  static constexpr bool is_signed = Signed;
  template <unsigned>
  static u32 of(u32 a, u32 b) {
    return (Signed ? lt(a, b) : ltu(a, b)) ? b : a;
  }
};
/// Amounts are taken modulo the width.
struct ShiftLeftElement {
  static constexpr bool is_signed = false;
  template <unsigned Bits>
  static u32 of(u32 a, u32 b) {
    return a << (b % Bits);
  }
};
struct ShiftRightElement {
  static constexpr bool is_signed = false;
  template <unsigned Bits>
  static u32 of(u32 a, u32 b) {
    return a >> (b % Bits);
  }
};
struct ShiftArithmeticElement {
  static constexpr bool is_signed = true;
  template <unsigned Bits>
  static u32 of(u32 a, u32 b) {
    return sra(a, b % Bits);
  }
};
struct AbsoluteElement {
  static constexpr bool is_signed = true;
  template <unsigned>
  static u32 of(u32 a, u32) {
    return lt(a, 0) ? 0 - a : a;
  }
};
/// All ones where the comparison holds.
template <bool (*Holds)(u32, u32), bool Signed>
struct CompareElement {
  static constexpr bool is_signed = Signed;
  template <unsigned>
  static u32 of(u32 a, u32 b) {
    return Holds(a, b) ? ~0U : 0;
  }
};
struct OrElement {
  static constexpr bool is_signed = false;
  template <unsigned>
  static u32 of(u32 a, u32 b) {
    return a | b;
  }
};
struct XorElement {
  static constexpr bool is_signed = false;
  template <unsigned>
  static u32 of(u32 a, u32 b) {
    return a ^ b;
  }
};
struct AndElement {
  static constexpr bool is_signed = false;
  template <unsigned>
  static u32 of(u32 a, u32 b) {
    return a & b;
  }
};

}  // namespace quartet::mcu::rv32
