// Parallel additions and subtractions of bytes and half-words: DDI0403E A5.3.13, A5.3.14.
#include <algorithm>
#include <array>

#include "accel/mcu/iss/arm/extension.hpp"
#include "accel/mcu/iss/arm/long_multiply.hpp"

namespace quartet::mcu::arm {

namespace {

/// A lane's result and its GE flag.
struct Lane {
  i32 value;
  bool ge;
};

// Kinds: how a lane is read, and what becomes of its exact result.
struct Signed {
  static constexpr bool kSigned = true, kFlags = true;
  static Lane finish(i32 value, int, bool) { return {value, value >= 0}; }
};
struct Saturated {
  static constexpr bool kSigned = true, kFlags = false;
  static Lane finish(i32 value, int width, bool) {
    const i32 top = 1 << (width - 1);
    return {std::clamp(value, -top, top - 1), false};
  }
};
struct Halved {
  static constexpr bool kSigned = true, kFlags = false;
  static Lane finish(i32 value, int, bool) { return {value >> 1, false}; }
};
struct Unsigned {
  static constexpr bool kSigned = false, kFlags = true;
  /// GE is the carry of an addition and the missing borrow of a subtraction.
  static Lane finish(i32 value, int width, bool subtracts) {
    return {value, subtracts ? value >= 0 : value >= 1 << width};
  }
};
struct UnsignedSaturated {
  static constexpr bool kSigned = false, kFlags = false;
  static Lane finish(i32 value, int width, bool) { return {std::clamp(value, 0, (1 << width) - 1), false}; }
};
struct UnsignedHalved {
  static constexpr bool kSigned = false, kFlags = false;
  static Lane finish(i32 value, int, bool) { return {value >> 1, false}; }
};

template <class Kind, int Width>
i32 lane(u32 value, int at) {
  const u32 bits_of_lane = value >> at & ((1U << Width) - 1);
  if (!Kind::kSigned) return static_cast<i32>(bits_of_lane);
  return static_cast<i32>(bits_of_lane << (32 - Width)) >> (32 - Width);
}
template <class Kind, int Width>
Lane combined(i32 a, i32 b, bool subtracts) {
  return Kind::finish(subtracts ? a - b : a + b, Width, subtracts);
}
constexpr u32 placed(const Lane& l, int width, int at) {
  return (static_cast<u32>(l.value) & ((1U << width) - 1)) << at;
}

template <class Kind>
u32 halves(ArmHart& h, const Lane& low, const Lane& high) {
  if (Kind::kFlags) h.ge = (low.ge ? 3 : 0) | (high.ge ? 12 : 0);
  return placed(low, 16, 0) | placed(high, 16, 16);
}
template <class Kind, bool LowSubtracts, bool HighSubtracts>
u32 sixteen(ArmHart& h, u32 a, u32 b) {
  return halves<Kind>(h, combined<Kind, 16>(lane<Kind, 16>(a, 0), lane<Kind, 16>(b, 0), LowSubtracts),
                      combined<Kind, 16>(lane<Kind, 16>(a, 16), lane<Kind, 16>(b, 16), HighSubtracts));
}
/// ASX subtracts below and adds above, SAX the other way round; the second operand's halves are exchanged.
template <class Kind, bool HighSubtracts>
u32 crossed(ArmHart& h, u32 a, u32 b) {
  return sixteen<Kind, !HighSubtracts, HighSubtracts>(h, a, b >> 16 | b << 16);
}
template <class Kind, bool Subtracts>
u32 eight(ArmHart& h, u32 a, u32 b) {
  u32 result = 0, ge = 0;
  for (int i = 0; i < 4; ++i) {
    const Lane l = combined<Kind, 8>(lane<Kind, 8>(a, 8 * i), lane<Kind, 8>(b, 8 * i), Subtracts);
    result |= placed(l, 8, 8 * i);
    ge |= l.ge ? 1U << i : 0;
  }
  if (Kind::kFlags) h.ge = ge;
  return result;
}

constexpr Format kTwo{two_sources, "%d, %n, %m", plain_two};

// clang-format off: a line an instruction
constexpr std::array kInstructions{
    Instruction{"sadd8%c", "111110101 000 nnnn 1111 dddd 0 0 00 mmmm", &kTwo,
                compute_flags<eight<Signed, false>>, Flow::next, kAlu},
    Instruction{"sadd16%c", "111110101 001 nnnn 1111 dddd 0 0 00 mmmm", &kTwo,
                compute_flags<sixteen<Signed, false, false>>, Flow::next, kAlu},
    Instruction{"sasx%c", "111110101 010 nnnn 1111 dddd 0 0 00 mmmm", &kTwo,
                compute_flags<crossed<Signed, false>>, Flow::next, kAlu},
    Instruction{"ssub8%c", "111110101 100 nnnn 1111 dddd 0 0 00 mmmm", &kTwo,
                compute_flags<eight<Signed, true>>, Flow::next, kAlu},
    Instruction{"ssub16%c", "111110101 101 nnnn 1111 dddd 0 0 00 mmmm", &kTwo,
                compute_flags<sixteen<Signed, true, true>>, Flow::next, kAlu},
    Instruction{"ssax%c", "111110101 110 nnnn 1111 dddd 0 0 00 mmmm", &kTwo,
                compute_flags<crossed<Signed, true>>, Flow::next, kAlu},
    Instruction{"qadd8%c", "111110101 000 nnnn 1111 dddd 0 0 01 mmmm", &kTwo,
                compute_flags<eight<Saturated, false>>, Flow::next, kAlu},
    Instruction{"qadd16%c", "111110101 001 nnnn 1111 dddd 0 0 01 mmmm", &kTwo,
                compute_flags<sixteen<Saturated, false, false>>, Flow::next, kAlu},
    Instruction{"qasx%c", "111110101 010 nnnn 1111 dddd 0 0 01 mmmm", &kTwo,
                compute_flags<crossed<Saturated, false>>, Flow::next, kAlu},
    Instruction{"qsub8%c", "111110101 100 nnnn 1111 dddd 0 0 01 mmmm", &kTwo,
                compute_flags<eight<Saturated, true>>, Flow::next, kAlu},
    Instruction{"qsub16%c", "111110101 101 nnnn 1111 dddd 0 0 01 mmmm", &kTwo,
                compute_flags<sixteen<Saturated, true, true>>, Flow::next, kAlu},
    Instruction{"qsax%c", "111110101 110 nnnn 1111 dddd 0 0 01 mmmm", &kTwo,
                compute_flags<crossed<Saturated, true>>, Flow::next, kAlu},
    Instruction{"shadd8%c", "111110101 000 nnnn 1111 dddd 0 0 10 mmmm", &kTwo,
                compute_flags<eight<Halved, false>>, Flow::next, kAlu},
    Instruction{"shadd16%c", "111110101 001 nnnn 1111 dddd 0 0 10 mmmm", &kTwo,
                compute_flags<sixteen<Halved, false, false>>, Flow::next, kAlu},
    Instruction{"shasx%c", "111110101 010 nnnn 1111 dddd 0 0 10 mmmm", &kTwo,
                compute_flags<crossed<Halved, false>>, Flow::next, kAlu},
    Instruction{"shsub8%c", "111110101 100 nnnn 1111 dddd 0 0 10 mmmm", &kTwo,
                compute_flags<eight<Halved, true>>, Flow::next, kAlu},
    Instruction{"shsub16%c", "111110101 101 nnnn 1111 dddd 0 0 10 mmmm", &kTwo,
                compute_flags<sixteen<Halved, true, true>>, Flow::next, kAlu},
    Instruction{"shsax%c", "111110101 110 nnnn 1111 dddd 0 0 10 mmmm", &kTwo,
                compute_flags<crossed<Halved, true>>, Flow::next, kAlu},
    Instruction{"uadd8%c", "111110101 000 nnnn 1111 dddd 0 1 00 mmmm", &kTwo,
                compute_flags<eight<Unsigned, false>>, Flow::next, kAlu},
    Instruction{"uadd16%c", "111110101 001 nnnn 1111 dddd 0 1 00 mmmm", &kTwo,
                compute_flags<sixteen<Unsigned, false, false>>, Flow::next, kAlu},
    Instruction{"uasx%c", "111110101 010 nnnn 1111 dddd 0 1 00 mmmm", &kTwo,
                compute_flags<crossed<Unsigned, false>>, Flow::next, kAlu},
    Instruction{"usub8%c", "111110101 100 nnnn 1111 dddd 0 1 00 mmmm", &kTwo,
                compute_flags<eight<Unsigned, true>>, Flow::next, kAlu},
    Instruction{"usub16%c", "111110101 101 nnnn 1111 dddd 0 1 00 mmmm", &kTwo,
                compute_flags<sixteen<Unsigned, true, true>>, Flow::next, kAlu},
    Instruction{"usax%c", "111110101 110 nnnn 1111 dddd 0 1 00 mmmm", &kTwo,
                compute_flags<crossed<Unsigned, true>>, Flow::next, kAlu},
    Instruction{"uqadd8%c", "111110101 000 nnnn 1111 dddd 0 1 01 mmmm", &kTwo,
                compute_flags<eight<UnsignedSaturated, false>>, Flow::next, kAlu},
    Instruction{"uqadd16%c", "111110101 001 nnnn 1111 dddd 0 1 01 mmmm", &kTwo,
                compute_flags<sixteen<UnsignedSaturated, false, false>>, Flow::next, kAlu},
    Instruction{"uqasx%c", "111110101 010 nnnn 1111 dddd 0 1 01 mmmm", &kTwo,
                compute_flags<crossed<UnsignedSaturated, false>>, Flow::next, kAlu},
    Instruction{"uqsub8%c", "111110101 100 nnnn 1111 dddd 0 1 01 mmmm", &kTwo,
                compute_flags<eight<UnsignedSaturated, true>>, Flow::next, kAlu},
    Instruction{"uqsub16%c", "111110101 101 nnnn 1111 dddd 0 1 01 mmmm", &kTwo,
                compute_flags<sixteen<UnsignedSaturated, true, true>>, Flow::next, kAlu},
    Instruction{"uqsax%c", "111110101 110 nnnn 1111 dddd 0 1 01 mmmm", &kTwo,
                compute_flags<crossed<UnsignedSaturated, true>>, Flow::next, kAlu},
    Instruction{"uhadd8%c", "111110101 000 nnnn 1111 dddd 0 1 10 mmmm", &kTwo,
                compute_flags<eight<UnsignedHalved, false>>, Flow::next, kAlu},
    Instruction{"uhadd16%c", "111110101 001 nnnn 1111 dddd 0 1 10 mmmm", &kTwo,
                compute_flags<sixteen<UnsignedHalved, false, false>>, Flow::next, kAlu},
    Instruction{"uhasx%c", "111110101 010 nnnn 1111 dddd 0 1 10 mmmm", &kTwo,
                compute_flags<crossed<UnsignedHalved, false>>, Flow::next, kAlu},
    Instruction{"uhsub8%c", "111110101 100 nnnn 1111 dddd 0 1 10 mmmm", &kTwo,
                compute_flags<eight<UnsignedHalved, true>>, Flow::next, kAlu},
    Instruction{"uhsub16%c", "111110101 101 nnnn 1111 dddd 0 1 10 mmmm", &kTwo,
                compute_flags<sixteen<UnsignedHalved, true, true>>, Flow::next, kAlu},
    Instruction{"uhsax%c", "111110101 110 nnnn 1111 dddd 0 1 10 mmmm", &kTwo,
                compute_flags<crossed<UnsignedHalved, true>>, Flow::next, kAlu},
};
// clang-format on

}  // namespace

std::span<const Instruction> dsp_parallel() {
  return kInstructions;
}

}  // namespace quartet::mcu::arm
