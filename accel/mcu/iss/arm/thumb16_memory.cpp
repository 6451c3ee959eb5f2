// 16-bit loads and stores: DDI0419 A5.2.4, A6.
#include <array>

#include "accel/mcu/iss/arm/extension.hpp"
#include "accel/mcu/iss/arm/memory_access.hpp"

namespace quartet::mcu::arm {

namespace {

Operands literal_fields(u32 raw, u32 pc) {
  return {low_reg(raw, 8), 0, 0, ((pc + 4) & ~3U) + (bits(raw, 0, 8) << 2)};
}
Operands index_fields(u32 raw, u32) {
  return {low_reg(raw, 0), low_reg(raw, 3), low_reg(raw, 6), 0};
}
template <unsigned Scale>
Operands offset_fields(u32 raw, u32) {
  return {low_reg(raw, 0), low_reg(raw, 3), 0, bits(raw, 6, 5) << Scale};
}
Operands sp_fields(u32 raw, u32) {
  return {low_reg(raw, 8), kSp, 0, bits(raw, 0, 8) << 2};
}
Operands multiple_fields(u32 raw, u32) {
  return {0, low_reg(raw, 8), 0, bits(raw, 0, 8)};
}
Operands push_fields(u32 raw, u32) {
  return {0, kSp, 0, bits(raw, 0, 8) | bits(raw, 8, 1) << 14};
}
Operands pop_fields(u32 raw, u32) {
  return {0, kSp, 0, bits(raw, 0, 8) | bits(raw, 8, 1) << 15};
}
bool has_registers(u32 raw) {
  return bits(raw, 0, 8) != 0;
}
bool has_pushed(u32 raw) {
  return bits(raw, 0, 9) != 0;
}
/// Without write-back: the base is in the list.
bool base_in_list(u32 raw) {
  return has_registers(raw) && (raw >> bits(raw, 8, 3) & 1) != 0;
}
/// A base in the list must be its lowest register.
bool storable(u32 raw) {
  const u32 list = bits(raw, 0, 8), base = 1U << bits(raw, 8, 3);
  return list != 0 && ((list & base) == 0 || (list & (base - 1)) == 0);
}

constexpr Format kLiteral{literal_fields, "%d, [pc, #%8]"}, kIndex{index_fields, "%d, [%n, %m]"},
    kByte{offset_fields<0>, "%d, [%n, %i]"}, kHalf{offset_fields<1>, "%d, [%n, %i]"},
    kWord{offset_fields<2>, "%d, [%n, %i]"}, kSpOffset{sp_fields, "%d, [sp, %i]"},
    kStoreList{multiple_fields, "%n!, %l", storable}, kLoadList{multiple_fields, "%n!, %l", has_registers},
    kLoadListBase{multiple_fields, "%n, %l", base_in_list}, kPush{push_fields, "%l", has_pushed},
    kPop{pop_fields, "%l", has_pushed};

using I8 = std::int8_t;
using I16 = std::int16_t;
using U8 = std::uint8_t;
using U16 = std::uint16_t;
using Up = RegisterList<Way::increment_after, true>;
using UpInPlace = RegisterList<Way::increment_after, false>;
using Down = RegisterList<Way::decrement_before, true>;

constexpr std::uint8_t kIndexedStore = of(CostClass::store_register), kMultiple = of(CostClass::multiple);

// clang-format off: a line an instruction
constexpr std::array kInstructions{
    Instruction{"ldr%c", "01001 ttt iiiiiiii", &kLiteral, load<u32, Offset>, Flow::next,
                of(CostClass::load_literal), kLeaves},
    Instruction{"str%c", "0101000 mmm nnn ttt", &kIndex, store<u32, Indexed>, Flow::next, kIndexedStore,
                kLeaves},
    Instruction{"strh%c", "0101001 mmm nnn ttt", &kIndex, store<U16, Indexed>, Flow::next, kIndexedStore,
                kLeaves},
    Instruction{"strb%c", "0101010 mmm nnn ttt", &kIndex, store<U8, Indexed>, Flow::next, kIndexedStore,
                kLeaves},
    Instruction{"ldrsb%c", "0101011 mmm nnn ttt", &kIndex, load<I8, Indexed>, Flow::next, kLoad, kLeaves},
    Instruction{"ldr%c", "0101100 mmm nnn ttt", &kIndex, load<u32, Indexed>, Flow::next, kLoad, kLeaves},
    Instruction{"ldrh%c", "0101101 mmm nnn ttt", &kIndex, load<U16, Indexed>, Flow::next, kLoad, kLeaves},
    Instruction{"ldrb%c", "0101110 mmm nnn ttt", &kIndex, load<U8, Indexed>, Flow::next, kLoad, kLeaves},
    Instruction{"ldrsh%c", "0101111 mmm nnn ttt", &kIndex, load<I16, Indexed>, Flow::next, kLoad, kLeaves},
    Instruction{"str%c", "01100 iiiii nnn ttt", &kWord, store<u32, Offset>, Flow::next, kStore, kLeaves},
    Instruction{"ldr%c", "01101 iiiii nnn ttt", &kWord, load<u32, Offset>, Flow::next, kLoad, kLeaves},
    Instruction{"strb%c", "01110 iiiii nnn ttt", &kByte, store<U8, Offset>, Flow::next, kStore, kLeaves},
    Instruction{"ldrb%c", "01111 iiiii nnn ttt", &kByte, load<U8, Offset>, Flow::next, kLoad, kLeaves},
    Instruction{"strh%c", "10000 iiiii nnn ttt", &kHalf, store<U16, Offset>, Flow::next, kStore, kLeaves},
    Instruction{"ldrh%c", "10001 iiiii nnn ttt", &kHalf, load<U16, Offset>, Flow::next, kLoad, kLeaves},
    Instruction{"str%c", "10010 ttt iiiiiiii", &kSpOffset, store<u32, Offset>, Flow::next, kStore, kLeaves},
    Instruction{"ldr%c", "10011 ttt iiiiiiii", &kSpOffset, load<u32, Offset>, Flow::next, kLoad, kLeaves},
    Instruction{"stmia%c", "11000 nnn llllllll", &kStoreList, store_multiple<Up>, Flow::next, kMultiple,
                kLeaves},
    Instruction{"ldmia%c", "11001 nnn llllllll", &kLoadListBase, load_multiple<UpInPlace>, Flow::next,
                kMultiple, kLeaves},
    Instruction{"ldmia%c", "11001 nnn llllllll", &kLoadList, load_multiple<Up>, Flow::next, kMultiple,
                kLeaves},
    Instruction{"push%c", "1011010 l llllllll", &kPush, store_multiple<Down>, Flow::next, kMultiple, kLeaves},
    Instruction{"pop%c", "10111100 llllllll", &kPop, load_multiple<Up>, Flow::next, kMultiple, kLeaves},
    Instruction{"pop%c", "10111101 llllllll", &kPop, load_multiple_pc<Way::increment_after, true>,
                Flow::indirect, of(CostClass::multiple_pc), kLeaves},
};
// clang-format on

}  // namespace

std::span<const Instruction> thumb16_memory() {
  return kInstructions;
}

}  // namespace quartet::mcu::arm
